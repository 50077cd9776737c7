import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLArgument,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  getOperationAST,
  isInputObjectType,
  isListType,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import { isRecord } from '../../lib/is-record.ts';
import { fragmentsOf } from './limits/selections.ts';

type Variables = Readonly<Record<string, unknown>>;

interface OperationArgs {
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
  readonly variableValues?: Variables | null | undefined;
}

/**
 * Counts the rows that an operation changes: one for each mutation field, or one for each value move where the input has a
 * list of them, such as `deposits`. Zero for other operations.
 */
export function createRowCount(schema: GraphQLSchema): (args: OperationArgs) => number {
  const lists = new Map<string, MoveList>();
  for (const { name, args } of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    const list = args.map(moveListOf).find((found) => found !== null);
    if (list) lists.set(name, list);
  }

  return ({ document, operationName, variableValues }) => {
    const operation = getOperationAST(document, operationName);
    if (operation?.operation !== OperationTypeNode.MUTATION) return 0;
    let rows = 0;
    for (const field of rootFields(operation.selectionSet, fragmentsOf(document))) {
      const list = lists.get(field.name.value);
      const argument = list && field.arguments?.find(({ name }) => name.value === list.argument);
      const moves = argument ? movesIn(argument.value, list.property, operation, variableValues ?? {}) : 1;
      rows += Math.max(1, moves);
    }
    return rows;
  };
}

/** Where the input of a mutation lists its value moves. */
interface MoveList {
  readonly argument: string;
  readonly property: string;
}

function moveListOf({ name, type }: GraphQLArgument): MoveList | null {
  const input = getNamedType(type);
  if (!isInputObjectType(input)) return null;
  const property = Object.values(input.getFields()).find((field) => {
    const row = getNamedType(field.type);
    return isListType(getNullableType(field.type)) && isInputObjectType(row) && 'idempotencyKey' in row.getFields();
  });
  return property ? { argument: name, property: property.name } : null;
}

function rootFields(
  set: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  spread = new Set<string>(),
): FieldNode[] {
  return set.selections.flatMap((node) => {
    if (node.kind === Kind.FIELD) return [node];
    if (node.kind === Kind.INLINE_FRAGMENT) return rootFields(node.selectionSet, fragments, spread);
    const fragment = fragments.get(node.name.value);
    if (!fragment || spread.has(node.name.value)) return [];
    spread.add(node.name.value);
    return rootFields(fragment.selectionSet, fragments, spread);
  });
}

/** Length of a list in an input. Either may be a literal or a variable; a value that is no list is coerced to one of itself. */
function movesIn(
  input: ValueNode | undefined,
  property: string,
  operation: OperationDefinitionNode,
  variables: Variables,
): number {
  const defaultOf = (name: string) =>
    operation.variableDefinitions?.find(({ variable }) => variable.name.value === name)?.defaultValue;
  const lengthOf = (value: unknown) => (Array.isArray(value) ? value.length : 1);
  const listLength = (list: ValueNode | undefined): number => {
    if (list?.kind === Kind.LIST) return list.values.length;
    if (list?.kind !== Kind.VARIABLE) return 1;
    const name = list.name.value;
    return Object.hasOwn(variables, name) ? lengthOf(variables[name]) : listLength(defaultOf(name));
  };
  if (input?.kind === Kind.OBJECT) return listLength(input.fields.find(({ name }) => name.value === property)?.value);
  if (input?.kind !== Kind.VARIABLE) return 1;
  const name = input.name.value;
  if (!Object.hasOwn(variables, name)) return movesIn(defaultOf(name), property, operation, variables);
  const value = variables[name];
  return isRecord(value) ? lengthOf(value[property]) : 1;
}
