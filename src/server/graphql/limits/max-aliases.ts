import { type DocumentNode, Kind } from 'graphql';
import { tooComplex } from '../../http/http-error.ts';
import { largestCount } from './selections.ts';

/** Throws for more than `limit` aliases of any field, `__typename` included, fragments expanded. */
export function checkAliases(document: DocumentNode, limit: number): void {
  const aliases = largestCount(document, (node) => (node.kind === Kind.FIELD && node.alias ? 1 : 0));
  if (aliases > limit) throw tooComplex(`This operation has ${aliases} aliases; the limit is ${limit}.`, { limit });
}
