import type { GraphQLSchema } from 'graphql';
import { createYoga, type YogaServerInstance } from 'graphql-yoga';
import type { LimitsConfig } from '../../config/gateway-config.ts';
import type { Exchange } from '../exchange.ts';
import { useLiteralsShape } from '../plugins/use-literals-shape.ts';
import { useMaxAliases } from '../plugins/use-max-aliases.ts';
import { useMaxDepth } from '../plugins/use-max-depth.ts';
import { useMaxDirectives } from '../plugins/use-max-directives.ts';
import { useMaxRootFields } from '../plugins/use-max-root-fields.ts';
import { useMaxTokens } from '../plugins/use-max-tokens.ts';
import { useOneValueMove } from '../plugins/use-one-value-move.ts';
import { useQueryCost } from '../plugins/use-query-cost.ts';
import { useRepeatedSelections } from '../plugins/use-repeated-selections.ts';
import { useVariablesShape } from '../plugins/use-variables-shape.ts';
import { useJit } from './jit/use-jit.ts';
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
      useVariablesShape(),
      useMaxTokens(limits.tokens),
      useOperation(schema),
      useMaxDepth(limits.depth),
      useMaxAliases(limits.aliases),
      useMaxDirectives(limits.directives),
      useMaxRootFields(limits.rootFields),
      useOneValueMove(schema),
      useRepeatedSelections(),
      useLiteralsShape(),
      useIntrospectionSwitch(introspection),
      useDocumentCache(),
      useQueryCost(schema, limits.cost),
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
