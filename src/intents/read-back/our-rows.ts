import { addMoney, compareMoney, type Money, magnitude } from '../../lib/decimal.ts';
import type { Operation } from '../../upstream/resources/operations.ts';
import type { LiveIntent } from '../intent.ts';
import { isGroupMove } from '../move.ts';
import { isAmount, isMarked, isOurRow, type RowContext } from './our-row.ts';
import { amountOf, idOf } from './rows.ts';

/**
 * The rows of one move by their amounts. ONE: a row of the amount; whatever else bears the marker is a fee. DOUBLED: several of the
 * amount. PARTS: rows whose sum it is. ODD: rows that do not make the amount. Of a group, ONE is any number of rows of the amount.
 */
export interface OurRows {
  readonly type: 'ONE' | 'DOUBLED' | 'PARTS' | 'ODD' | 'NONE';
  readonly rows: readonly Operation[];
  /** The row that is told of a card move, with the whole amount. */
  readonly told: Operation | null;
  /** Amount of the told row on the server, where it is one of several parts. */
  readonly partAmount: Money | null;
}

export const NO_ROWS: OurRows = { type: 'NONE', rows: [], told: null, partAmount: null };

export function ourRows(rows: readonly Operation[], intent: LiveIntent, context: RowContext): OurRows {
  const { move } = intent;
  const own = distinct(rows.filter((row) => isOurRow(row, intent, context)));
  const exact = own.filter((row) => isAmount(amountOf(row), move.amount));
  const [first] = own;
  if (!first) {
    // Its reversal alone, or a row of the other direction.
    const odd = rows.filter((row) => isMarked(row, intent) && !context.claimed.has(row.id));
    return odd.length > 0 ? { ...NO_ROWS, type: 'ODD', rows: odd } : NO_ROWS;
  }
  if (isGroupMove(move)) return groupRows(own, exact, move.amount);
  const [told = null] = exact;
  if (told) return { ...NO_ROWS, type: exact.length > 1 ? 'DOUBLED' : 'ONE', rows: own, told };
  if (!makeAmount(own, move.amount)) return { ...NO_ROWS, type: 'ODD', rows: own };
  const partAmount = amountOf(first) ?? 0;
  const whole = partAmount < 0 ? -move.amount : move.amount;
  return { type: 'PARTS', rows: own, told: { ...first, amount: whole as number }, partAmount };
}

/** One row for each card: of the amount, else the first of its parts. */
function groupRows(own: readonly Operation[], exact: readonly Operation[], amount: Money): OurRows {
  const rows = [...exact];
  const cards = new Map<number, Operation[]>();
  for (const row of own) cards.set(row.accountId, [...(cards.get(row.accountId) ?? []), row]);
  for (const [accountId, parts] of cards) {
    if (exact.some((row) => row.accountId === accountId)) continue;
    const [first] = parts;
    if (!first || !makeAmount(parts, amount)) return { ...NO_ROWS, type: 'ODD', rows: own };
    rows.push(first);
  }
  return { ...NO_ROWS, type: 'ONE', rows };
}

function makeAmount(parts: readonly Operation[], amount: Money): boolean {
  const sum = parts.reduce<Money>((total, row) => addMoney(total, magnitude(amountOf(row) ?? 0)), 0);
  return parts.length > 1 && compareMoney(sum, amount) === 0;
}

/** Each row once, the lowest id first. Cards may be booked under one id each. */
function distinct(rows: readonly Operation[]): Operation[] {
  const byName = new Map(rows.map((row) => [`${row.id} ${row.accountId}`, row]));
  return [...byName.values()].sort((a, b) => (idOf(a) ?? 0) - (idOf(b) ?? 0));
}
