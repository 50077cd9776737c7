import {
  type DocumentNode,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  Kind,
} from 'graphql';
import { tooComplex } from '../../http/http-error.ts';
import { largestCount } from './selections.ts';

/** Throws for an operation with more than one of the mutation fields `valueMoves`. */
export function checkValueMoves(document: DocumentNode, valueMoves: ReadonlySet<string>): void {
  if (valueMoves.size === 0) return;
  const moves = largestCount(
    document,
    (node) => (node.kind === Kind.FIELD && valueMoves.has(node.name.value) ? 1 : 0),
    { rootOnly: true },
  );
  if (moves > 1) {
    throw tooComplex(
      'An operation can have only one mutation that moves value. To credit several cards, use cardDepositMany.',
      { limit: 1 },
    );
  }
}

/** The mutation fields that move value: those with an `idempotencyKey` in their input. */
export function valueMovesOf(schema: GraphQLSchema): ReadonlySet<string> {
  const fields = Object.values(schema.getMutationType()?.getFields() ?? {});
  return new Set(fields.filter(({ args }) => args.some(({ type }) => hasKey(type, new Set()))).map(({ name }) => name));
}

function hasKey(type: GraphQLInputType, visited: Set<string>): boolean {
  const named = getNamedType(type);
  if (!isInputObjectType(named) || visited.has(named.name)) return false;
  visited.add(named.name);
  return Object.values(named.getFields()).some(
    ({ name, type: inner }) => name === 'idempotencyKey' || hasKey(inner, visited),
  );
}
