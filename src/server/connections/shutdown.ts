import type { Server } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';
import type { Clock } from '../../lib/clock.ts';

/** A connection idle for less than this may have a request in transit. */
const RECENT_MS = 1_000;

export interface Drain {
  readonly draining: () => boolean;
  /** Resolves when every connection is closed: once responses are sent, after `forceMs` at the latest. */
  close(): Promise<void>;
}

/**
 * Stops a server without cutting a response. `server.close()` alone waits for keep-alive connections, and closes idle ones
 * under a request in transit. Here idle connections close at once. Those used in the last second get one more second: a
 * request in it is answered with `Connection: close`.
 */
export function createDrain(server: Server, options: { clock: Clock; forceMs: number }): Drain {
  const { clock, forceMs } = options;
  /** Start of each connection's idle time; absent during a request. */
  const idleSince = new Map<Socket, number>();
  let closing: Promise<void> | undefined;
  let graceOver = false;

  server.on('connection', (socket: Socket) => {
    idleSince.set(socket, clock.now());
    socket.once('close', () => idleSince.delete(socket));
  });
  server.prependListener('request', (request, response) => {
    const { socket } = request;
    idleSince.delete(socket);
    response.once('close', () => {
      if (graceOver) socket.end();
      else if (!socket.destroyed) idleSince.set(socket, clock.now());
    });
  });

  const closeIdle = (idleMs: number) => {
    for (const [socket, since] of idleSince) if (clock.now() - since >= idleMs) socket.destroy();
  };

  return {
    draining: () => closing !== undefined,
    close() {
      closing ??= new Promise((resolve) => {
        const stopIdle = clock.after(RECENT_MS, () => {
          graceOver = true;
          closeIdle(0);
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
        closeIdle(RECENT_MS);
      });
      return closing;
    },
  };
}
