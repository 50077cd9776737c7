import { type DocumentNode, GraphQLError, type Source } from 'graphql';
import { withLocations } from '../mask-errors.ts';

/** Real GraphQLErrors in place of those of compiled code, which lack nodes and often extensions. */
export function repairErrors(errors: readonly GraphQLError[], document: DocumentNode): GraphQLError[] {
  const source = document.loc?.source;
  // Thousands of fields may fail: neither a stack, which the original error has, nor a position is worked out for each.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return errors.map((error) => repairError(error, source));
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

function repairError({ message, path, locations, originalError, extensions }: GraphQLError, source?: Source) {
  const repaired = new GraphQLError(message, {
    source: source ?? null,
    path: path ?? null,
    originalError: originalError ?? originalOf(message),
    extensions: extensions ?? null,
  });
  return locations ? withLocations(repaired, locations) : repaired;
}

/** A fault of the schema or a resolver, not of a value. */
const INTERNAL = /^(?:Cannot return null|Abstract type|Runtime Object type)/;

/**
 * The original error, which compiled code omits. graphql-js has a GraphQLError for a value that its type cannot represent,
 * and none for an argument.
 */
function originalOf(message: string): Error | null {
  if (message.startsWith('Argument "')) return null;
  return INTERNAL.test(message) ? new Error(message) : new GraphQLError(message);
}
