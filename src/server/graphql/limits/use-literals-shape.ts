import { GraphQLError, visit } from 'graphql';
import { requestError } from '../../http/problem.ts';
import type { ServerPlugin } from '../yoga-types.ts';
import { checkingDocuments } from './document-check.ts';
import { checkString, SHAPE_LIMITS, type ShapeLimits } from './use-variables-shape.ts';

/** Holds values written into the document to the limits of variables. */
export function useLiteralsShape(limits: ShapeLimits = SHAPE_LIMITS): ServerPlugin {
  return checkingDocuments((document) => {
    try {
      visit(document, {
        StringValue: (node) => checkString(node.value, limits, 'document'),
        ListValue(node) {
          if (node.values.length <= limits.arrayLength) return;
          throw requestError('BAD_USER_INPUT', `A list in the document may hold ${limits.arrayLength} values.`);
        },
      });
      return null;
    } catch (error) {
      if (error instanceof GraphQLError) return error;
      throw error;
    }
  });
}
