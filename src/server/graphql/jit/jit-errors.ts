import { type DocumentNode, GraphQLError, type Source } from 'graphql';

/** Errors of compiled code are only made to look like graphql-js's own: without nodes, often without extensions. */
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
  const ends = /\r\n|[\n\r]/g;
  for (let before = 1; before < line; before += 1) ends.exec(body);
  return ends.lastIndex + column - 1;
}

/** What is wrong with the schema or a resolver, not with a value. */
const OUR_FAULT = /^(?:Cannot return null|Abstract type|Runtime Object type)/;

/**
 * Compiled code does not say what lies under its own complaints. In graphql-js a value that its type cannot hold is a
 * GraphQLError of its own; about an argument the message says enough.
 */
function originalOf(message: string): Error | null {
  if (message.startsWith('Argument "')) return null;
  return OUR_FAULT.test(message) ? new Error(message) : new GraphQLError(message);
}
