import type { MoveOutcome } from '../../../src/intents/move.ts';
import { magnitude } from '../../../src/lib/decimal.ts';
import type { UpstreamError } from '../../../src/upstream/errors.ts';
import type { Row } from './books.ts';

export type Told = MoveOutcome | UpstreamError;

/** What the ledger holds for a key at the time of an answer. */
export interface Truth {
  readonly asked: number;
  /** POSTs that arrived, and those that were booked. */
  readonly sent: number;
  readonly booked: number;
  readonly rows: readonly Row[];
  /** A POST of this key was refused with a status that the contract has. */
  readonly isRefused: boolean;
}

const FINAL = new Set(['BOOKED', 'GROUP_BOOKED', 'NOT_APPLIED', 'REFUSED']);

export function nameOf(told: Told): string {
  return 'state' in told ? told.state : told.kind;
}

/** What an answer says that is not so, in words; null where it is true. `before` are the former answers for the key. */
export function falsehood(told: Told, truth: Truth, before: readonly Told[]): string | null {
  if (truth.booked > 1) return `booked ${truth.booked} times`;
  const last = before.findLast((other) => FINAL.has(nameOf(other)));
  if (last && contentOf(last) !== contentOf(told)) return `told ${nameOf(last)}, then ${nameOf(told)}`;
  if (!('state' in told)) {
    const wasPending = before.some((other) => nameOf(other) === 'PENDING');
    return wasPending && truth.booked > 0 ? 'told PENDING, then unused; it was booked' : null;
  }
  const isBooked = truth.booked > 0;
  switch (told.state) {
    case 'BOOKED':
      if (!isBooked) return 'told booked, was not';
      if (!truth.rows.some(({ id }) => id === told.operation.id)) return 'told the row of another move';
      return Math.abs(Number(told.operation.amount)) === truth.asked ? null : 'told another amount';
    case 'GROUP_BOOKED': {
      if (!isBooked) return 'told booked, was not';
      const cards = new Set(truth.rows.map(({ accountId }) => accountId)).size;
      if (told.processed !== cards) return `told ${told.processed} cards of ${cards}`;
      const shown = truth.rows.reduce((sum, { amount }) => sum + Math.abs(amount), 0);
      return [cards * truth.asked, shown].includes(Number(magnitude(told.total))) ? null : 'told another total';
    }
    case 'NOT_APPLIED':
      return isBooked ? 'told not booked, was' : null;
    case 'REFUSED':
      return isBooked && !truth.isRefused ? 'told refused, was booked' : null;
    case 'PENDING':
      return truth.sent === 0 ? 'told pending, nothing went out' : null;
    default:
      return `told ${told.state}`;
  }
}

/** Equal for two answers that say the same. */
function contentOf(told: Told): string {
  return 'state' in told ? JSON.stringify({ ...told, replayed: true }) : told.kind;
}
