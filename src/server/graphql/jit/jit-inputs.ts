import {
  type DocumentNode,
  type GraphQLSchema,
  getNamedType,
  getVariableValues,
  isInputObjectType,
  Kind,
  type OperationDefinitionNode,
  typeFromAST,
  visit,
} from 'graphql';

type Variables = Readonly<Record<string, unknown>>;

/**
 * Tells whether compiled code gives resolvers the arguments that graphql-js would. Of a variable inside of a literal object
 * graphql-jit gives null where it is left out, and forgets a default; as an input object it takes a list, and more or less
 * than the one key of a oneOf.
 */
export function createVariableCheck(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): (variables: Variables) => boolean {
  const inner = variablesInObjects(document);
  const objects = (operation.variableDefinitions ?? []).filter(({ type }) => {
    const named = typeFromAST(schema, type as Parameters<typeof typeFromAST>[1]);
    return named !== undefined && isInputObjectType(getNamedType(named));
  });
  return (variables) =>
    inner.every((name) => variables[name] != null) &&
    (objects.length === 0 || !getVariableValues(schema, objects, { ...variables }, { maxErrors: 1 }).errors);
}

/** Names of the variables that stand on a field of a literal object, anywhere in the document. */
function variablesInObjects(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    ObjectField({ value }) {
      if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names];
}
