import { type DocumentNode, type GraphQLSchema, getOperationAST, OperationTypeNode } from 'graphql';
import { EVENT_TYPE } from '../http/negotiate.ts';
import { RequestProblem, requestError } from '../http/problem.ts';
import type { ServerPlugin } from './yoga-types.ts';

/** Finds the operation that is asked for, notes it on the exchange, and refuses one that its method or media type cannot carry. */
export function useOperation(schema: GraphQLSchema): ServerPlugin {
  return {
    onParse({ context: { exchange } }) {
      return ({ result }: { result: DocumentNode | Error | null }) => {
        if (!exchange || result === null || result instanceof Error) return;
        const name = exchange.params?.operationName;
        const operation = getOperationAST(result, name);
        if (!operation) {
          throw requestError(
            'BAD_USER_INPUT',
            name === undefined
              ? 'Say in "operationName" which one of the operations is meant; the document needs at least one.'
              : 'The document has no operation of the name in "operationName".',
          );
        }
        exchange.operationName = operation.name?.value ?? null;
        exchange.operationType = operation.operation;
        if (!schema.getRootType(operation.operation)) {
          throw requestError('BAD_USER_INPUT', `There is nothing for a ${operation.operation} to ask here.`);
        }
        if (operation.operation === OperationTypeNode.MUTATION && exchange.request.method !== 'POST') {
          throw new RequestProblem(405, 'BAD_USER_INPUT', 'A mutation goes by POST.', { Allow: 'POST' });
        }
        if (operation.operation === OperationTypeNode.SUBSCRIPTION && !exchange.takesEvents) {
          throw new RequestProblem(406, 'BAD_USER_INPUT', `A subscription needs Accept: ${EVENT_TYPE}.`);
        }
      };
    },
  };
}
