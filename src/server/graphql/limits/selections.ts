import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** Sums stop growing here, so that fragments which double each other cannot overflow. */
const CEILING = 1_000_000;

export type Weighed = OperationDefinitionNode | FragmentDefinitionNode | SelectionNode;

export function operationsOf(document: DocumentNode): OperationDefinitionNode[] {
  return document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
}

/** By name; of several with one name the first, validation refuses the others. */
export function fragmentsOf(document: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.FRAGMENT_DEFINITION || fragments.has(definition.name.value)) continue;
    fragments.set(definition.name.value, definition);
  }
  return fragments;
}

/**
 * The largest sum of `weigh` over an operation's nodes with its fragments expanded. Each fragment is walked once however
 * often it is spread; a cycle adds nothing, validation refuses it later. With `rootOnly` fields are not entered.
 */
export function heaviestOperation(
  document: DocumentNode,
  weigh: (node: Weighed) => number,
  options: { rootOnly?: boolean } = {},
): number {
  const fragments = fragmentsOf(document);
  const known = new Map<string, number>();
  const ofFragment = (name: string): number => {
    const before = known.get(name);
    if (before !== undefined) return before;
    known.set(name, 0);
    const fragment = fragments.get(name);
    const sum = fragment ? weigh(fragment) + ofSet(fragment.selectionSet) : 0;
    known.set(name, sum);
    return sum;
  };
  const ofSet = (set: SelectionSetNode): number => {
    let sum = 0;
    for (const node of set.selections) {
      sum += weigh(node);
      if (node.kind === Kind.FRAGMENT_SPREAD) sum += ofFragment(node.name.value);
      else if (node.kind === Kind.INLINE_FRAGMENT) sum += ofSet(node.selectionSet);
      else if (node.selectionSet && !options.rootOnly) sum += ofSet(node.selectionSet);
    }
    return Math.min(sum, CEILING);
  };
  return Math.max(0, ...operationsOf(document).map((operation) => weigh(operation) + ofSet(operation.selectionSet)));
}
