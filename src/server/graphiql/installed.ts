import { createRequire } from 'node:module';

/** What is said where GraphiQL is asked for and its optional package is not there, as in the image. */
export const GRAPHIQL_MISSING =
  'GraphiQL is on and not installed here: npm left it out with --omit=optional, as the image does. Install @graphql-yoga/render-graphiql, or set graphiql: false.';

export function isGraphiQLInstalled(): boolean {
  try {
    createRequire(import.meta.url).resolve('@graphql-yoga/render-graphiql/graphiql');
    return true;
  } catch {
    return false;
  }
}
