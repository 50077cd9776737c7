import {
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  OperationTypeNode,
} from 'graphql';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';
import { LRUCache } from 'lru-cache';
import { repairErrors } from '../jit-errors.ts';
import type { ServerPlugin } from '../yoga-types.ts';

/** Compiled operations kept; each holds some 100 KB of code. lru-cache makes room for all of them at once, so keep it small. */
const MAX_COMPILED = 200;

interface Entry {
  uses: number;
  /** Null where compiling failed: such an operation is executed as it stands for ever. */
  compiled: CompiledQuery | null | undefined;
}

/**
 * Executes a query by code made for it, from its second use on. What moves value is left to graphql-js, and so is whatever
 * cannot be compiled. The key is the document and the operation's name: one without the other runs the wrong operation.
 */
export function useJit(schema: GraphQLSchema, options: { max?: number } = {}): ServerPlugin {
  const documents = new LRUCache<DocumentNode, Map<string, Entry>>({ max: options.max ?? MAX_COMPILED });

  const compiledFor = (document: DocumentNode, operationName: string | undefined): CompiledQuery | null => {
    const operations = documents.get(document) ?? new Map<string, Entry>();
    if (operations.size === 0) documents.set(document, operations);
    const key = operationName ?? '';
    const entry = operations.get(key) ?? { uses: 0, compiled: undefined };
    operations.set(key, entry);
    entry.uses += 1;
    if (entry.compiled === undefined && entry.uses > 1) entry.compiled = compile(schema, document, operationName);
    return entry.compiled ?? null;
  };

  return {
    onExecute({ args: { document, operationName }, executeFn, setExecuteFn }) {
      const compiled = compiledFor(document, operationName ?? undefined);
      if (!compiled) return;
      setExecuteFn((args: ExecutionArgs) => run(compiled, args, () => executeFn(args)));
    },
  };
}

async function run(compiled: CompiledQuery, args: ExecutionArgs, interpret: () => unknown): Promise<unknown> {
  const result: ExecutionResult = await compiled.query(args.rootValue, args.contextValue, args.variableValues ?? {});
  // Without data nothing ran: the variables did not fit, and graphql-js tells better why.
  if (!('data' in result)) return interpret();
  return result.errors ? { ...result, errors: repairErrors(result.errors, args.document) } : result;
}

function compile(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | undefined,
): CompiledQuery | null {
  const operation = getOperationAST(document, operationName);
  if (operation?.operation !== OperationTypeNode.QUERY) return null;
  // Reads of the schema are rare and long; they are not worth the time and the memory.
  const introspects = operation.selectionSet.selections.some(
    (node) => node.kind === Kind.FIELD && node.name.value.startsWith('__'),
  );
  if (introspects) return null;
  try {
    const compiled = compileQuery(schema, document, operationName, { disablingCapturingStackErrors: true });
    return isCompiledQuery(compiled) ? compiled : null;
  } catch {
    return null;
  }
}
