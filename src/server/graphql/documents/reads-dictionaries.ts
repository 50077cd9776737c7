import {
  type DocumentNode,
  type GraphQLField,
  type GraphQLSchema,
  type OperationDefinitionNode,
  OperationTypeNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { fragmentsOf } from '../limits/selections.ts';

const DICTIONARY_SCOPE = 'dictionary:read';

/**
 * Whether a query selects dictionaries and nothing else, by the scopes that its fields declare: each root field the one of
 * dictionaries, and no field below them another. A fragment counts whether the operation spreads it or not.
 */
export function readsDictionaries(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): boolean {
  if (operation.operation !== OperationTypeNode.QUERY) return false;
  const root = schema.getQueryType();
  const types = new TypeInfo(schema);
  let reads = 0;
  let isAlone = true;
  const check = visitWithTypeInfo(types, {
    Field() {
      const parent = types.getParentType();
      const field = types.getFieldDef();
      if (!field || field.name === '__typename') return;
      const scopes = scopesOf(field);
      reads += scopes.length;
      isAlone &&= (scopes.length > 0 || parent !== root) && scopes.every((scope) => scope === DICTIONARY_SCOPE);
    },
  });
  visit(operation, check);
  for (const fragment of fragmentsOf(document).values()) visit(fragment, check);
  return isAlone && reads > 0;
}

function scopesOf({ extensions }: GraphQLField<unknown, unknown>): readonly unknown[] {
  return (extensions.pothosOptions as { scopes?: readonly unknown[] } | undefined)?.scopes ?? [];
}
