import {
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  getNamedType,
  getNullableType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type ValueNode,
} from 'graphql';

/** Assumed length of a list without an argument that gives its size. */
const CLOSED_LIST = 10;
const DEFAULT_PAGE = 20;

export type Variables = Readonly<Record<string, unknown>>;

/** The number of objects that the field itself returns. */
export function sizeOf(
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  defaults: Variables,
): (variables: Variables) => number {
  if (isConnection(getNamedType(field.type))) {
    const argument = field.args.find(({ name }) => name === 'first');
    const defaultSize = typeof argument?.defaultValue === 'number' ? argument.defaultValue : DEFAULT_PAGE;
    const value = argumentOf(node, 'first', defaults);
    return (variables) => {
      const first = value(variables);
      return typeof first === 'number' && first >= 0 ? Math.ceil(first) : defaultSize;
    };
  }
  const lists = listDepth(field.type);
  if (lists === 0) return () => 1;
  const listArgument = field.args.find(({ type }) => isNonNullType(type) && isListType(getNullableType(type)));
  if (!listArgument) return () => CLOSED_LIST ** lists;
  const value = argumentOf(node, listArgument.name, defaults);
  return (variables) => {
    const list = value(variables);
    return (Array.isArray(list) ? list.length : 1) * CLOSED_LIST ** (lists - 1);
  };
}

/** The value of one argument, as far as sizes need it: a number or a list. */
function argumentOf(node: FieldNode, name: string, defaults: Variables): (variables: Variables) => unknown {
  const value = node.arguments?.find((argument) => argument.name.value === name)?.value;
  if (value?.kind === Kind.VARIABLE) {
    const variable = value.name.value;
    return (variables) => (Object.hasOwn(variables, variable) ? variables[variable] : defaults[variable]);
  }
  const literal = sizeLiteral(value);
  return () => literal;
}

function sizeLiteral(value: ValueNode | undefined): unknown {
  if (value?.kind === Kind.INT || value?.kind === Kind.FLOAT) return Number(value.value);
  return value?.kind === Kind.LIST ? value.values : undefined;
}

export function defaultsOf(operation: OperationDefinitionNode): Variables {
  const entries = (operation.variableDefinitions ?? []).map(
    ({ variable, defaultValue }) => [variable.name.value, sizeLiteral(defaultValue)] as const,
  );
  return Object.fromEntries(entries);
}

export function isConnection(type: unknown): type is GraphQLObjectType {
  if (!isObjectType(type) || !type.name.endsWith('Connection')) return false;
  const fields = type.getFields();
  return 'pageInfo' in fields && ('edges' in fields || 'nodes' in fields);
}

function listDepth(type: GraphQLOutputType): number {
  const nullable = getNullableType(type);
  return isListType(nullable) ? 1 + listDepth(nullable.ofType) : 0;
}
