import type { GraphQLSchema } from 'graphql';
import { createYoga, type YogaServerInstance } from 'graphql-yoga';
import type { LimitsConfig } from '../../config/gateway-config.ts';
import type { Exchange } from '../http/exchange.ts';
import { useJit } from './jit/use-jit.ts';
import { useLimits } from './limits/checks.ts';
import { createErrorMask, type ToGraphQLError } from './public-errors.ts';
import { useDocumentCache } from './use-document-cache.ts';
import { useGatewayContext } from './use-gateway-context.ts';
import { useIntrospectionSwitch } from './use-introspection-switch.ts';
import { useOperation } from './use-operation.ts';
import type { ServerContext, ServerPlugin } from './yoga-types.ts';

export type GatewayYoga = YogaServerInstance<ServerContext, object>;

/**
 * Yoga with everything closed that it opens by itself. HTTP is ours (see graphql-handler.ts): what reaches Yoga are parameters
 * that were read and judged; it parses, validates and executes them with the plugins of the list below.
 */
export function createGatewayYoga(options: {
  schema: GraphQLSchema;
  limits: LimitsConfig;
  introspection: boolean;
  jit: boolean;
  contextOf: (exchange: Exchange) => object;
  toGraphQLError: ToGraphQLError;
  plugins?: readonly ServerPlugin[];
}): GatewayYoga {
  const { schema, limits, introspection, jit, contextOf, toGraphQLError } = options;
  const maskError = createErrorMask(toGraphQLError);
  return createYoga<ServerContext>({
    schema,
    plugins: [
      useLimits(schema, limits),
      useOperation(schema),
      useIntrospectionSwitch(introspection),
      useDocumentCache(),
      ...(options.plugins ?? []),
      jit ? useJit(schema) : {},
      useGatewayContext(contextOf),
    ],
    maskedErrors: { maskError },
    // Our own are bounded by bytes, and read the body before Yoga could.
    parserAndValidationCache: false,
    maxRequestBodySize: false,
    graphiql: false,
    landingPage: false,
    cors: false,
    multipart: false,
    batching: false,
    // The line at the end of a request says what there is to say.
    logging: false,
  });
}
