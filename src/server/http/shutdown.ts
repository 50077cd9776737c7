import type { Server } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';
import type { Clock } from '../../lib/clock.ts';

/** A connection that was used this lately may have a request on its way to us. */
const LATELY_MS = 1_000;

export interface Drain {
  readonly draining: () => boolean;
  /** Resolves when every connection is closed: as soon as the answers are out, after `forceMs` at the latest. */
  close(): Promise<void>;
}

/**
 * Ends a server without cutting an answer. `server.close()` alone waits for keep-alive connections, and closes idle ones
 * under a request that is just arriving. Here long idle connections close at once; lately used ones get a second to bring
 * their next request, which is answered with `Connection: close`.
 */
export function createDrain(server: Server, options: { clock: Clock; forceMs: number }): Drain {
  const { clock, forceMs } = options;
  /** Since when each connection has been idle; absent while it works. */
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
        const stopIdle = clock.after(LATELY_MS, () => {
          graceOver = true;
          closeIdle(0);
        });
        const stopForce = clock.after(forceMs, () => server.closeAllConnections());
        // Of node:net: that of node:http would close all idle connections by itself, the lately used ones too.
        NetServer.prototype.close.call(server, () => {
          stopIdle();
          stopForce();
          // Already closed: this only stops node's clock over its connections.
          server.close();
          resolve();
        });
        closeIdle(LATELY_MS);
      });
      return closing;
    },
  };
}
