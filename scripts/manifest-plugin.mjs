/** Writes the manifest of the documents, in Apollo's format: one entry for each operation with the fragments that it spreads. A graphql-codegen plugin. */
import { createHash } from 'node:crypto';
import { concatAST, Kind, print, separateOperations } from 'graphql';

export function plugin(_schema, documents) {
  const operations = Object.values(separateOperations(concatAST(documents.map(({ document }) => document))))
    .map((document) => {
      const operation = document.definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
      // Clients with typed documents send them as graphql-js prints them.
      const body = print(document);
      const id = createHash('sha256').update(body).digest('hex');
      return { id, name: operation.name.value, type: operation.operation, body };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return `${JSON.stringify({ format: 'apollo-persisted-query-manifest', version: 1, operations }, null, 2)}\n`;
}
