import type { Doc } from './openapi.ts';

/** The document as a FastAPI server publishes it: at the origin's root, every path with the base path, no servers. */
export function publishedDocument(doc: Doc, basePath: string): string {
  const { servers: _, ...rest } = doc;
  const paths = Object.fromEntries(Object.entries(doc.paths).map(([path, item]) => [`${basePath}${path}`, item]));
  return JSON.stringify({ ...rest, paths });
}
