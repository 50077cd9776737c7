import { Kind } from 'graphql';
import { tooComplex } from '../../http/problem.ts';
import type { ServerPlugin } from '../yoga-types.ts';
import { checkingDocuments } from './document-check.ts';
import { heaviestOperation } from './selections.ts';

/** Aliases of any field, `__typename` included, counted with the fragments expanded. */
export function useMaxAliases(limit: number): ServerPlugin {
  return checkingDocuments((document) => {
    const aliases = heaviestOperation(document, (node) => (node.kind === Kind.FIELD && node.alias ? 1 : 0));
    return aliases > limit ? tooComplex(`The query has ${aliases} aliases, the limit is ${limit}.`, { limit }) : null;
  });
}
