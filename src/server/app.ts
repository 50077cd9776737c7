import { setMaxListeners } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Context } from '@opentelemetry/api';
import { type GraphQLSchema, lexicographicSortSchema, printSchema } from 'graphql';
import type { GatewayConfig } from '../config/gateway-config.ts';
import type { Clock } from '../lib/clock.ts';
import type { Principal } from '../tenants/principal.ts';
import { createGraphiQL, type Demo, type GraphiQLOperation } from './graphiql/graphiql.ts';
import { createPersistedOperations } from './graphql/documents/persisted-operations.ts';
import { createStrangers } from './graphql/documents/strangers.ts';
import { createGraphQLHandler } from './graphql/graphql-handler.ts';
import type { ToGraphQLError } from './graphql/mask-errors.ts';
import { createRateLimits, type RateWindows } from './graphql/rate-limit.ts';
import type { ServerPlugin } from './graphql/server-plugin.ts';
import { createGatewayYoga } from './graphql/yoga.ts';
import { type Admission, createAdmission } from './http/admission.ts';
import { createCors } from './http/cors.ts';
import { createHealth } from './http/health.ts';
import type { HttpExchange } from './http/http-exchange.ts';
import type { Identify } from './http/identify.ts';
import { createOperatorRoute, type OperatorAction } from './http/operator.ts';
import { createResponder, type Responder } from './http/responder.ts';
import { operationNames } from './metrics/known-names.ts';
import type { Metrics } from './metrics/metrics.ts';
import type { RequestStats } from './observe/request-stats.ts';
import { createAdminRoutes, createRoutes, type Route } from './routes.ts';

/** The part of the configuration that the server reads. */
export type ServerSettings = Pick<
  GatewayConfig,
  'server' | 'log' | 'cors' | 'graphiql' | 'introspection' | 'persistedOperations' | 'limits' | 'rateLimit'
> & {
  readonly tenants: readonly object[];
};

/** What the graph's context knows of a request. */
export interface ContextInput {
  readonly requestId: string;
  readonly principal: Principal | null;
  /** Of the client. */
  readonly address: string;
  /** Aborts when the client disconnects. Undefined for a mutation, which must finish what it began. */
  readonly signal: AbortSignal | undefined;
  /** Requested by `X-Gateway-Debug: upstream` and allowed by the scope `debug`, or in a demo. */
  readonly debug: boolean;
  /** The trace of the request; undefined where nobody traces it. */
  readonly trace: Context | undefined;
  readonly limits: { readonly maxCalls: number; readonly maxObjects: number };
}

export interface AppOptions {
  readonly schema: GraphQLSchema;
  readonly createContext: (input: ContextInput) => object;
  /** Merged into the `extensions` of the response after execution. */
  readonly extensionsOf?: (context: object) => Record<string, unknown> | undefined;
  readonly toGraphQLError?: ToGraphQLError;
  /** What a request has cost, by its context. */
  readonly statsOf?: (context: object) => RequestStats | undefined;
  /** Counts requests, and is shown at `/metrics`. @default none */
  readonly metrics?: Metrics;
  /** What an operator may do on the admin port. @default nothing */
  readonly operatorAction?: OperatorAction;
  /** Details for `/readyz?verbose`. */
  readonly status?: () => object;
  /** Whom GraphiQL offers to be. Pages of this machine may then read responses, and everybody learns the upstream calls. */
  readonly demo?: Demo | undefined;
  /** GraphiQL offers them. */
  readonly knownOperations?: readonly GraphiQLOperation[];
  /** Whether queries that come often are compiled. @default true */
  readonly jit?: boolean;
  /** Run after the server's own. */
  readonly plugins?: readonly ServerPlugin[];
}

/** The routes for one configuration. A reload creates a new app; a request ends in the app it began in. */
export interface App {
  readonly main: Route;
  readonly admin: Route;
  readonly responder: Responder;
  readonly admission: Pick<Admission, 'inFlight' | 'waiting'>;
  /** Operations that have series of their own in metrics. */
  readonly meteredOperations: ReadonlySet<string>;
}

export function createApp(
  config: ServerSettings,
  options: AppOptions & { identify: Identify; rateWindows: RateWindows; clock: Clock; draining: () => boolean },
): App {
  const { schema, identify, createContext, metrics, clock, draining } = options;
  const { toGraphQLError = () => null, extensionsOf = () => undefined, status = () => ({}) } = options;
  const { limits, introspection } = config;
  const { origins } = config.cors;
  const { demo = null } = options;
  const loopback = demo !== null;
  const cors = createCors(origins, { loopback });
  const responder = createResponder({ cors, corsVaries: loopback || origins.length > 0, draining });
  const health = createHealth({ responder, draining, status });
  const showMetrics: Route = async (exchange) => {
    const rendered = await metrics?.render();
    if (rendered) responder.text(exchange, 200, 'text/plain; version=0.0.4', rendered);
    else responder.notFound(exchange);
  };

  const requestLimits = { maxCalls: limits.upstreamCalls, maxObjects: limits.cost };
  const contextOf = (exchange: HttpExchange): object => {
    const { requestId, principal, address, request, operationType } = exchange;
    const mayDebug = demo !== null || principal?.scopes.has('debug') === true;
    const debug = request.headers['x-gateway-debug'] === 'upstream' && mayDebug;
    const signal = operationType === 'mutation' ? undefined : abortOnDisconnect(exchange.response);
    const trace = exchange.trace?.context;
    exchange.context = createContext({ requestId, principal, address, signal, debug, trace, limits: requestLimits });
    return exchange.context;
  };
  const rateLimits = createRateLimits(options.rateWindows, config.rateLimit.costPerMinute);
  const yoga = createGatewayYoga({
    schema,
    limits,
    rateLimits,
    introspection,
    jit: options.jit ?? true,
    contextOf,
    toGraphQLError,
    ...(options.plugins ? { plugins: options.plugins } : {}),
  });
  const admission = createAdmission({ limits, severalTenants: config.tenants.length > 1, clock });
  const graphql = createGraphQLHandler({
    yoga,
    responder,
    admission,
    identify,
    rateLimits,
    documentsFor: createPersistedOperations(config.persistedOperations),
    strangers: createStrangers({ introspection, tokens: limits.tokens, bodyBytes: limits.bodyBytes }),
    extensionsOf,
    bodyBytes: limits.bodyBytes,
    introspection,
    clock,
  });
  const graphiql = config.graphiql
    ? createGraphiQL({ responder, operations: options.knownOperations ?? [], demo })
    : null;
  const main = createRoutes({
    responder,
    cors,
    graphql,
    graphiql,
    sdl: introspection ? printSchema(lexicographicSortSchema(schema)) : null,
    health,
    metrics: showMetrics,
    internal: config.server.adminPort === null,
  });
  const { operatorAction = async () => ({ refused: 'there is nothing to operate here' }) } = options;
  const operator = createOperatorRoute(responder, operatorAction);
  return {
    main,
    admin: createAdminRoutes({ responder, health, metrics: showMetrics, operator }),
    responder,
    admission,
    meteredOperations: operationNames(config.persistedOperations.manifest),
  };
}

function abortOnDisconnect(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  // Each of a request's calls listens while it waits.
  setMaxListeners(0, controller.signal);
  response.once('close', () => {
    if (!response.writableFinished) controller.abort();
  });
  return controller.signal;
}
