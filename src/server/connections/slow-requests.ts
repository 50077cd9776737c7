import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Clock } from '../../lib/clock.ts';

/**
 * Calls `end` for connections that Node's own timeouts miss, since those count from the first byte of a request: where the first
 * request is not complete `requestMs` after the opening, and where nothing but blank lines came for `idleMs` after a response.
 */
export function endSlowRequests(
  server: Server,
  options: { clock: Pick<Clock, 'after'>; requestMs: number; idleMs: number; end: (socket: Socket) => void },
): void {
  const { clock, requestMs, idleMs, end } = options;
  const timers = new WeakMap<Socket, () => void>();
  /** The latest of each connection. */
  const responses = new WeakMap<Socket, ServerResponse>();
  const stop = (socket: Socket) => timers.get(socket)?.();
  const check = (socket: Socket, ms: number, run: () => void) => {
    stop(socket);
    timers.set(socket, clock.after(ms, run));
  };
  const awaitRequest = (socket: Socket) =>
    check(socket, requestMs, () => {
      const response = responses.get(socket);
      if (!response?.req.complete) end(socket);
      else if (response.closed) awaitNext(socket);
    });
  const awaitNext = (socket: Socket) => check(socket, idleMs, () => end(socket));

  server.on('connection', (socket: Socket) => {
    awaitRequest(socket);
    socket.once('close', () => stop(socket));
  });
  server.prependListener('request', ({ socket }, response) => {
    // The time of the first request runs since the opening.
    if (responses.has(socket)) awaitRequest(socket);
    responses.set(socket, response);
    response.once('close', () => {
      // Pipelined requests are answered in turn, and a body may outlast its response.
      if (responses.get(socket) === response && response.req.complete) awaitNext(socket);
    });
  });
}
