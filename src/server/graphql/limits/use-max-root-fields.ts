import { Kind } from 'graphql';
import { tooComplex } from '../../http/problem.ts';
import type { ServerPlugin } from '../yoga-types.ts';
import { checkingDocuments } from './document-check.ts';
import { heaviestOperation } from './selections.ts';

/** Fields at the root of an operation, counted as often as they stand there. */
export function useMaxRootFields(limit: number): ServerPlugin {
  return checkingDocuments((document) => {
    const fields = heaviestOperation(document, (node) => (node.kind === Kind.FIELD ? 1 : 0), { rootOnly: true });
    return fields > limit
      ? tooComplex(`The operation has ${fields} root fields, the limit is ${limit}.`, { limit })
      : null;
  });
}
