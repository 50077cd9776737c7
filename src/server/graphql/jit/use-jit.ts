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
import { expandedFields } from '../limits/max-expanded-fields.ts';
import type { ServerPlugin } from '../server-plugin.ts';
import { repairErrors } from './repair-errors.ts';
import { repairJitRuntime } from './repair-runtime.ts';
import { createVariableCheck } from './variable-check.ts';

/** Uses of an operation before it is compiled. */
const MIN_USES = 3;
/** An expanded field takes about 40 us to compile, which nothing interrupts, and keeps 5 to 15 KB. */
const MAX_FIELDS = 500;
/** Expanded fields of all compiled operations together. */
const MAX_KEPT_FIELDS = 5000;
/** The uses that an operation needs grow by this factor each time it is compiled, so that evictions cannot make it a habit. */
const USES_GROWTH = 4;

interface Entry {
  /** Since the first, or since the compiled code was dropped. */
  uses: number;
  needed: number;
  /** Null where the operation cannot be compiled: graphql-js executes it every time. */
  compiled: CompiledOperation | null | undefined;
}

/**
 * Executes a query with compiled code once a client with a credential has sent it often. graphql-js executes mutations and
 * what cannot be compiled or is too large. Keyed by the operation: the document alone would run the wrong one of several.
 */
export function useJit(schema: GraphQLSchema, options: { maxKeptFields?: number } = {}): ServerPlugin {
  // An entry lives as long as its document, which the document cache bounds.
  const entries = new WeakMap<OperationDefinitionNode, Entry>();
  const kept = new LRUCache<Entry, number>({
    maxSize: options.maxKeptFields ?? MAX_KEPT_FIELDS,
    sizeCalculation: (fields) => fields,
    dispose: (_fields, entry) => {
      entry.uses = 1;
      entry.compiled = undefined;
    },
  });

  const compiledFor = (document: DocumentNode, operationName: string | undefined): CompiledOperation | null => {
    const operation = getOperationAST(document, operationName);
    if (!operation) return null;
    const entry = entries.get(operation) ?? { uses: 0, needed: MIN_USES, compiled: undefined };
    if (entry.uses === 0) entries.set(operation, entry);
    entry.uses += 1;
    if (entry.compiled) kept.get(entry);
    if (entry.compiled !== undefined || entry.uses < entry.needed) return entry.compiled ?? null;
    const fields = expandedFields(document);
    entry.compiled = fields > MAX_FIELDS ? null : compileOperation(schema, document, operationName);
    entry.needed *= USES_GROWTH;
    if (entry.compiled) kept.set(entry, fields);
    return entry.compiled;
  };

  return {
    onExecute({ args: { document, operationName, contextValue }, executeFn, setExecuteFn }) {
      if (!contextValue.exchange.principal) return;
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
