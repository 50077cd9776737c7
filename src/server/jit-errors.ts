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
        originalError: error.originalError ?? null,
        extensions: error.extensions ?? null,
      }),
  );
}

function offsetOf({ body }: Source, { line, column }: { line: number; column: number }): number {
  const ends = /\r\n|[\n\r]/g;
  for (let before = 1; before < line; before += 1) ends.exec(body);
  return ends.lastIndex + column - 1;
}
