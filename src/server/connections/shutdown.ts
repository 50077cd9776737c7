import type { Server } from 'node:http';
import { Server as NetServer } from 'node:net';
import { type Clock, sleep } from '../../lib/clock.ts';
import { type Connections, RECENT_MS } from './connections.ts';

export interface Drain {
  readonly draining: () => boolean;
  /** Resolves when every connection is closed: once responses are sent, `drainMs` and `forceMs` later at the latest. */
  close(): Promise<void>;
}

/**
 * Stops a server without cutting a response. For `drainMs` it goes on as before, while `draining` turns balancers away: one that has
 * not seen it yet opens connections that must not be refused. Then it stops accepting. `server.close()` alone waits for keep-alive connections, and closes idle ones
 * under a request in transit. Here idle connections close at once. Those used in the last second get one more second: a
 * request in it is answered with `Connection: close`.
 */
export function createDrain(
  server: Server,
  connections: Connections,
  options: { clock: Clock; drainMs?: number; forceMs: number },
): Drain {
  const { clock, drainMs = 0, forceMs } = options;
  let closing: Promise<void> | undefined;

  const stop = () =>
    new Promise<void>((resolve) => {
      const stopIdle = clock.after(RECENT_MS, () => {
        connections.closeAfterRequest();
        connections.closeIdle(0);
      });
      const stopForce = clock.after(forceMs, () => server.closeAllConnections());
      // The close of node:http would also close recently used connections; that of node:net does not.
      NetServer.prototype.close.call(server, () => {
        stopIdle();
        stopForce();
        // The server is closed: this only stops node's timeout checks.
        server.close();
        resolve();
      });
      connections.closeIdle(RECENT_MS);
    });

  return {
    draining: () => closing !== undefined,
    close() {
      closing ??= drainMs === 0 ? stop() : sleep(clock, drainMs).then(stop);
      return closing;
    },
  };
}
