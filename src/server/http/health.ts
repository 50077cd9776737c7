import type { IncomingMessage } from 'node:http';
import type { Answer } from './answer.ts';
import type { Exchange } from './exchange.ts';

export type Health = ReturnType<typeof createHealth>;

/** Liveness and readiness. The gateway is ready until it drains: a dead tenant is that tenant's trouble alone. */
export function createHealth(options: { answer: Answer; draining: () => boolean; status: () => object }) {
  const { answer, draining, status } = options;
  return {
    live: (exchange: Exchange) => answer.json(exchange, 200, { status: 'live' }),
    ready: (exchange: Exchange) => {
      const code = draining() ? 503 : 200;
      answer.json(exchange, code, { status: draining() ? 'draining' : 'ready' });
    },
    readyVerbose: (exchange: Exchange) => {
      const code = draining() ? 503 : 200;
      answer.json(exchange, code, { status: draining() ? 'draining' : 'ready', ...status() });
    },
  };
}

const LOOPBACK = /^(?:::ffff:)?127\.|^::1$/;

/** From this machine itself. A proxy on it forwards for others and says so, which ends the trust. */
export function isLoopback(request: IncomingMessage): boolean {
  const { 'x-forwarded-for': forwardedFor, forwarded, via } = request.headers;
  if (forwardedFor !== undefined || forwarded !== undefined || via !== undefined) return false;
  return LOOPBACK.test(request.socket.remoteAddress ?? '');
}
