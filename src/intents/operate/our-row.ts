import { compareMoney, magnitude } from '../../lib/decimal.ts';
import type { Zone } from '../../lib/local-time.ts';
import type { Operation } from '../../upstream/resources/operations.ts';
import type { Intent, LiveIntent } from '../intent.ts';
import { lastMarkerIn } from '../marker.ts';
import { isGroupMove, signOf } from '../move.ts';
import { amountOf, timeOf } from '../read-back/rows.ts';

/** More than any two time zones differ. */
const ZONES_MS = 26 * 3_600_000;

/**
 * Why a row that a person names cannot be this move; null where it can. The rule of reconciliation for the row of an id: another
 * marker never, without a marker only near the send. `orphan`: the row of the log that stands for it.
 */
export function mayBeRowOf(
  row: Operation,
  { move, marker, formerMarkers, submittedAt }: LiveIntent,
  { zone, orphan }: { readonly zone: Zone; readonly orphan: Intent | undefined },
): string | null {
  if (!isGroupMove(move) && row.accountId !== move.cardId) return `it is of card ${row.accountId}`;
  const sign = signOf(move);
  const amount = amountOf(row);
  if (amount === null) return 'its amount cannot be read';
  if (row.kind === (sign === 1 ? 'WITHDRAW' : 'DEPOSIT') || (sign === 1 && compareMoney(amount, 0) < 0))
    return `its kind is ${row.kind}`;
  if (compareMoney(magnitude(amount), move.amount) !== 0) return 'its amount is another one';
  const found = lastMarkerIn(row.reason);
  if (found === marker || (found !== null && (formerMarkers?.includes(found) || found === orphan?.marker))) return null;
  if (found !== null) return `it bears the marker ${found} of another move`;
  const at = timeOf(row, zone);
  if (at === null || Math.abs(at - submittedAt) > ZONES_MS) return 'it was not booked within 26 hours of the send';
  return null;
}
