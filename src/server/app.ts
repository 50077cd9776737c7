import type { ServerResponse } from 'node:http';
import { type GraphQLSchema, lexicographicSortSchema, printSchema } from 'graphql';
import type { GatewayConfig } from '../config/gateway-config.ts';
import type { Clock } from '../lib/clock.ts';
import type { Principal } from '../tenants/principal.ts';
import { createGraphiQL, type GraphiQLTab } from './graphiql/graphiql.ts';
import { type Authenticate, createGraphQLHandler } from './graphql/graphql-handler.ts';
import type { ToGraphQLError } from './graphql/public-errors.ts';
import { createGatewayYoga } from './graphql/yoga.ts';
import type { ServerPlugin } from './graphql/yoga-types.ts';
import { createAdmission } from './http/admission.ts';
import { type Answer, createAnswer } from './http/answer.ts';
import { createCors } from './http/cors.ts';
import type { Exchange } from './http/exchange.ts';
import { createHealth } from './http/health.ts';
import { createAdminRoutes, createRoutes, type Route } from './routes.ts';

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

export interface FrontOptions {
  readonly schema: GraphQLSchema;
  readonly authenticate: Authenticate;
  readonly createContext: (input: ContextInput) => object;
  /** Merged into the `extensions` of the answer when execution is over. */
  readonly extensionsOf?: (context: object) => Record<string, unknown> | undefined;
  readonly toGraphQLError?: ToGraphQLError;
  /** Of tenants and what else there is, for `/readyz?verbose`. */
  readonly status?: () => object;
  /** GraphiQL carries it: give one in a demo only. */
  readonly demoKey?: string | undefined;
  readonly graphiqlTabs?: readonly GraphiQLTab[];
  /** Whether queries are compiled from their second use on. @default true */
  readonly jit?: boolean;
  /** After our own, for what other floors add. */
  readonly plugins?: readonly ServerPlugin[];
}

/** What one configuration makes of a request. A reload makes a new one; requests end in the one they began in. */
export interface Front {
  readonly main: Route;
  readonly admin: Route;
  readonly answer: Answer;
}

/** Who waits longer than this for a place in the crowd is turned away. */
const WAIT_MS = 2_000;

export function createFront(
  config: ServerSettings,
  options: FrontOptions & { clock: Clock; draining: () => boolean },
): Front {
  const { schema, authenticate, createContext, clock, draining } = options;
  const { toGraphQLError = () => null, extensionsOf = () => undefined, status = () => ({}) } = options;
  const { limits, introspection } = config;
  const { origins } = config.cors;
  const cors = createCors(origins);
  const answer = createAnswer({ cors, corsVaries: origins.length > 0, draining });
  const health = createHealth({ answer, draining, status });

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
    ? createGraphiQL({ answer, tabs: options.graphiqlTabs ?? [], key: options.demoKey ?? null })
    : null;
  const main = createRoutes({
    answer,
    cors,
    graphql,
    graphiql,
    sdl: introspection ? printSchema(lexicographicSortSchema(schema)) : null,
    health,
    internal: config.server.adminPort === null,
  });
  return { main, admin: createAdminRoutes({ answer, health }), answer };
}

function abortOnLeave(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) controller.abort();
  });
  return controller.signal;
}
