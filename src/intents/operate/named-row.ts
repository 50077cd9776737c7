import type { Zone } from '../../lib/local-time.ts';
import type { Operation } from '../../upstream/resources/operations.ts';
import type { Intent, LiveIntent } from '../intent.ts';
import { isGroupMove } from '../move.ts';
import { isAmount, isMarked, isOurRow, otherMarkerIn } from '../read-back/our-row.ts';
import { amountOf } from '../read-back/rows.ts';

/**
 * Why a row that a person names cannot be this move, by the rule of reconciliation; null where it can. Without a marker a named row
 * counts as the answer of the send. `orphan`: the row of the log that stands for it.
 */
export function whyNotRowOf(
  row: Operation,
  intent: LiveIntent,
  { zone, orphan }: { readonly zone: Zone; readonly orphan: Intent | undefined },
): string | null {
  const { move } = intent;
  const { marker, submittedAt } = orphan ?? intent;
  const asked = { ...intent, marker, submittedAt };
  const isOurs = isMarked(row, asked);
  const whence = isOurs ? 'ANYWHERE' : 'ANSWER';
  if (isOurRow(row, asked, { whence, zone }))
    return isAmount(amountOf(row), move.amount) ? null : 'its amount is another one';
  const shown = otherMarkerIn(row, asked);
  if (shown !== null) return `it bears the marker ${shown} of another move`;
  if (!isGroupMove(move) && row.accountId !== move.cardId) return `it is of card ${row.accountId}`;
  return 'its kind or sign is another one, or it was not booked within 26 hours of the send';
}
