import type { IncomingMessage, ServerResponse } from 'node:http';
import { type GraphQLSchema, lexicographicSortSchema, printSchema } from 'graphql';
import type { Logger } from 'pino';
import type { GatewayConfig } from '../config/gateway-config.ts';
import { type Clock, systemClock } from '../lib/clock.ts';
import type { Principal } from '../tenants/principal.ts';
import { createAdmission } from './admission.ts';
import { createAnswer } from './answer.ts';
import { createCors } from './cors.ts';
import { createExchange, type Exchange } from './exchange.ts';
import { createGraphiQL } from './graphiql.ts';
import { GRAPHIQL_TABS, type GraphiQLTab } from './graphiql-tabs.ts';
import { type Authenticate, createGraphQLHandler } from './graphql-handler.ts';
import { createHealth } from './health.ts';
import { createHttpServer, listen } from './http-server.ts';
import { internal } from './problem.ts';
import type { ToGraphQLError } from './public-errors.ts';
import { requestIdOf } from './request-id.ts';
import { createRequestLog } from './request-log.ts';
import { createAdminRoutes, createRoutes, type Route } from './routes.ts';
import { createDrain } from './shutdown.ts';
import { createGatewayYoga } from './yoga.ts';
import type { ServerPlugin } from './yoga-types.ts';

/** What the server needs to know of the configuration. */
export type ServerSettings = Pick<GatewayConfig, 'server' | 'cors' | 'graphiql' | 'introspection' | 'limits'>;

/** One request as the graph's context sees it. */
export interface ContextInput {
  readonly requestId: string;
  readonly principal: Principal | null;
  /** Aborts when the client goes away. A mutation gets none: what it began must end. */
  readonly signal: AbortSignal | undefined;
  /** Asked for by `X-Gateway-Debug: upstream`, and allowed by the scope `debug`. */
  readonly debug: boolean;
}

export interface GatewayServerOptions {
  readonly config: ServerSettings;
  readonly schema: GraphQLSchema;
  readonly authenticate: Authenticate;
  readonly createContext: (input: ContextInput) => object;
  /** Merged into the `extensions` of the answer when execution is over. */
  readonly extensionsOf?: (context: object) => Record<string, unknown> | undefined;
  readonly toGraphQLError?: ToGraphQLError;
  /** Per tenant, for `/readyz?verbose`. */
  readonly status?: () => unknown;
  readonly log: Logger;
  readonly clock?: Clock;
  /** GraphiQL carries it: give one in a demo only. */
  readonly demoKey?: string;
  readonly graphiqlTabs?: readonly GraphiQLTab[];
  /** Whether queries are compiled from their second use on. @default true */
  readonly jit?: boolean;
  /** After our own, for what other floors add. */
  readonly plugins?: readonly ServerPlugin[];
}

export interface GatewayServer {
  readonly url: string;
  readonly port: number;
  readonly adminUrl?: string;
  /** Stops accepting, lets answers out, closes everything after 10 s at the latest. */
  close(): Promise<void>;
}

const FORCE_MS = 10_000;
const WAIT_MS = 2_000;

/** Starts to serve the graph; resolves when it listens. Rejects when an address is taken. */
export async function createGatewayServer(options: GatewayServerOptions): Promise<GatewayServer> {
  const { config, schema, authenticate, createContext, log, clock = systemClock } = options;
  const { toGraphQLError = () => null, extensionsOf = () => undefined, status = () => [] } = options;
  const { limits, introspection } = config;

  const answer = createAnswer({
    cors: createCors(config.cors.origins),
    corsVaries: config.cors.origins.length > 0,
    draining: () => drain.draining(),
  });
  const health = createHealth({ answer, draining: () => drain.draining(), status });
  const logEnd = createRequestLog(log, clock);

  const contextOf = (exchange: Exchange): object => {
    const { requestId, principal, request, operationType } = exchange;
    const debug = request.headers['x-gateway-debug'] === 'upstream' && principal?.scopes.has('debug') === true;
    const signal = operationType === 'mutation' ? undefined : abortOnLeave(exchange.response);
    exchange.context = createContext({ requestId, principal, signal, debug });
    return exchange.context;
  };
  const yoga = createGatewayYoga({
    schema,
    limits,
    introspection,
    jit: options.jit ?? true,
    contextOf,
    toGraphQLError,
    ...(options.plugins ? { plugins: options.plugins } : {}),
  });
  const admission = createAdmission({ inFlight: limits.inFlight, waiting: limits.waiting, waitMs: WAIT_MS, clock });
  const graphql = createGraphQLHandler({
    yoga,
    answer,
    admission,
    authenticate,
    extensionsOf,
    bodyBytes: limits.bodyBytes,
    suggestions: introspection,
    clock,
  });
  const graphiql = config.graphiql
    ? createGraphiQL({ answer, tabs: options.graphiqlTabs ?? GRAPHIQL_TABS, key: options.demoKey ?? null })
    : null;
  const adminPort = config.server.adminPort;
  const routes = createRoutes({
    answer,
    cors: createCors(config.cors.origins),
    graphql,
    graphiql,
    sdl: introspection ? printSchema(lexicographicSortSchema(schema)) : null,
    health,
    internal: adminPort === null,
  });

  const serve = (route: Route) => (request: IncomingMessage, response: ServerResponse) => {
    const exchange = createExchange(request, response, requestIdOf(request.headers['x-request-id']), clock.now());
    if (route === routes) response.once('close', () => logEnd(exchange));
    run(route, exchange).catch((error: unknown) => {
      exchange.unexpected = error;
      answer.problem(exchange, internal());
    });
  };
  const server = createHttpServer(serve(routes));
  const drain = createDrain(server, { clock, forceMs: FORCE_MS });
  const address = await listen(server, config.server.port, config.server.host);
  if (adminPort === null) return { ...address, close: () => drain.close() };

  const admin = createHttpServer(serve(createAdminRoutes({ answer, health })));
  const adminDrain = createDrain(admin, { clock, forceMs: 0 });
  const adminAddress = await listen(admin, adminPort, config.server.host);
  return {
    ...address,
    adminUrl: adminAddress.url,
    async close() {
      await drain.close();
      await adminDrain.close();
    },
  };
}

/** A route may be synchronous; what it throws must not reach node either way. */
async function run(route: Route, exchange: Exchange): Promise<void> {
  await route(exchange);
}

function abortOnLeave(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) controller.abort();
  });
  return controller.signal;
}
