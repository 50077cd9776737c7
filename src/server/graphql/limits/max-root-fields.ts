import { type DocumentNode, Kind } from 'graphql';
import { tooComplex } from '../../http/http-error.ts';
import { largestCount } from './selections.ts';

/** Throws for more than `limit` fields at the root of an operation, repeated ones counted each time, fragments expanded. */
export function checkRootFields(document: DocumentNode, limit: number): void {
  const fields = largestCount(document, (node) => (node.kind === Kind.FIELD ? 1 : 0), { rootOnly: true });
  if (fields > limit) throw tooComplex(`This operation has ${fields} root fields; the limit is ${limit}.`, { limit });
}
