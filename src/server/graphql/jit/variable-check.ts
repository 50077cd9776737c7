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
 * Whether compiled code passes resolvers the same arguments as graphql-js. It differs for a variable inside an object literal
 * that is omitted, and for an input object that is a list or breaks oneOf.
 */
export function createVariableCheck(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): (variables: Variables) => boolean {
  const inLiterals = variablesInObjects(document);
  const objects = (operation.variableDefinitions ?? []).filter(({ type }) => {
    const named = typeFromAST(schema, type as Parameters<typeof typeFromAST>[1]);
    return named !== undefined && isInputObjectType(getNamedType(named));
  });
  return (variables) =>
    inLiterals.every((name) => variables[name] != null) &&
    (objects.length === 0 || !getVariableValues(schema, objects, { ...variables }, { maxErrors: 1 }).errors);
}

/** Variables that are the value of a field in an object literal, anywhere in the document. */
function variablesInObjects(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    ObjectField({ value }) {
      if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names];
}
