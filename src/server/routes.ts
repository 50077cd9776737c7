import type { IncomingHttpHeaders } from 'node:http';
import type { GraphiQL } from './graphiql/graphiql.ts';
import type { Cors } from './http/cors.ts';
import type { Health } from './http/health.ts';
import type { HttpExchange } from './http/http-exchange.ts';
import { isLocal } from './http/local-request.ts';
import { OPERATOR_PATH } from './http/operator.ts';
import type { Responder } from './http/responder.ts';

export type Route = (exchange: HttpExchange) => void | Promise<void>;

export const GRAPHQL_PATH = '/graphql';
const METRICS_PATH = '/metrics';

/** The routes of the public port. With `internal`, `/readyz?verbose` and `/metrics` are among them, for this machine only. */
export function createRoutes(options: {
  responder: Responder;
  cors: Cors;
  graphql: Route;
  graphiql: GraphiQL | null;
  /** The printed schema, or null where introspection is off. */
  sdl: string | null;
  health: Health;
  metrics: Route;
  internal: boolean;
}): Route {
  const { responder, cors, graphql, graphiql, sdl, health, metrics, internal } = options;

  const graph: Route = (exchange) => {
    const { method, headers } = exchange.request;
    if (method === 'POST') return graphql(exchange);
    if (method === 'GET') {
      return graphiql !== null && asksForPage(headers) ? graphiql.page(exchange) : graphql(exchange);
    }
    if (method !== 'OPTIONS') return responder.methodNotAllowed(exchange, 'GET, POST, OPTIONS');
    exchange.response.writeHead(
      204,
      responder.headersFor(exchange, { Allow: 'GET, POST, OPTIONS', ...cors.preflight(exchange.request) }),
    );
    exchange.response.end();
  };

  return (exchange) => {
    const { path } = exchange;
    const { method, url = '', headers } = exchange.request;
    if (path === GRAPHQL_PATH) return graph(exchange);
    const route = readOnly(path, url, asksForPage(headers));
    const isInternal = route === health.readyVerbose || route === metrics;
    if (!route || (isInternal && !(internal && isLocal(exchange.request)))) return responder.notFound(exchange);
    if (method !== 'GET' && method !== 'HEAD') return responder.methodNotAllowed(exchange, 'GET, HEAD');
    return route(exchange);
  };

  function readOnly(path: string, url: string, isBrowser: boolean): Route | undefined {
    if (path === '/livez') return health.live;
    if (path === '/readyz') return isVerbose(url) ? health.readyVerbose : health.ready;
    if (path === '/' && graphiql !== null && isBrowser) return graphiql.entrance;
    if (path === METRICS_PATH) return metrics;
    if (path === '/schema.graphql' && sdl !== null)
      return (exchange) => responder.text(exchange, 200, 'application/graphql', sdl);
    if (graphiql && path.startsWith('/graphiql/')) return (exchange) => graphiql.asset(exchange, path);
    return undefined;
  }
}

/** The routes of the admin port. What an operator may do is for programs of this machine alone, wherever the port listens. */
export function createAdminRoutes(options: {
  responder: Responder;
  health: Health;
  metrics: Route;
  operator: Route;
}): Route {
  const { responder, health, metrics, operator } = options;
  return (exchange) => {
    const { path } = exchange;
    const { method, url = '' } = exchange.request;
    if (path === OPERATOR_PATH && isLocal(exchange.request))
      return method === 'POST' ? operator(exchange) : responder.methodNotAllowed(exchange, 'POST');
    if (path !== '/livez' && path !== '/readyz' && path !== METRICS_PATH) return responder.notFound(exchange);
    if (method !== 'GET' && method !== 'HEAD') return responder.methodNotAllowed(exchange, 'GET, HEAD');
    if (path === '/livez') return health.live(exchange);
    if (path === METRICS_PATH) return metrics(exchange);
    return isVerbose(url) ? health.readyVerbose(exchange) : health.ready(exchange);
  };
}

function asksForPage({ accept }: IncomingHttpHeaders): boolean {
  return accept?.includes('text/html') === true;
}

function isVerbose(url: string): boolean {
  return /[?&]verbose(?:[=&]|$)/.test(url);
}
