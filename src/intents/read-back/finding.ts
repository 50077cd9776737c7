import type { StuckReason } from '../intent.ts';
import { decisionOf, type Seen } from './decision-table.ts';
import type { OurRows } from './our-rows.ts';

/**
 * What one reading shows of a move. ABSENT: read whole, and not there. `isOvertaken`: the same list shows a move that was booked after
 * its send. UNSEEN: not found, which proves nothing. UNCERTAIN: this reading cannot decide.
 */
export type Finding =
  | { readonly type: 'FOUND'; readonly own: OurRows }
  | { readonly type: 'ABSENT'; readonly isOvertaken: boolean }
  | { readonly type: 'UNSEEN' }
  | { readonly type: 'UNCERTAIN'; readonly why: StuckReason };

/** Of rows that were seen the rest need not be known. */
const NOTHING_ELSE: Omit<Seen, 'rows'> = {
  claims: 'AGREE',
  history: 'WHOLE',
  controls: 'NONE',
  reasons: 'UNKNOWN',
  strangers: 'UNNOTED',
};

/** By the decision table. */
export function findingOf(own: OurRows, seen: Omit<Seen, 'rows'> = NOTHING_ELSE, isOvertaken = false): Finding {
  const { decision } = decisionOf({ ...seen, rows: own.type });
  if (decision === 'FOUND') return { type: 'FOUND', own };
  return decision === 'ABSENT' ? { type: 'ABSENT', isOvertaken } : { type: 'UNCERTAIN', why: decision };
}

/** Of a reading that was too short to prove anything but what it shows. */
export function quickFindingOf(own: OurRows): Finding {
  const finding = findingOf(own);
  return finding.type === 'FOUND' ? finding : { type: 'UNSEEN' };
}
