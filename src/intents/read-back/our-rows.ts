import { addMoney, compareMoney, type Money, magnitude } from '../../lib/decimal.ts';
import type { Operation } from '../../upstream/resources/operations.ts';
import type { LiveIntent } from '../intent.ts';
import { isGroupMove } from '../move.ts';
import { isAmount, isMarked, isOurRow, type RowContext } from './our-row.ts';
import { amountOf, idOf } from './rows.ts';

/**
 * The rows of one move by their amounts. ONE: a row of the amount; whatever else bears the marker is a fee. DOUBLED: several of the
 * amount. PARTS: rows whose sum it is. ODD: rows that do not make the amount. Of a group all rows together: ONE where each card has
 * one row of the amount, or its parts; DOUBLED where some card has several of the amount.
 */
export interface OurRows {
  readonly type: 'ONE' | 'DOUBLED' | 'PARTS' | 'ODD' | 'NONE';
  readonly rows: readonly Operation[];
  /** The row that a card move reports, with the whole amount. */
  readonly reported: Operation | null;
  /** Amount of the reported row on the server, where it is one of several parts. */
  readonly partAmount: Money | null;
  /** Of a group: how many cards have rows. */
  readonly cards: number;
}

export const NO_ROWS: OurRows = { type: 'NONE', rows: [], reported: null, partAmount: null, cards: 0 };

export function ourRows(rows: readonly Operation[], intent: LiveIntent, context: RowContext): OurRows {
  const { move } = intent;
  const own = distinct(rows.filter((row) => isOurRow(row, intent, context)));
  const [first] = own;
  if (!first) {
    // Its reversal alone, or a row of the other direction.
    const odd = rows.filter((row) => isMarked(row, intent) && !context.claimed?.has(row.id));
    return odd.length > 0 ? { ...NO_ROWS, type: 'ODD', rows: odd } : NO_ROWS;
  }
  if (isGroupMove(move)) return groupRows(own, move.amount);
  const exact = ofAmount(own, move.amount);
  const [reported = null] = exact;
  if (reported) return { ...NO_ROWS, type: exact.length > 1 ? 'DOUBLED' : 'ONE', rows: own, reported };
  if (!makeAmount(own, move.amount)) return { ...NO_ROWS, type: 'ODD', rows: own };
  const partAmount = amountOf(first) ?? 0;
  const whole = partAmount < 0 ? -move.amount : move.amount;
  return { ...NO_ROWS, type: 'PARTS', rows: own, reported: { ...first, amount: whole as number }, partAmount };
}

function groupRows(own: readonly Operation[], amount: Money): OurRows {
  const cards = new Map<unknown, Operation[]>();
  for (const row of own) {
    // Where rows name no card, each counts as one.
    const card: unknown = row.accountId ?? `of row ${row.id}`;
    const rows = cards.get(card);
    if (rows) rows.push(row);
    else cards.set(card, [row]);
  }
  const exact = [...cards.values()].map((rows) => ofAmount(rows, amount).length || (makeAmount(rows, amount) ? 1 : 0));
  const most = Math.max(...exact);
  const type = exact.includes(0) ? 'ODD' : most > 1 ? 'DOUBLED' : 'ONE';
  return { ...NO_ROWS, type, rows: own, cards: cards.size };
}

function ofAmount(rows: readonly Operation[], amount: Money): Operation[] {
  return rows.filter((row) => isAmount(amountOf(row), amount));
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
