import { GraphQLError, isValueNode } from 'graphql';
import { INTERNAL_TEXT, RequestProblem } from '../http/problem.ts';

/** Maps what is known to its public face; null for what must be masked. */
export type ToGraphQLError = (error: unknown) => GraphQLError | null;

/**
 * The face of an error that execution met: known ones keep code and text, faults of the question become BAD_USER_INPUT,
 * and everything else INTERNAL_SERVER_ERROR with no text of its own. The masked error stays reachable as `originalError`.
 */
export function createErrorMask(toGraphQLError: ToGraphQLError): (error: unknown) => GraphQLError {
  return (error) => {
    if (error instanceof RequestProblem) return located(error.message, { code: error.code }, error);
    const known = toGraphQLError(error);
    if (known === error && error instanceof GraphQLError) return error;
    if (known) return located(known.message, known.extensions, error);
    if (isFaultOfTheQuestion(error)) return located(error.message, { code: 'BAD_USER_INPUT' }, error);
    return located(INTERNAL_TEXT, { code: 'INTERNAL_SERVER_ERROR' }, error);
  };
}

function located(message: string, extensions: Record<string, unknown>, error: unknown): GraphQLError {
  const origin = error instanceof GraphQLError ? error : undefined;
  const original = origin?.originalError ?? (error instanceof Error ? error : new Error(String(error)));
  return new GraphQLError(message, {
    nodes: origin?.nodes ?? null,
    source: origin?.source ?? null,
    positions: origin?.positions ?? null,
    path: origin?.path ?? null,
    originalError: original,
    extensions,
  });
}

/**
 * graphql-js gives its own complaints no code. About the request as a whole (a variable that does not fit) they have no
 * path; about an argument that only fails at run time they point at a value.
 */
function isFaultOfTheQuestion(error: unknown): error is GraphQLError {
  if (!(error instanceof GraphQLError)) return false;
  if (error.path === undefined) return error.originalError === undefined || error.message.startsWith('Variable "');
  if (error.originalError !== undefined && !(error.originalError instanceof GraphQLError)) return false;
  return error.message.startsWith('Argument "') || (error.nodes?.some(isValueNode) ?? false);
}
