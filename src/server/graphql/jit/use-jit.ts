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
import type { ServerPlugin } from '../yoga-types.ts';
import { repairErrors } from './jit-errors.ts';
import { createVariableCheck } from './jit-inputs.ts';
import { repairJitRuntime } from './jit-runtime.ts';

/** Compiled operations kept; each holds some 100 KB of code. lru-cache makes room for all of them at once, so keep it small. */
const MAX_COMPILED = 200;

interface Entry {
  uses: number;
  /** Null where compiling failed: such an operation is executed as it stands for ever. */
  compiled: CompiledOperation | null | undefined;
}

/**
 * Executes a query by code made for it, from its second use on. What moves value is left to graphql-js, and so is whatever
 * cannot be compiled. The key is the document and the operation's name: one without the other runs the wrong operation.
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

/** Runs the code; `interpret` runs the same with graphql-js. */
export type CompiledOperation = (args: ExecutionArgs, interpret: () => unknown) => Promise<unknown>;

/** Code for a query, or null for what is not to be compiled or cannot be. */
export function compileOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | undefined,
): CompiledOperation | null {
  const operation = getOperationAST(document, operationName);
  if (operation?.operation !== OperationTypeNode.QUERY) return null;
  if (readsSchema(operation) || choosesSelections(document)) return null;
  const compiled = tryToCompile(schema, document, operationName);
  if (!compiled) return null;
  const fits = createVariableCheck(schema, document, operation);
  return async ({ rootValue, contextValue, variableValues }, interpret) => {
    if (!fits(variableValues ?? {})) return interpret();
    const result: ExecutionResult = await compiled.query(rootValue, contextValue, variableValues ?? {});
    // Without data nothing ran: the variables did not fit, and graphql-js tells better why.
    if (!('data' in result)) return interpret();
    return result.errors ? { ...result, errors: repairErrors(result.errors, document) } : result;
  };
}

/** Reads of the schema are rare and long; code for them is not worth the time and the memory. */
function readsSchema({ selectionSet }: OperationDefinitionNode): boolean {
  return selectionSet.selections.some(
    (node) => node.kind === Kind.FIELD && (node.name.value === '__schema' || node.name.value === '__type'),
  );
}

/**
 * Whether `@skip` or `@include` stand on more than a leaf. graphql-jit then still asks for what is inside of a part that is
 * not included, wherever the same field stands outside of it as well.
 */
function choosesSelections(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    Directive(_node, _key, _parent, _path, ancestors) {
      const bearer = ancestors.at(-1);
      const leaf = bearer && 'kind' in bearer && bearer.kind === Kind.FIELD && !bearer.selectionSet;
      if (!leaf) found = true;
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
