import { type DocumentNode, Kind } from 'graphql';
import { tooComplex } from '../../http/http-error.ts';
import { sumOfCounts } from './selections.ts';

/** Throws for more than `limit` fields in the operations of a document, fragments expanded. Few bytes can expand to millions. */
export function checkExpandedFields(document: DocumentNode, limit: number): void {
  if (expandedFields(document) <= limit) return;
  throw tooComplex(`This document has more than ${limit} fields with its fragments expanded.`, {
    limit,
    reason: 'EXPANDED_FIELDS',
  });
}

/** Fields of all operations, fragments expanded. Takes linear time; saturates at a million. */
export function expandedFields(document: DocumentNode): number {
  return sumOfCounts(document, (node) => (node.kind === Kind.FIELD ? 1 : 0));
}
