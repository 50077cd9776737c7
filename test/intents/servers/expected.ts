import type { KindName } from './kinds.ts';
import type { FaultName, MoveName } from './moves.ts';

/**
 * What comes of each fault in the end, by name of the fault; several where more than one answer is honest.
 *
 * BOOKED, NOT_APPLIED, REJECTED: told as final. STUCK: nobody but a person can know, and the log says why. TURNED AWAY: told as
 * unavailable, to be asked again. `!` behind it: an alarm for operators; REJECTED alone stands for both.
 */
export type Outcomes = Readonly<Record<FaultName, string>>;

/** Whatever happens, reading the server decides it. */
const CERTAIN: Outcomes = {
  answered: 'BOOKED',
  lost: 'BOOKED',
  late: 'BOOKED',
  'booked late': 'BOOKED',
  // Nobody was told otherwise before it was booked; the operator may be.
  'booked too late': 'BOOKED|BOOKED!',
  'booked, then asked for': 'BOOKED|BOOKED!',
  unsent: 'BOOKED',
  gone: 'NOT_APPLIED',
  'gone, twin': 'NOT_APPLIED',
  denied: 'NOT_APPLIED',
  refused: 'REJECTED!',
  'refused oddly': 'BOOKED',
  'refused rightly': 'REJECTED',
  'turned away': 'BOOKED',
  'turned away, 401': 'BOOKED',
  'turned away rightly': 'BOOKED',
};

/** No row shows whose it is: a new one may be the cashier's, and only without one was nothing booked. */
const UNMARKED: Outcomes = {
  ...CERTAIN,
  lost: 'STUCK',
  late: 'STUCK',
  'booked late': 'STUCK',
  'booked too late': 'STUCK',
  'booked, then asked for': 'STUCK',
  'gone, twin': 'STUCK',
  refused: 'REJECTED',
  'refused oddly': 'STUCK',
  'turned away': 'STUCK|TURNED AWAY',
  'turned away, 401': 'STUCK|TURNED AWAY',
};

/** The rows of a group's cards are too many to be noted before. */
const UNMARKED_GROUP: Outcomes = {
  ...UNMARKED,
  gone: 'NOT_APPLIED|STUCK',
  denied: 'NOT_APPLIED|STUCK',
  'turned away rightly': 'BOOKED|STUCK|TURNED AWAY',
};

/** Lists do not show what was booked: they prove nothing. */
const BLIND: Outcomes = {
  ...UNMARKED,
  gone: 'STUCK',
  denied: 'STUCK',
  'turned away rightly': 'STUCK|TURNED AWAY',
};

/** The row is found, and shows another amount than was asked for. */
const OTHER_AMOUNT: Outcomes = {
  ...CERTAIN,
  answered: 'STUCK',
  lost: 'STUCK',
  late: 'STUCK',
  'booked late': 'STUCK',
  'booked too late': 'STUCK',
  'booked, then asked for': 'STUCK',
  unsent: 'STUCK',
  'refused oddly': 'STUCK',
  'turned away': 'STUCK|TURNED AWAY',
  'turned away, 401': 'STUCK|TURNED AWAY',
  'turned away rightly': 'STUCK',
};

/** The rows of a group are told as they are, or not at all. */
const ROUNDED_GROUP: Outcomes = {
  ...CERTAIN,
  lost: 'BOOKED|STUCK',
  late: 'BOOKED|STUCK',
  'booked late': 'BOOKED|STUCK',
  'booked too late': 'BOOKED|BOOKED!|STUCK',
  'booked, then asked for': 'BOOKED|BOOKED!|STUCK',
  'refused oddly': 'BOOKED|STUCK',
  'turned away': 'BOOKED|STUCK|TURNED AWAY',
  'turned away, 401': 'BOOKED|STUCK|TURNED AWAY',
};

/** Neither the amount nor the reason tells the row. */
const UNMARKED_OTHER_AMOUNT: Outcomes = {
  ...UNMARKED,
  answered: 'STUCK',
  unsent: 'STUCK',
  'turned away rightly': 'STUCK|TURNED AWAY',
};

/** The move is booked twice with its marker: the lower id is told, and operators are warned. */
const DOUBLED: Outcomes = {
  ...CERTAIN,
  answered: 'BOOKED!',
  lost: 'BOOKED!',
  late: 'BOOKED!',
  'booked late': 'BOOKED!',
  'booked too late': 'BOOKED!',
  'booked, then asked for': 'BOOKED!',
  unsent: 'BOOKED!',
  'refused oddly': 'BOOKED!',
  'turned away': 'BOOKED!',
  'turned away, 401': 'BOOKED!',
  'turned away rightly': 'BOOKED!',
};

/** Two honest answers to absence: the clocks, or the card's former rows, may be asked for. */
const certainOrStuck = (row: Outcomes): Outcomes => ({
  ...row,
  gone: 'NOT_APPLIED|STUCK',
  'gone, twin': `${row['gone, twin']}|STUCK`,
  denied: 'NOT_APPLIED|STUCK',
});

