import type { CardMove } from '../../../src/intents/move.ts';
import type { Failpoint } from '../../../src/intents/services.ts';
import type { FaultRule } from '../../../src/sandbox/failures/faults.ts';
import { type Fate, nameOf, type Unused } from './rules.ts';
import type { Owner, Way } from './world.ts';

/** Cards of the small sandbox: two that may move value, one that is blocked, and one that is not there. */
const [OPEN, OTHER, BLOCKED, NOBODY] = [102, 103, 107, 999_999];

/** Contents that differ from the first in one thing each; but the second is the first, written otherwise. */
const CONTENTS: readonly Partial<CardMove>[] = [
  {},
  { amount: 15_000n, availableFrom: null, expiresAt: null },
  { amount: 15_001 },
  { cardId: OTHER },
  { expiresAt: '2999-01-01' },
  { reason: '!' },
  { kind: 'CARD_WITHDRAW', amount: 9_000_000 },
  { cardId: BLOCKED },
  { cardId: NOBODY },
  { kind: 'CARD_WITHDRAW', amount: 1 },
];
const FIRST_REFUSED = 6;
/** Booked where the card has something; not among the contents that are tried at random. */
export const WITHDRAWAL = CONTENTS.length - 1;
export const LAST_CONTENT = WITHDRAWAL - 1;

/** The same for contents that are one. */
export const essenceOf = (content: number): number => (content === 1 ? 0 : content);

export function moveOf(owner: Owner, content: number): CardMove {
  const { reason = '', ...more } = CONTENTS[content] ?? {};
  return { kind: 'CARD_DEPOSIT', cardId: OPEN, amount: 15_000, reason: `${nameOf(owner)}${reason}`, ...more };
}

const PATIENCE_MS = 80;
const LATE_MS = 200;

export interface Fault {
  readonly rule?: FaultRule;
  readonly way?: Way;
  /** Whether the server does its work. */
  readonly works: boolean;
  /** Whether its answer is understood; of a refusal that was cut, the head is. */
  readonly answers: boolean | 'MAYBE';
}

export const FAULTS = {
  none: { works: true, answers: true },
  'nobody listens': { way: { isRefused: true }, works: false, answers: false },
  'reset before': { rule: { do: 'reset' }, works: false, answers: false },
  '500 before': { rule: { do: 'status', status: 500 }, works: false, answers: false },
  'silence before': { rule: { do: 'hang' }, way: { timeoutMs: PATIENCE_MS }, works: false, answers: false },
  'turned away': { rule: { do: 'status', status: 429 }, works: false, answers: true },
  'turned away, and booked': { rule: { do: 'status', status: 429, phase: 'after' }, works: true, answers: true },
  'refused by a proxy': { rule: { do: 'status', status: 409 }, works: false, answers: true },
  'reset after': { rule: { do: 'reset', phase: 'after' }, works: true, answers: false },
  '502 after': { rule: { do: 'html', phase: 'after' }, works: true, answers: false },
  cut: { rule: { do: 'cut' }, works: true, answers: 'MAYBE' },
  late: { rule: { latencyMs: LATE_MS }, way: { timeoutMs: PATIENCE_MS }, works: true, answers: false },
} as const satisfies Record<string, Fault>;
export type FaultName = keyof typeof FAULTS;

/** What comes of a send; `isRead`: the server can be read afterwards. */
export function fateOf(name: FaultName, content: number, isRead: boolean): Fate | Unused {
  const { works, answers }: Fault = FAULTS[name];
  if (name === 'nobody listens') return 'NOT_SENT';
  if (name === 'turned away') return 'ANSWERED';
  const isBooked = works && (content < FIRST_REFUSED || content === WITHDRAWAL);
  if (name === 'turned away, and booked')
    return isBooked ? { rows: 1, finals: ['BOOKED'], first: [], isTurnedAway: true } : 'ANSWERED';
  if (answers === true) {
    const final = isBooked ? 'BOOKED' : 'REFUSED';
    return { rows: isBooked ? 1 : 0, finals: [final], first: [final] };
  }
  if (isBooked) {
    const first = !isRead
      ? (['PENDING'] as const)
      : name === 'late'
        ? (['PENDING', 'BOOKED'] as const)
        : (['BOOKED'] as const);
    return { rows: 1, finals: ['BOOKED'], first };
  }
  const heard = answers === 'MAYBE' ? (['REFUSED'] as const) : [];
  return { rows: 0, finals: ['NOT_APPLIED', ...heard], first: ['PENDING', ...heard] };
}

export const DEATHS: readonly Failpoint[] = [
  'before-begin',
  'after-begin',
  'after-send',
  'before-settle',
  'after-settle',
  'after-restore',
  'after-unknown',
  'before-lookup',
  'after-lookup',
  'after-decision',
];

/** What a process that died there had done, and what will be found out of it; null: nothing, and the key is free. */
export function fateOfDead(
  step: Failpoint,
  fate: Fate | Unused,
): Pick<Fate, 'rows' | 'finals' | 'isTurnedAway'> | null {
  if (step === 'before-begin') return null;
  if (step === 'after-restore') return typeof fate === 'string' ? null : fate;
  if (step === 'after-begin' || typeof fate === 'string') return { rows: 0, finals: ['NOT_APPLIED'] };
  if (step === 'after-settle' || fate.rows === 1) return fate;
  return { rows: 0, finals: ['NOT_APPLIED'] };
}
