import { Kind } from 'graphql';
import { tooComplex } from '../../http/problem.ts';
import type { ServerPlugin } from '../yoga-types.ts';
import { checkingDocuments } from './document-check.ts';
import { heaviestOperation, type Weighed } from './selections.ts';

/** Directives anywhere in an operation, counted with the fragments expanded. */
export function useMaxDirectives(limit: number): ServerPlugin {
  return checkingDocuments((document) => {
    const directives = heaviestOperation(document, directivesOf);
    return directives > limit
      ? tooComplex(`The query has ${directives} directives, the limit is ${limit}.`, { limit })
      : null;
  });
}

function directivesOf(node: Weighed): number {
  const own = node.directives?.length ?? 0;
  if (node.kind !== Kind.OPERATION_DEFINITION && node.kind !== Kind.FRAGMENT_DEFINITION) return own;
  return (node.variableDefinitions ?? []).reduce((sum, variable) => sum + (variable.directives?.length ?? 0), own);
}
