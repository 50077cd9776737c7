import { type DocumentNode, Kind, type SelectionSetNode, visit } from 'graphql';
import { tooComplex } from '../../http/http-error.ts';
import { perFragment } from './selections.ts';

/**
 * Occurrences of one response name in one selection set, fragments expanded. Validation compares every pair of them, and
 * again every pair below: 1,000 tokens that repeat `me { id }` alone take it 57 ms.
 */
const LIMIT = 20;

type Counts = ReadonlyMap<string, number>;

/** Throws for a field that is selected too often in one place. */
export function checkRepeatedSelections(document: DocumentNode): void {
  const name = repeatedName(document);
  if (name === null) return;
  throw tooComplex(`A field is selected more than ${LIMIT} times in one selection set.`, {
    field: name.slice(0, 100),
    limit: LIMIT,
  });
}

/** A response name that occurs more than LIMIT times in one selection set, or null. Counts saturate just above the limit. */
function repeatedName(document: DocumentNode): string | null {
  let found: string | null = null;
  const ofFragment = perFragment<Counts>(document, new Map(), ({ selectionSet }) => count(selectionSet, new Map()));
  const add = (counts: Map<string, number>, name: string, times: number) => {
    const sum = (counts.get(name) ?? 0) + times;
    counts.set(name, Math.min(sum, LIMIT + 1));
    if (sum > LIMIT) found ??= name;
  };
  const count = (set: SelectionSetNode, counts: Map<string, number>): Counts => {
    for (const node of set.selections) {
      if (found !== null) break;
      if (node.kind === Kind.FIELD) add(counts, (node.alias ?? node.name).value, 1);
      else if (node.kind === Kind.INLINE_FRAGMENT) count(node.selectionSet, counts);
      else for (const [name, times] of ofFragment(node.name.value)) add(counts, name, times);
    }
    return counts;
  };

  visit(document, {
    SelectionSet(set, _key, parent) {
      // An inline fragment's set is counted as part of the set around it.
      const isInline = parent && 'kind' in parent && parent.kind === Kind.INLINE_FRAGMENT;
      if (found === null && !isInline) count(set, new Map());
    },
  });
  return found;
}
