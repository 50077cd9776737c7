import { GraphQLError, isValueNode } from 'graphql';
import { HttpError, INTERNAL_MESSAGE } from '../http/http-error.ts';

/** The public form of an expected error; null for one that must be masked. */
export type ToGraphQLError = (error: unknown) => GraphQLError | null;

/**
 * The public form of an error in execution. Expected errors keep code and message, faults of the request become
 * BAD_USER_INPUT, all others a masked INTERNAL_SERVER_ERROR. The cause stays reachable as `originalError`.
 */
export function createErrorMask(toGraphQLError: ToGraphQLError): (error: unknown) => GraphQLError {
  return (error) => {
    if (error instanceof HttpError) return located(error.message, { code: error.code }, error);
    const expected = toGraphQLError(error);
    if (expected === error && error instanceof GraphQLError) return error;
    if (expected) return located(expected.message, expected.extensions, error);
    if (isRequestFault(error)) return located(error.message, { code: 'BAD_USER_INPUT' }, error);
    return located(INTERNAL_MESSAGE, { code: 'INTERNAL_SERVER_ERROR' }, error);
  };
}

function located(message: string, extensions: Record<string, unknown>, error: unknown): GraphQLError {
  const origin = error instanceof GraphQLError ? error : undefined;
  const original = origin?.originalError ?? (error instanceof Error ? error : new Error(String(error)));
  const masked = new GraphQLError(message, {
    nodes: origin?.nodes ?? null,
    source: origin?.source ?? null,
    positions: origin?.positions ?? null,
    path: origin?.path ?? null,
    originalError: original,
    extensions,
  });
  // Errors of compiled code have locations without positions.
  return origin?.locations && !masked.locations ? withLocations(masked, origin.locations) : masked;
}

/**
 * graphql-js gives its own errors no code. Those about the whole request, such as an invalid variable, have no path. Those
 * about an argument that fails at run time point at a value.
 */
function isRequestFault(error: unknown): error is GraphQLError {
  if (!(error instanceof GraphQLError)) return false;
  if (error.path === undefined) return error.originalError === undefined || error.message.startsWith('Variable "');
  if (error.originalError !== undefined && !(error.originalError instanceof GraphQLError)) return false;
  return error.message.startsWith('Argument "') || (error.nodes?.some(isValueNode) ?? false);
}

/** The error with these locations, which a GraphQLError would work out by counting the lines before each. */
export function withLocations(error: GraphQLError, locations: NonNullable<GraphQLError['locations']>): GraphQLError {
  return Object.defineProperty(error, 'locations', { value: locations, enumerable: true });
}
