import type { FieldNode, GraphQLResolveInfo, SelectionSetNode } from 'graphql';

/** Whether one of these fields is selected directly below the resolved field. @skip and @include count as selected. */
export function selects(info: GraphQLResolveInfo, ...names: string[]): boolean {
  return info.fieldNodes.some((node: FieldNode) => node.selectionSet && inSet(info, node.selectionSet, names));
}

function inSet(info: GraphQLResolveInfo, set: SelectionSetNode, names: string[]): boolean {
  return set.selections.some((selection) => {
    if (selection.kind === 'Field') return names.includes(selection.name.value);
    if (selection.kind === 'InlineFragment') return inSet(info, selection.selectionSet, names);
    const fragment = info.fragments[selection.name.value];
    return fragment !== undefined && inSet(info, fragment.selectionSet, names);
  });
}
