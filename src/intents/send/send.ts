import type { OperationId } from '../../contract/schemas.ts';
import type { Zone } from '../../lib/local-time.ts';
import type { Upstream } from '../../upstream/client.ts';
import { reader } from '../../upstream/codec/read-fields.ts';
import { malformed } from '../../upstream/errors.ts';
import {
  deposit,
  type GroupOperationResult,
  groupDeposit,
  groupWithdraw,
  type Operation,
  withdraw,
} from '../../upstream/resources/operations.ts';
import type { LiveIntent } from '../intent.ts';
import { withMarker } from '../marker.ts';
import type { GroupMove, Move } from '../move.ts';
import { ourRows } from '../read-back/our-rows.ts';
import { storedOperation } from '../read-back/rows.ts';

const OPERATIONS = {
  CARD_DEPOSIT: 'operations.deposit',
  CARD_WITHDRAW: 'operations.withdraw',
  GROUP_DEPOSIT: 'operations.groupDeposit',
  GROUP_WITHDRAW: 'operations.groupWithdraw',
} as const satisfies Record<Move['kind'], OperationId>;

/** The operation of the contract that books a move. */
export function operationOf({ kind }: Move): OperationId {
  return OPERATIONS[kind];
}

/** Largest Int of GraphQL. */
const MAX_INT = 2 ** 31 - 1;

export type SentCard = { readonly type: 'OPERATION'; readonly operation: Operation };
/** An answer without a row: whether it was booked is unknown. */
export type SentNoRow = { readonly type: 'NO_ROW'; readonly answerId: number | null };
export type SentGroup = { readonly type: 'GROUP'; readonly answer: GroupOperationResult; readonly move: GroupMove };
export type Sent = SentCard | SentGroup | SentNoRow;

/**
 * Sends a move once. Rejects with UpstreamError, whose `sent` says what may have happened. An unreadable response counts as none:
 * a lookup has to find the rows then.
 */
export async function sendMove(upstream: Upstream, intent: LiveIntent): Promise<Sent> {
  const { move, marker } = intent;
  const { zone } = upstream.client;
  const amount = Number(move.amount);
  const reason = withMarker(move.reason, marker);
  const dates = {
    ...(move.availableFrom == null ? {} : { availableFrom: move.availableFrom }),
    ...(move.expiresAt == null ? {} : { expiresAt: move.expiresAt }),
  };
  switch (move.kind) {
    case 'CARD_DEPOSIT':
      return card(await deposit(upstream, { accountId: move.cardId, amount, reason, ...dates }), intent, zone);
    case 'CARD_WITHDRAW':
      return card(await withdraw(upstream, { accountId: move.cardId, amount, reason }), intent, zone);
    case 'GROUP_DEPOSIT':
      return group(await groupDeposit(upstream, { groupId: move.groupId, amount, reason, ...dates }), move);
    case 'GROUP_WITHDRAW':
      return group(await groupWithdraw(upstream, { groupId: move.groupId, amount, reason }), move);
  }
}

/** The row of this move. Throws UPSTREAM_MALFORMED for another one: what such a server booked is unknown. */
function card(operation: Operation, intent: LiveIntent, zone: Zone): SentCard | SentNoRow {
  if (!isWhole(operation)) return { type: 'NO_ROW', answerId: idIn(operation) };
  const own = ourRows([operation], intent, { whence: 'ANSWER', zone });
  if (own.type !== 'ONE') throw malformed('operations.deposit', 'OTHER_OPERATION');
  return { type: 'OPERATION', operation: storedOperation(operation) };
}

function isWhole(operation: Operation): boolean {
  try {
    const field = reader('Operation', operation);
    field.id('id');
    field.money('amount');
    field.text('createdAt');
    field.text('kind');
    return true;
  } catch {
    return false;
  }
}

/** The id in an answer that says nothing else. */
function idIn(answer: Operation & { readonly operationId?: unknown }): number | null {
  const id = answer.id ?? answer.operationId;
  return typeof id === 'number' && Number.isSafeInteger(id) ? id : null;
}

function group(answer: GroupOperationResult, move: GroupMove): SentGroup {
  const field = reader('GroupOperationResult', answer);
  const processed = field.integer('processed');
  if (processed < 0 || processed > MAX_INT) throw malformed('operations.groupDeposit', 'OUT_OF_RANGE');
  field.money('total');
  for (const skipped of field.rows('skipped')) skipped.id('accountId');
  return { type: 'GROUP', answer, move };
}
