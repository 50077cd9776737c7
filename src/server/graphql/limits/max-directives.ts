import { type DocumentNode, Kind } from 'graphql';
import { tooComplex } from '../../http/http-error.ts';
import { type CountedNode, largestCount } from './selections.ts';

/** Throws for more than `limit` directives anywhere in an operation, fragments expanded. */
export function checkDirectives(document: DocumentNode, limit: number): void {
  const directives = largestCount(document, directivesOf);
  if (directives > limit) {
    throw tooComplex(`This operation has ${directives} directives; the limit is ${limit}.`, { limit });
  }
}

function directivesOf(node: CountedNode): number {
  const own = node.directives?.length ?? 0;
  if (node.kind !== Kind.OPERATION_DEFINITION && node.kind !== Kind.FRAGMENT_DEFINITION) return own;
  return (node.variableDefinitions ?? []).reduce((sum, variable) => sum + (variable.directives?.length ?? 0), own);
}
