import { type DocumentNode, GraphQLError, type Source } from 'graphql';

/** Real GraphQLErrors in place of those of compiled code, which lack nodes and often extensions. */
export function repairErrors(errors: readonly GraphQLError[], document: DocumentNode): GraphQLError[] {
  const source = document.loc?.source ?? null;
  return errors.map(
    (error) =>
      new GraphQLError(error.message, {
        source,
        positions: source && error.locations ? error.locations.map((location) => offsetOf(source, location)) : null,
        path: error.path ?? null,
        originalError: error.originalError ?? originalOf(error.message),
        extensions: error.extensions ?? null,
      }),
  );
}

function offsetOf({ body }: Source, { line, column }: { line: number; column: number }): number {
  const lineEnd = /\r\n|[\n\r]/g;
  for (let before = 1; before < line; before += 1) lineEnd.exec(body);
  return lineEnd.lastIndex + column - 1;
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
