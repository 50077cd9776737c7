import type { GraphiQL } from './graphiql/graphiql.ts';
import type { Answer } from './http/answer.ts';
import type { Cors } from './http/cors.ts';
import type { Exchange } from './http/exchange.ts';
import { type Health, isLoopback } from './http/health.ts';

export type Route = (exchange: Exchange) => void | Promise<void>;

/** Which path does what, for the address that clients use. `internal` paths are here only while no admin port has them. */
export function createRoutes(options: {
  answer: Answer;
  cors: Cors;
  graphql: Route;
  graphiql: GraphiQL | null;
  /** The printed schema, or null where it is not to be read. */
  sdl: string | null;
  health: Health;
  internal: boolean;
}): Route {
  const { answer, cors, graphql, graphiql, sdl, health, internal } = options;

  const graph: Route = (exchange) => {
    const { method, headers } = exchange.request;
    if (method === 'POST') return graphql(exchange);
    if (method === 'GET') {
      const browser = graphiql !== null && headers.accept?.includes('text/html');
      return browser ? graphiql.page(exchange) : graphql(exchange);
    }
    if (method !== 'OPTIONS') return answer.wrongMethod(exchange, 'GET, POST, OPTIONS');
    exchange.response.writeHead(
      204,
      answer.headersFor(exchange, { Allow: 'GET, POST, OPTIONS', ...cors.preflight(exchange.request) }),
    );
    exchange.response.end();
  };

  return (exchange) => {
    const { method, url = '' } = exchange.request;
    const path = pathOf(url);
    if (path === '/graphql') return graph(exchange);
    const route = readOnly(path, url);
    if (!route || (route === health.readyVerbose && !(internal && isLoopback(exchange.request))))
      return answer.notFound(exchange);
    if (method !== 'GET' && method !== 'HEAD') return answer.wrongMethod(exchange, 'GET, HEAD');
    return route(exchange);
  };

  function readOnly(path: string, url: string): Route | undefined {
    if (path === '/livez') return health.live;
    if (path === '/readyz') return isVerbose(url) ? health.readyVerbose : health.ready;
    if (path === '/schema.graphql' && sdl !== null)
      return (exchange) => answer.text(exchange, 200, 'application/graphql', sdl);
    if (graphiql && path.startsWith('/graphiql/')) return (exchange) => graphiql.asset(exchange, path);
    return undefined;
  }
}

/** What operators ask, on a port of their own. */
export function createAdminRoutes(options: { answer: Answer; health: Health }): Route {
  const { answer, health } = options;
  return (exchange) => {
    const { method, url = '' } = exchange.request;
    const path = pathOf(url);
    if (path !== '/livez' && path !== '/readyz') return answer.notFound(exchange);
    if (method !== 'GET' && method !== 'HEAD') return answer.wrongMethod(exchange, 'GET, HEAD');
    if (path === '/livez') return health.live(exchange);
    return isVerbose(url) ? health.readyVerbose(exchange) : health.ready(exchange);
  };
}

function pathOf(url: string): string {
  const mark = url.indexOf('?');
  return mark < 0 ? url : url.slice(0, mark);
}

function isVerbose(url: string): boolean {
  return /[?&]verbose(?:[=&]|$)/.test(url);
}
