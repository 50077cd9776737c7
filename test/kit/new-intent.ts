import type { NewIntent } from '../../src/intents/new-intent.ts';

let made = 0;

/** Of the letters of markers alone: one with a 0 or a 9 is none, and how many were made before hangs on the order of the tests. */
const markerOf = (number: number) => {
  const letters = [...number.toString(26)].map((digit) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[Number.parseInt(digit, 26)]);
  return letters.join('').padStart(12, 'A');
};

/** A card deposit on a card, lock key, marker and key of its own. */
export function newIntent(changes: Partial<NewIntent> = {}): NewIntent {
  const id = String(++made);
  return {
    tenant: 'saturn',
    principal: 'API_KEY:site',
    key: `key-${id}`,
    fingerprint: 'f',
    marker: markerOf(made),
    move: { kind: 'CARD_DEPOSIT', cardId: made, amount: 100, reason: 'Отзыв «5 звёзд» \u0000 "\'' },
    attempt: `attempt-${id}`,
    lockKey: `card:${id}`,
    sort: 'CARD_DEPOSIT',
    holdsLock: false,
    submittedAt: 1000,
    deadline: 11_000,
    ...changes,
  };
}
