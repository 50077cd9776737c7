import { type ExecutionResult, GraphQLError, type GraphQLSchema } from 'graphql';
import { tooComplex } from '../http/http-error.ts';
import { createRowCount } from './mutation-rows.ts';
import { ENTRY_COST, type RateLimits } from './rate-limit.ts';
import type { ServerContext, ServerPlugin } from './server-plugin.ts';

/** Cost of each row that a mutation changes, above that of its result. */
const ROW_COST = 100;

/** Charges an operation to the rate limit of its principal, before it is executed. Comes after the plugin that computes its cost. */
export function useRateLimit(schema: GraphQLSchema, { charge, limitOf }: RateLimits): ServerPlugin {
  const rowsOf = createRowCount(schema);

  const onOperation = (args: Parameters<typeof rowsOf>[0] & { contextValue: ServerContext }, stop: Stop) => {
    const { exchange } = args.contextValue;
    if (exchange.principal === null) return;
    const cost = Math.max(ENTRY_COST, exchange.cost ?? 0) + ROW_COST * rowsOf(args);
    const limit = limitOf(exchange);
    if (cost > limit) {
      const message = `This operation costs ${cost}; the limit of this credential is ${limit} a minute.`;
      return stop({ errors: [tooComplex(message, { cost, limit })] });
    }
    if (cost === ENTRY_COST) return;
    return charge(exchange, cost - ENTRY_COST).catch((error: unknown) => {
      if (!(error instanceof GraphQLError)) throw error;
      stop({ errors: [error] });
    });
  };

  return {
    onExecute: ({ args, setResultAndStopExecution }) => onOperation(args, setResultAndStopExecution),
    onSubscribe: ({ args, setResultAndStopExecution }) => onOperation(args, setResultAndStopExecution),
  };
}

type Stop = (result: ExecutionResult) => void;
