import { type ASTNode, BREAK, type DocumentNode, GraphQLError, isValueNode, Kind, visit } from 'graphql';

/** Messages of graphql-js about a value begin so, ours with the name of a scalar; those that name a field do not. */
const NAMES_A_FIELD = /^(?:Field|OneOf Input Object) "|^Variable "\$/;

/** An error of validation about a literal, with the argument and the field that it was written for. */
export function withPlace(error: GraphQLError, document: DocumentNode): GraphQLError {
  const [value] = error.nodes ?? [];
  if (!value || !isValueNode(value) || NAMES_A_FIELD.test(error.message)) return error;
  const place = placeOf(value, document);
  if (place === null) return error;
  return new GraphQLError(`${place}: ${error.message}`, { nodes: value, extensions: error.extensions });
}

function placeOf(value: ASTNode, document: DocumentNode): string | null {
  let place: string | null = null;
  visit(document, {
    enter(node, _key, parent, _path, ancestors) {
      if (node !== value) return undefined;
      const around = parent ? [...ancestors, parent] : [];
      place = describe(around.filter((each): each is ASTNode => 'kind' in each));
      return BREAK;
    },
  });
  return place;
}

/** Such as `Argument "input.amount" of "cardDeposit"`. */
function describe(ancestors: readonly ASTNode[]): string | null {
  const names: string[] = [];
  let owner: string | null = null;
  for (const node of ancestors) {
    if (node.kind === Kind.FIELD) owner = `of "${node.name.value}"`;
    if (node.kind === Kind.DIRECTIVE) owner = `of "@${node.name.value}"`;
    if (node.kind === Kind.VARIABLE_DEFINITION) return `Variable "$${node.variable.name.value}"`;
    if (node.kind === Kind.ARGUMENT || node.kind === Kind.OBJECT_FIELD) names.push(node.name.value);
  }
  return names.length > 0 && owner !== null ? `Argument "${names.join('.')}" ${owner}` : null;
}
