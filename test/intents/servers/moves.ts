import type { Move } from '../../../src/intents/move.ts';
import type { Fault } from './behaviour.ts';

export type MoveName = 'deposit' | 'delayed deposit' | 'withdrawal' | 'group deposit' | 'group withdrawal';

/** A move of this sort; `target` is a card, or its group. */
type Make = (target: number, amount: number, reason: string, tomorrow: string) => Move;

export const MOVES: Readonly<Record<MoveName, Make>> = {
  deposit: (cardId, amount, reason) => ({ kind: 'CARD_DEPOSIT', cardId, amount, reason }),
  'delayed deposit': (cardId, amount, reason, availableFrom) => ({
    kind: 'CARD_DEPOSIT',
    cardId,
    amount,
    reason,
    availableFrom: availableFrom as Move['availableFrom'],
  }),
  withdrawal: (cardId, amount, reason) => ({ kind: 'CARD_WITHDRAW', cardId, amount, reason }),
  'group deposit': (groupId, amount, reason) => ({ kind: 'GROUP_DEPOSIT', groupId, amount, reason }),
  'group withdrawal': (groupId, amount, reason) => ({ kind: 'GROUP_WITHDRAW', groupId, amount, reason }),
};

export interface FaultCase extends Fault {
  readonly says: string;
  /** A cashier books the same on the same card afterwards. */
  readonly hasTwin?: true;
  /** No client asks again before so much time has passed. */
  readonly unaskedMs?: number;
  /** The first attempt finds nobody at the server's address; the second goes through. */
  readonly isUnsent?: true;
}

export const FAULTS = {
  answered: { says: 'booked and answered', books: 'NOW', answers: 'PROPERLY' },
  lost: { says: 'booked, the connection is cut', books: 'NOW', answers: 'RESET' },
  late: { says: 'booked, the answer comes when nobody waits any more', books: 'NOW', answers: 'NEVER' },
  'booked late': { says: '504, booked half a minute later', books: 30_000, answers: 504 },
  'booked too late': {
    says: '504, booked half an hour later; nobody asks for an hour',
    books: 30 * 60_000,
    answers: 504,
    unaskedMs: 60 * 60_000,
  },
  'booked, then asked for': {
    says: '504, booked half an hour later; asked for before any audit',
    books: 30 * 60_000,
    answers: 504,
    unaskedMs: 31 * 60_000,
  },
  unsent: { says: 'not one byte is sent', books: 'NOW', answers: 'PROPERLY', isUnsent: true },
  gone: { says: 'not booked, the connection is cut', books: 'NEVER', answers: 'RESET' },
  'gone, twin': { says: 'not booked, and a cashier books the same', books: 'NEVER', answers: 'RESET', hasTwin: true },
  denied: { says: 'not booked, a failure inside a 200', books: 'NEVER', answers: 200 },
  refused: { says: 'booked, then 400', books: 'NOW', answers: 400 },
  'refused oddly': { says: 'booked, then 410', books: 'NOW', answers: 410 },
  'refused rightly': { says: 'not booked, 400', books: 'NEVER', answers: 400 },
  'turned away': { says: 'booked, then 429', books: 'NOW', answers: 429 },
  'turned away, 401': { says: 'booked, then 401', books: 'NOW', answers: 401 },
  'turned away rightly': { says: 'not booked, 429', books: 'NEVER', answers: 429 },
} as const satisfies Readonly<Record<string, FaultCase>>;

export type FaultName = keyof typeof FAULTS;
