import { type DocumentNode, Kind, type SelectionSetNode } from 'graphql';
import { tooComplex } from '../../http/http-error.ts';
import { operationsOf, perFragment } from './selections.ts';

/** Throws for more than `limit` levels of fields, fragments expanded: `{ card { id } }` has 2. Introspection counts 1 level. */
export function checkDepth(document: DocumentNode, limit: number): void {
  const ofFragment = perFragment(document, 0, (fragment) => ofSet(fragment.selectionSet));
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
  const depth = Math.max(0, ...operationsOf(document).map(({ selectionSet }) => ofSet(selectionSet)));
  if (depth > limit) {
    throw tooComplex(`This operation is ${depth} levels deep; the limit is ${limit}.`, { depth, limit });
  }
}
