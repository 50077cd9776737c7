import type { Operation } from '../../upstream/resources/operations.ts';
import type { StuckReason } from '../intent.ts';
import { decisionOf, type Seen } from './decision-table.ts';
import type { OurRows } from './our-rows.ts';

/**
 * What one reading shows of a move. ABSENT: read whole, and not there. `isOvertaken`: the same list shows a move that was booked after
 * its send. UNSEEN: not found, which proves nothing. UNCERTAIN: this reading cannot decide; `rows` of it
 * bear the marker and do not make the amount (`isOurs`), or are of its amount and nobody's.
 */
export type Finding =
  | { readonly type: 'FOUND'; readonly own: OurRows }
  | { readonly type: 'ABSENT'; readonly isOvertaken: boolean }
  | { readonly type: 'UNSEEN' }
  | {
      readonly type: 'UNCERTAIN';
      readonly why: StuckReason;
      readonly rows?: readonly Operation[];
      readonly isOurs?: boolean;
    };

/** After rows that were seen the rest need not be read. */
const NOTHING_ELSE: Omit<Seen, 'rows'> = {
  claims: 'AGREE',
  history: 'WHOLE',
  controls: 'NONE',
  reasons: 'UNKNOWN',
  strangers: 'UNNOTED',
};

/** By the decision table. */
export function findingOf(
  own: OurRows,
  seen: Omit<Seen, 'rows'> = NOTHING_ELSE,
  { isOvertaken = false, alike = [] }: { readonly isOvertaken?: boolean; readonly alike?: readonly Operation[] } = {},
): Finding {
  const { decision } = decisionOf({ ...seen, rows: own.type });
  if (decision === 'FOUND') return { type: 'FOUND', own };
  if (decision === 'ABSENT') return { type: 'ABSENT', isOvertaken };
  if (decision !== 'AMBIGUOUS') return { type: 'UNCERTAIN', why: decision };
  const isOurs = own.type === 'ODD';
  return { type: 'UNCERTAIN', why: decision, rows: isOurs ? own.rows : alike, isOurs };
}

/** Of a reading that was too short to prove anything but what it shows. */
export function quickFindingOf(own: OurRows): Finding {
  const finding = findingOf(own);
  return finding.type === 'FOUND' ? finding : { type: 'UNSEEN' };
}
