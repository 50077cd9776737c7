import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** Counts saturate here: fragments that double each other would overflow. */
const CEILING = 1_000_000;

export type CountedNode = OperationDefinitionNode | FragmentDefinitionNode | SelectionNode;

export function operationsOf(document: DocumentNode): OperationDefinitionNode[] {
  return document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
}

/** By name. Of several with one name the first: validation rejects the others. */
export function fragmentsOf(document: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.FRAGMENT_DEFINITION || fragments.has(definition.name.value)) continue;
    fragments.set(definition.name.value, definition);
  }
  return fragments;
}

/**
 * A value for each fragment, computed once however often the fragment is spread. Inside a cycle it is `empty`: validation
 * rejects the cycle later.
 */
export function perFragment<T>(
  document: DocumentNode,
  empty: T,
  compute: (fragment: FragmentDefinitionNode) => T,
): (name: string) => T {
  const fragments = fragmentsOf(document);
  const values = new Map<string, T>();
  return (name) => {
    const cached = values.get(name);
    if (cached !== undefined) return cached;
    values.set(name, empty);
    const fragment = fragments.get(name);
    const value = fragment ? compute(fragment) : empty;
    values.set(name, value);
    return value;
  };
}

type CountOf = (node: CountedNode) => number;

/** The largest sum of `countOf` over the nodes of an operation, fragments expanded. With `rootOnly` fields are not entered. */
export function largestCount(document: DocumentNode, countOf: CountOf, options: { rootOnly?: boolean } = {}): number {
  return Math.max(0, ...countsOf(document, countOf, options));
}

/** The sum of `countOf` over the nodes of all operations, fragments expanded. */
export function sumOfCounts(document: DocumentNode, countOf: CountOf): number {
  return countsOf(document, countOf, {}).reduce((sum, count) => sum + count, 0);
}

/** The sum for each operation. */
function countsOf(document: DocumentNode, countOf: CountOf, options: { rootOnly?: boolean }): number[] {
  const ofFragment = perFragment(document, 0, (fragment) => countOf(fragment) + ofSet(fragment.selectionSet));
  const ofSet = (set: SelectionSetNode): number => {
    let sum = 0;
    for (const node of set.selections) {
      sum += countOf(node);
      if (node.kind === Kind.FRAGMENT_SPREAD) sum += ofFragment(node.name.value);
      else if (node.kind === Kind.INLINE_FRAGMENT) sum += ofSet(node.selectionSet);
      else if (node.selectionSet && !options.rootOnly) sum += ofSet(node.selectionSet);
    }
    return Math.min(sum, CEILING);
  };
  return operationsOf(document).map((operation) => countOf(operation) + ofSet(operation.selectionSet));
}
