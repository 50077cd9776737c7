import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Clock } from '../../lib/clock.ts';

/** A connection idle for less than this may have a request in transit. */
export const RECENT_MS = 1_000;

/** The open connections of a server. */
export interface Connections {
  readonly open: ReadonlySet<Socket>;
  /** Closes those that have been without a request for so long. */
  closeIdle(idleMs: number): void;
  /** From now on a connection closes after its current request. */
  closeAfterRequest(): void;
}

/**
 * Knows which connections are idle. Beyond `limit` the one that has been idle for longest makes room for a new one, unless it was used
 * just now: clients that hold connections without asking must not keep out those that ask.
 */
export function trackConnections(server: Server, options: { clock: Clock; limit: () => number }): Connections {
  const { clock, limit } = options;
  const open = new Set<Socket>();
  /** Start of each connection's idle time, the earliest first; absent during a request. */
  const idleSince = new Map<Socket, number>();
  let ending = false;

  server.on('connection', (socket: Socket) => {
    open.add(socket);
    idleSince.set(socket, clock.now());
    socket.once('close', () => {
      open.delete(socket);
      idleSince.delete(socket);
    });
    if (open.size <= limit()) return;
    const [[longest, since] = [socket, clock.now()]] = idleSince;
    end(clock.now() - since >= RECENT_MS ? longest : socket);
  });
  server.prependListener('request', ({ socket }, response) => {
    idleSince.delete(socket);
    response.once('close', () => {
      if (ending) socket.end();
      else if (!socket.destroyed) idleSince.set(socket, clock.now());
    });
  });

  /** Destroyed sockets close a moment later, in which others arrive. */
  function end(socket: Socket): void {
    open.delete(socket);
    idleSince.delete(socket);
    socket.destroy();
  }

  return {
    open,
    closeIdle(idleMs) {
      for (const [socket, since] of idleSince) if (clock.now() - since >= idleMs) end(socket);
    },
    closeAfterRequest() {
      ending = true;
    },
  };
}
