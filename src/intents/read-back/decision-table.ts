import type { StuckReason } from '../intent.ts';

/** What a reading of the server has shown of one move, past its settle time. */
export interface Seen {
  /** Its rows: see `OurRows`. Of a group, ONE is any number of rows of the amount. */
  readonly rows: 'ONE' | 'DOUBLED' | 'PARTS' | 'ODD' | 'NONE';
  /** CHANGED: rows of another move show another amount than it booked. */
  readonly claims: 'AGREE' | 'CHANGED';
  /** CUT: too many pages to be read to their end. */
  readonly history: 'WHOLE' | 'CUT';
  /** Whether booked moves were seen in the same way of reading. */
  readonly controls: 'SEEN' | 'UNSEEN' | 'NONE';
  /** KEPT: reasons of this sort and length were seen to come back with their marker. */
  readonly reasons: 'KEPT' | 'UNKNOWN';
  /** Rows of the card that were not there before the send, are no other move's and bear no receipt. UNNOTED: nobody looked
   * before, what was seen then is gone, or the card shows nothing. */
  readonly strangers: 'NONE' | 'SOME' | 'UNNOTED';
}

/** ABSENT: not booked, so far as one reading can tell. Else the reason for UNCERTAIN. */
export type Decision = 'FOUND' | 'ABSENT' | Extract<StuckReason, 'AMBIGUOUS' | 'CHANGED' | 'TOO_LONG' | 'BLIND'>;

export interface TableRow {
  readonly when: Partial<Seen>;
  readonly decision: Decision;
  readonly because: string;
}

/** The first row that fits decides. The README of the intents and the test of every case are generated from it. */
export const DECISION_TABLE: readonly TableRow[] = [
  {
    when: { rows: 'ONE' },
    decision: 'FOUND',
    because: 'a row of the amount bears the marker; others that bear it are fees',
  },
  {
    when: { rows: 'DOUBLED' },
    decision: 'FOUND',
    because: 'the row with the lowest id is reported; the others raise an alarm',
  },
  { when: { rows: 'PARTS' }, decision: 'FOUND', because: 'the rows make the amount together' },
  { when: { rows: 'ODD' }, decision: 'AMBIGUOUS', because: 'rows bear the marker and do not make the amount' },
  { when: { claims: 'CHANGED' }, decision: 'CHANGED', because: 'this move may be in the row of another one' },
  { when: { history: 'CUT' }, decision: 'TOO_LONG', because: 'the row may be where nobody read' },
  { when: { controls: 'UNSEEN' }, decision: 'BLIND', because: 'what is surely booked is not shown either' },
  { when: { controls: 'NONE' }, decision: 'BLIND', because: 'there is no booked move yet that must be shown' },
  { when: { reasons: 'KEPT' }, decision: 'ABSENT', because: 'its row would bear the marker' },
  { when: { strangers: 'NONE' }, decision: 'ABSENT', because: 'no row came to the card that could be this move' },
  { when: { strangers: 'SOME' }, decision: 'AMBIGUOUS', because: 'a row came to the card that could be this move' },
  {
    when: { strangers: 'UNNOTED' },
    decision: 'BLIND',
    because: 'its row would bear no marker, and the rows before were not noted',
  },
];

export function decisionOf(seen: Seen): TableRow {
  const fits = ({ when }: TableRow) =>
    Object.entries(when).every(([name, value]) => seen[name as keyof Seen] === value);
  const row = DECISION_TABLE.find(fits);
  if (!row) throw new RangeError('the decision table has a gap');
  return row;
}
