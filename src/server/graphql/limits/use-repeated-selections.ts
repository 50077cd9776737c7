import { type DocumentNode, Kind, type SelectionSetNode, visit } from 'graphql';
import { tooComplex } from '../../http/problem.ts';
import type { ServerPlugin } from '../yoga-types.ts';
import { checkingDocuments } from './document-check.ts';
import { fragmentsOf } from './selections.ts';

/**
 * A field may stand this often under one response name in one place, fragments expanded. Validation compares every pair of
 * them, and again every pair below: a document of 1,000 tokens that repeats `me { id }` alone keeps it busy for 57 ms.
 */
const LIMIT = 20;

type Counts = ReadonlyMap<string, number>;

export function useRepeatedSelections(limit: number = LIMIT): ServerPlugin {
  return checkingDocuments((document) => {
    const name = repeatedField(document, limit);
    return name === null
      ? null
      : tooComplex(`A field is selected more than ${limit} times in one place.`, { field: name.slice(0, 100), limit });
  });
}

/** A response name that occurs more than `limit` times in one selection set, or null. Counts saturate just above the limit. */
function repeatedField(document: DocumentNode, limit: number): string | null {
  const fragments = fragmentsOf(document);
  const known = new Map<string, Counts>();
  const nothing: Counts = new Map();
  let found: string | null = null;

  const ofFragment = (name: string): Counts => {
    const before = known.get(name);
    if (before) return before;
    known.set(name, nothing);
    const fragment = fragments.get(name);
    const counts = fragment ? count(fragment.selectionSet, new Map()) : nothing;
    known.set(name, counts);
    return counts;
  };
  const add = (into: Map<string, number>, name: string, times: number) => {
    const sum = (into.get(name) ?? 0) + times;
    into.set(name, Math.min(sum, limit + 1));
    if (sum > limit) found ??= name;
  };
  const count = (set: SelectionSetNode, into: Map<string, number>): Map<string, number> => {
    for (const node of set.selections) {
      if (found !== null) break;
      if (node.kind === Kind.FIELD) add(into, (node.alias ?? node.name).value, 1);
      else if (node.kind === Kind.INLINE_FRAGMENT) count(node.selectionSet, into);
      else for (const [name, times] of ofFragment(node.name.value)) add(into, name, times);
    }
    return into;
  };

  visit(document, {
    SelectionSet(set, _key, parent) {
      // Those of inline fragments are part of the set around them.
      if (found === null && !(parent && 'kind' in parent && parent.kind === Kind.INLINE_FRAGMENT))
        count(set, new Map());
    },
  });
  return found;
}
