import type { HttpExchange } from './http-exchange.ts';
import type { Responder } from './responder.ts';

export type Health = ReturnType<typeof createHealth>;

/** Liveness and readiness. The gateway is ready until it drains, whatever the state of a tenant's server. */
export function createHealth(options: { responder: Responder; draining: () => boolean; status: () => object }) {
  const { responder, draining, status } = options;
  const respond = (exchange: HttpExchange, details: object) =>
    draining()
      ? responder.json(exchange, 503, { status: 'draining', ...details })
      : responder.json(exchange, 200, { status: 'ready', ...details });
  return {
    live: (exchange: HttpExchange) => responder.json(exchange, 200, { status: 'live' }),
    ready: (exchange: HttpExchange) => respond(exchange, {}),
    readyVerbose: (exchange: HttpExchange) => respond(exchange, status()),
  };
}
