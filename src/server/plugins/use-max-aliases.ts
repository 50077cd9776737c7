import { Kind } from 'graphql';
import { checkingDocuments } from '../document-check.ts';
import type { ServerPlugin } from '../graphql/yoga-types.ts';
import { tooComplex } from '../problem.ts';
import { heaviestOperation } from '../selections.ts';

/** Aliases of any field, `__typename` included, counted with the fragments expanded. */
export function useMaxAliases(limit: number): ServerPlugin {
  return checkingDocuments((document) => {
    const aliases = heaviestOperation(document, (node) => (node.kind === Kind.FIELD && node.alias ? 1 : 0));
    return aliases > limit ? tooComplex(`The query has ${aliases} aliases, the limit is ${limit}.`, { limit }) : null;
  });
}
