import {
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
  getOperationAST,
  type OperationDefinitionNode,
} from 'graphql';
import { tooComplex } from '../../http/problem.ts';
import type { ServerContext, ServerPlugin } from '../yoga-types.ts';
import { type CostPlan, planCost, TOO_LARGE } from './cost-plan.ts';
import { fragmentsOf } from './selections.ts';

/** Refuses, before anything is executed, an operation whose answer can hold more than `limit` objects. */
export function useQueryCost(schema: GraphQLSchema, limit: number): ServerPlugin {
  // A plan lives as long as its document, which the document cache bounds.
  const plans = new WeakMap<OperationDefinitionNode, CostPlan>();

  const planOf = (document: DocumentNode, operation: OperationDefinitionNode): CostPlan => {
    const known = plans.get(operation);
    if (known) return known;
    const plan = planCost(schema, operation, fragmentsOf(document));
    plans.set(operation, plan);
    return plan;
  };

  const judge = (
    { document, operationName, variableValues, contextValue }: Asked,
    refuse: (result: ExecutionResult) => void,
  ): void => {
    const operation = getOperationAST(document, operationName);
    if (!operation) return;
    const plan = planOf(document, operation);
    const cost = plan(variableValues ?? {});
    contextValue.exchange.cost = cost;
    if (cost <= limit) return;
    const message =
      plan === TOO_LARGE
        ? 'The query is too intricate to be judged.'
        : `The answer can hold ${cost} objects, the limit is ${limit}. Ask for smaller pages (first).`;
    refuse({ errors: [tooComplex(message, { cost, limit })] });
  };

  return {
    onExecute: ({ args, setResultAndStopExecution }) => judge(args, setResultAndStopExecution),
    onSubscribe: ({ args, setResultAndStopExecution }) => judge(args, setResultAndStopExecution),
  };
}

interface Asked {
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
  readonly variableValues?: { readonly [name: string]: unknown } | null | undefined;
  readonly contextValue: ServerContext;
}
