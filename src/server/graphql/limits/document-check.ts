import type { DocumentNode, GraphQLError, GraphQLSchema, ValidationRule } from 'graphql';
import type { ServerPlugin } from '../yoga-types.ts';

/** Looks at a parsed document before it is validated; returns what is wrong with it. */
export type DocumentCheck = (document: DocumentNode, schema: GraphQLSchema) => GraphQLError | null;

/**
 * Makes a plugin of a check. It runs while the validation rules are set up, so before the first of them walks: some of those
 * take quadratic time on what the checks refuse.
 */
export function checkingDocuments(check: DocumentCheck): ServerPlugin {
  const rule: ValidationRule = (context) => {
    const error = check(context.getDocument(), context.getSchema());
    if (error) throw error;
    return {};
  };
  return {
    onValidate({ addValidationRule }) {
      addValidationRule(rule);
    },
  };
}
