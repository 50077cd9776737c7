import {
  type DocumentNode,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  Kind,
} from 'graphql';
import { tooComplex } from '../../http/problem.ts';
import type { ServerPlugin } from '../yoga-types.ts';
import { checkingDocuments } from './document-check.ts';
import { heaviestOperation } from './selections.ts';

/** One mutation that moves value per document: those are the ones whose input bears an `idempotencyKey`. */
export function useOneValueMove(schema: GraphQLSchema): ServerPlugin {
  const moves = valueMoves(schema);
  return checkingDocuments((document) =>
    countMoves(document, moves) > 1
      ? tooComplex('A document may hold one mutation that moves value; several cards go into cardDepositMany.', {
          limit: 1,
        })
      : null,
  );
}

/** Names of the mutation fields that move value. */
export function valueMoves(schema: GraphQLSchema): ReadonlySet<string> {
  const fields = Object.values(schema.getMutationType()?.getFields() ?? {});
  return new Set(
    fields.filter(({ args }) => args.some(({ type }) => bearsKey(type, new Set()))).map(({ name }) => name),
  );
}

function bearsKey(type: GraphQLInputType, seen: Set<string>): boolean {
  const named = getNamedType(type);
  if (!isInputObjectType(named) || seen.has(named.name)) return false;
  seen.add(named.name);
  return Object.values(named.getFields()).some(
    ({ name, type: inner }) => name === 'idempotencyKey' || bearsKey(inner, seen),
  );
}

function countMoves(document: DocumentNode, moves: ReadonlySet<string>): number {
  if (moves.size === 0) return 0;
  return heaviestOperation(document, (node) => (node.kind === Kind.FIELD && moves.has(node.name.value) ? 1 : 0), {
    rootOnly: true,
  });
}
