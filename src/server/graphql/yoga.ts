import type { GraphQLSchema } from 'graphql';
import { createYoga, type YogaServerInstance } from 'graphql-yoga';
import type { LimitsConfig } from '../../config/gateway-config.ts';
import type { HttpExchange } from '../http/http-exchange.ts';
import { useDocumentCache } from './documents/use-document-cache.ts';
import { useJit } from './jit/use-jit.ts';
import { useLimits } from './limits/checks.ts';
import { createErrorMask, type ToGraphQLError } from './mask-errors.ts';
import type { RateLimits } from './rate-limit.ts';
import type { ServerContext, ServerPlugin } from './server-plugin.ts';
import { useGatewayContext } from './use-gateway-context.ts';
import { useIntrospectionSwitch } from './use-introspection-switch.ts';
import { useOperation } from './use-operation.ts';
import { useRateLimit } from './use-rate-limit.ts';

export type GatewayYoga = YogaServerInstance<ServerContext, object>;

/**
 * Yoga without its HTTP side, which is ours (graphql-handler.ts). It gets the parameters of a request, and parses, validates
 * and executes them with the plugins below, whose order matters.
 */
export function createGatewayYoga(options: {
  schema: GraphQLSchema;
  limits: LimitsConfig;
  rateLimits: RateLimits;
  introspection: boolean;
  jit: boolean;
  contextOf: (exchange: HttpExchange) => object;
  toGraphQLError: ToGraphQLError;
  plugins?: readonly ServerPlugin[];
}): GatewayYoga {
  const { schema, limits, rateLimits, introspection, jit, contextOf, toGraphQLError } = options;
  const maskError = createErrorMask(toGraphQLError);
  return createYoga<ServerContext>({
    schema,
    plugins: [
      useLimits(schema, limits),
      useOperation(schema),
      useIntrospectionSwitch(introspection),
      useDocumentCache(),
      useRateLimit(schema, rateLimits),
      ...(options.plugins ?? []),
      jit ? useJit(schema) : {},
      useGatewayContext(contextOf),
    ],
    maskedErrors: { maskError },
    // useDocumentCache is bounded in bytes, and readBody limits the body.
    parserAndValidationCache: false,
    maxRequestBodySize: false,
    graphiql: false,
    landingPage: false,
    cors: false,
    multipart: false,
    batching: false,
    // The request log has one line per request.
    logging: false,
  });
}
