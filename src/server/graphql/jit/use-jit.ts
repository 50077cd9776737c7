import {
  BREAK,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  visit,
} from 'graphql';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';
import { LRUCache } from 'lru-cache';
import type { ServerPlugin } from '../server-plugin.ts';
import { repairErrors } from './repair-errors.ts';
import { repairJitRuntime } from './repair-runtime.ts';
import { createVariableCheck } from './variable-check.ts';

/** Documents with compiled operations, about 100 KB each. lru-cache allocates for all of them at once. */
const MAX_COMPILED = 200;

interface Entry {
  uses: number;
  /** Null where the operation cannot be compiled: graphql-js executes it every time. */
  compiled: CompiledOperation | null | undefined;
}

/**
 * Executes a query with compiled code from its second use. graphql-js executes mutations and what cannot be compiled. The
 * cache key is the document and the operation's name: the document alone would run the wrong operation.
 */
export function useJit(schema: GraphQLSchema, options: { max?: number } = {}): ServerPlugin {
  const documents = new LRUCache<DocumentNode, Map<string, Entry>>({ max: options.max ?? MAX_COMPILED });

  const compiledFor = (document: DocumentNode, operationName: string | undefined): CompiledOperation | null => {
    const operations = documents.get(document) ?? new Map<string, Entry>();
    if (operations.size === 0) documents.set(document, operations);
    const key = operationName ?? '';
    const entry = operations.get(key) ?? { uses: 0, compiled: undefined };
    operations.set(key, entry);
    entry.uses += 1;
    if (entry.compiled === undefined && entry.uses > 1)
      entry.compiled = compileOperation(schema, document, operationName);
    return entry.compiled ?? null;
  };

  return {
    onExecute({ args: { document, operationName }, executeFn, setExecuteFn }) {
      const compiled = compiledFor(document, operationName ?? undefined);
      if (!compiled) return;
      setExecuteFn((args: ExecutionArgs) => compiled(args, () => executeFn(args)));
    },
  };
}

/** Runs the compiled code; `interpret` executes the same operation with graphql-js. */
export type CompiledOperation = (args: ExecutionArgs, interpret: () => unknown) => Promise<unknown>;

/** Code for a query, or null for an operation that should not or cannot be compiled. */
export function compileOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | undefined,
): CompiledOperation | null {
  const operation = getOperationAST(document, operationName);
  if (operation?.operation !== OperationTypeNode.QUERY) return null;
  if (isIntrospection(operation) || hasConditionalSelections(document)) return null;
  const compiled = tryToCompile(schema, document, operationName);
  if (!compiled) return null;
  const suitsVariables = createVariableCheck(schema, document, operation);
  return async ({ rootValue, contextValue, variableValues }, interpret) => {
    if (!suitsVariables(variableValues ?? {})) return interpret();
    const result: ExecutionResult = await compiled.query(rootValue, contextValue, variableValues ?? {});
    // No data: the variables were invalid and nothing ran. graphql-js explains it better.
    if (!('data' in result)) return interpret();
    return result.errors ? { ...result, errors: repairErrors(result.errors, document) } : result;
  };
}

/** Introspection queries are rare and long: their code is not worth the memory. */
function isIntrospection({ selectionSet }: OperationDefinitionNode): boolean {
  return selectionSet.selections.some(
    (node) => node.kind === Kind.FIELD && (node.name.value === '__schema' || node.name.value === '__type'),
  );
}

/**
 * Whether `@skip` or `@include` is on anything but a leaf field. graphql-jit then leaks the fields of an excluded part into
 * the same field outside of it.
 */
function hasConditionalSelections(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    Directive(_node, _key, _list, _path, ancestors) {
      const parent = ancestors.at(-1);
      const isLeaf = parent && 'kind' in parent && parent.kind === Kind.FIELD && !parent.selectionSet;
      if (!isLeaf) found = true;
      return found ? BREAK : undefined;
    },
  });
  return found;
}

function tryToCompile(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | undefined,
): CompiledQuery | null {
  try {
    repairJitRuntime();
    const compiled = compileQuery(schema, document, operationName, { disablingCapturingStackErrors: true });
    return isCompiledQuery(compiled) ? compiled : null;
  } catch {
    return null;
  }
}
