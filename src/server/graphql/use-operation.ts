import { type DocumentNode, type GraphQLSchema, getOperationAST, OperationTypeNode } from 'graphql';
import { HttpError, requestError } from '../http/http-error.ts';
import { EVENT_TYPE } from '../http/negotiate.ts';
import { readsDictionaries } from './documents/reads-dictionaries.ts';
import type { ServerContext, ServerPlugin } from './server-plugin.ts';

/** Characters of an operation's name that are kept: the client chooses it. */
const NAME_LENGTH = 100;

interface ServerExecution {
  readonly contextValue: ServerContext;
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
}

/** Selects the operation, notes it on the exchange, and rejects one that the HTTP method or media type does not allow. */
export function useOperation(schema: GraphQLSchema): ServerPlugin {
  const note = ({ contextValue: { exchange }, document, operationName }: ServerExecution): void => {
    exchange.operation = getOperationAST(document, operationName) ?? null;
  };
  return {
    // Its fields are in the schema by now.
    onExecute: ({ args }) => note(args),
    onSubscribe: ({ args }) => note(args),
    onParse({ context: { exchange } }) {
      return ({ result }: { result: DocumentNode | Error | null }) => {
        if (!exchange || result === null || result instanceof Error) return;
        const name = exchange.params?.operationName;
        const operation = getOperationAST(result, name);
        if (!operation) {
          throw requestError(
            'BAD_USER_INPUT',
            name === undefined
              ? 'The document must have one operation, or "operationName" must select one.'
              : 'The document has no operation named as in "operationName".',
          );
        }
        if (exchange.principal) exchange.operationName = operation.name?.value.slice(0, NAME_LENGTH) ?? null;
        exchange.operationType = operation.operation;
        if (!schema.getRootType(operation.operation)) {
          throw requestError('BAD_USER_INPUT', `This API has no ${operation.operation} operations.`);
        }
        if (operation.operation === OperationTypeNode.MUTATION && exchange.request.method !== 'POST') {
          throw new HttpError(405, 'BAD_USER_INPUT', 'Mutations require POST.', { Allow: 'POST' });
        }
        if (exchange.request.method === 'GET')
          exchange.readsDictionaries = readsDictionaries(schema, result, operation);
        if (operation.operation === OperationTypeNode.SUBSCRIPTION && !exchange.acceptsEvents) {
          throw new HttpError(406, 'BAD_USER_INPUT', `Subscriptions require Accept: ${EVENT_TYPE}.`);
        }
      };
    },
  };
}
