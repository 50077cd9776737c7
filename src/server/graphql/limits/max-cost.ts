import {
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
  getOperationAST,
  type OperationDefinitionNode,
} from 'graphql';
import { tooComplex } from '../../http/http-error.ts';
import type { ServerContext } from '../server-plugin.ts';
import { type CostPlan, MAX_SELECTION_SETS, planCost, TOO_LARGE } from './cost-plan.ts';
import { fragmentsOf } from './selections.ts';

/** Stops, before execution, an operation whose result can hold more than `limit` objects. Notes the cost on the exchange. */
export function createCostCheck(schema: GraphQLSchema, limit: number) {
  // A plan lives as long as its document, which the document cache bounds.
  const plans = new WeakMap<OperationDefinitionNode, CostPlan>();

  const planOf = (document: DocumentNode, operation: OperationDefinitionNode): CostPlan => {
    const cached = plans.get(operation);
    if (cached) return cached;
    const plan = planCost(schema, operation, fragmentsOf(document));
    plans.set(operation, plan);
    return plan;
  };

  return (
    { document, operationName, variableValues, contextValue }: OperationArgs,
    stop: (result: ExecutionResult) => void,
  ): void => {
    const operation = getOperationAST(document, operationName);
    if (!operation) return;
    const plan = planOf(document, operation);
    const cost = plan(variableValues ?? {});
    contextValue.exchange.cost = cost;
    if (cost <= limit) return;
    const message =
      plan === TOO_LARGE
        ? `This operation expands to more than ${MAX_SELECTION_SETS} selection sets.`
        : `This operation can return ${cost} objects; the limit is ${limit}. Request smaller pages with "first".`;
    stop({ errors: [tooComplex(message, { cost, limit })] });
  };
}

interface OperationArgs {
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
  readonly variableValues?: { readonly [name: string]: unknown } | null | undefined;
  readonly contextValue: ServerContext;
}