/** The row bears the marker of another move. Later than five minutes after the last row, it is one of its own again. */
const JOINED: Outcomes = {
  ...OTHER_AMOUNT,
  'booked too late': CERTAIN['booked too late'],
  'booked, then asked for': CERTAIN['booked, then asked for'],
  refused: 'REJECTED',
  'turned away rightly': 'BOOKED|STUCK',
};
const JOINED_GROUP: Outcomes = {
  ...UNMARKED,
  'booked too late': CERTAIN['booked too late'],
  'booked, then asked for': CERTAIN['booked, then asked for'],
  'gone, twin': 'NOT_APPLIED',
  'turned away rightly': 'BOOKED|STUCK|TURNED AWAY',
};

/** The card's own rows, which would be the control, are gone from it. */
const MERGED: Outcomes = { ...certainOrStuck(CERTAIN), 'turned away rightly': 'BOOKED|TURNED AWAY' };

type OfMoves = Readonly<Record<MoveName, Outcomes>>;

const moves = (card: Outcomes, group: Outcomes = card): OfMoves => ({
  deposit: card,
  'delayed deposit': card,
  withdrawal: card,
  'group deposit': group,
  'group withdrawal': group,
});

const NEVER = moves(UNMARKED, UNMARKED_GROUP);

export const EXPECTED: Readonly<Record<KindName, OfMoves>> = {
  whole: moves(CERTAIN),
  never: NEVER,
  'cut at 12': NEVER,
  'cut at 50': NEVER,
  'cut behind a tag': NEVER,
  'reasons lost': moves({ ...BLIND, unsent: 'BOOKED' }, UNMARKED_GROUP),
  'id, whole alone': NEVER,
  'capped search': moves(CERTAIN),
  'search alike': NEVER,
  'checks numbered': NEVER,
  prefixed: moves(CERTAIN),
  suffixed: moves(CERTAIN),
  'upper case': moves(CERTAIN),
  'lower case': moves(CERTAIN),
  'deposits only': { ...moves(CERTAIN), withdrawal: UNMARKED, 'group withdrawal': UNMARKED_GROUP },
  'cards only': moves(CERTAIN, UNMARKED_GROUP),
  'cards only, new': moves(CERTAIN, UNMARKED_GROUP),
  echo: NEVER,
  'never, no login': NEVER,
  'cut at 12, no login': NEVER,
  'never, unsigned': NEVER,
  unsigned: moves(CERTAIN),
  rounded: moves(OTHER_AMOUNT, ROUNDED_GROUP),
  'rounded, never': moves(UNMARKED_OTHER_AMOUNT, UNMARKED_GROUP),
  split: moves(CERTAIN),
  // No move is known to be booked there, so that none is a control.
  'split, never': moves(certainOrStuck(UNMARKED_OTHER_AMOUNT), UNMARKED_GROUP),
  fee: moves(CERTAIN),
  'fee, never': NEVER,
  doubled: moves(DOUBLED),
  joined: moves(JOINED, JOINED_GROUP),
  'other kind': NEVER,
  'late 3 s': moves(CERTAIN),
  'late 20 min': moves(CERTAIN),
  stalled: moves(BLIND),
  'stalled 20 min': moves(CERTAIN),
  empty: moves(BLIND),
  'own rows': moves(CERTAIN),
  // Its day comes after the last audit of a refusal.
  'delayed apart': { ...moves(CERTAIN), 'delayed deposit': { ...CERTAIN, refused: 'REJECTED' } },
  'ids again': NEVER,
  'two zones': moves(CERTAIN),
  'two zones, never': NEVER,
  'clock behind': moves(certainOrStuck(CERTAIN)),
  'clock ahead': moves(certainOrStuck(CERTAIN)),
  'no date': moves(CERTAIN),
  'clock behind, no date': moves(certainOrStuck(UNMARKED), UNMARKED_GROUP),
  'slow search': moves(CERTAIN),
  'no search': moves(CERTAIN),
  'wide search': moves(CERTAIN),
  'deaf search': moves(CERTAIN),
  'vain search': moves(CERTAIN),
  merged: moves(MERGED, CERTAIN),
  'merged, no search': moves(MERGED, CERTAIN),
  // What was on the card before is gone from it, and nobody knows what else is.
  'merged, never': moves({ ...BLIND, unsent: 'BOOKED' }, UNMARKED_GROUP),
  nothing: moves(CERTAIN),
  id: moves(CERTAIN),
  'id, never': NEVER,
  'other row': moves(CERTAIN),
  'other row, never': moves(UNMARKED_OTHER_AMOUNT, UNMARKED_GROUP),
  failure: moves(CERTAIN),
  'row without id': moves(CERTAIN),
  new: moves(CERTAIN),
};

/** Whether an outcome is one of those expected. */
export function isExpected(outcome: string, expected: string): boolean {
  return expected.split('|').some((one) => {
    if (one === 'STUCK') return /^STUCK \((?!null|undefined)/.test(outcome);
    return outcome === one || (one === 'REJECTED' && outcome === 'REJECTED!');
  });
}
