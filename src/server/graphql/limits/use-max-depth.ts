import { type DocumentNode, Kind, type SelectionSetNode } from 'graphql';
import { tooComplex } from '../../http/problem.ts';
import type { ServerPlugin } from '../yoga-types.ts';
import { checkingDocuments } from './document-check.ts';
import { fragmentsOf, operationsOf } from './selections.ts';

/** Fields inside fields, fragments expanded: `{ card { id } }` is 2 deep. What is inside `__schema` and `__type` is not counted. */
export function useMaxDepth(limit: number): ServerPlugin {
  return checkingDocuments((document) => {
    const depth = depthOf(document);
    return depth > limit
      ? tooComplex(`The query is ${depth} fields deep, the limit is ${limit}.`, { depth, limit })
      : null;
  });
}

function depthOf(document: DocumentNode): number {
  const fragments = fragmentsOf(document);
  const known = new Map<string, number>();
  const ofFragment = (name: string): number => {
    const before = known.get(name);
    if (before !== undefined) return before;
    known.set(name, 0);
    const fragment = fragments.get(name);
    const depth = fragment ? ofSet(fragment.selectionSet) : 0;
    known.set(name, depth);
    return depth;
  };
  const ofSet = (set: SelectionSetNode): number => {
    let deepest = 0;
    for (const node of set.selections) {
      let depth = 0;
      if (node.kind === Kind.FRAGMENT_SPREAD) depth = ofFragment(node.name.value);
      else if (node.kind === Kind.INLINE_FRAGMENT) depth = ofSet(node.selectionSet);
      else if (node.name.value === '__schema' || node.name.value === '__type') depth = 1;
      else depth = 1 + (node.selectionSet ? ofSet(node.selectionSet) : 0);
      if (depth > deepest) deepest = depth;
    }
    return deepest;
  };
  return Math.max(0, ...operationsOf(document).map((operation) => ofSet(operation.selectionSet)));
}
