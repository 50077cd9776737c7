import { describe, expect, test } from 'vitest';
import type { LiveIntent } from '../../../src/intents/intent.ts';
import type { Move } from '../../../src/intents/move.ts';
import { sendingIntent } from '../../../src/intents/new-intent.ts';
import { isOurRow, type RowContext } from '../../../src/intents/read-back/our-row.ts';
import { ourRows } from '../../../src/intents/read-back/our-rows.ts';
import { zone } from '../../../src/lib/local-time.ts';
import type { Operation } from '../../../src/upstream/resources/operations.ts';
import { newIntent } from '../../kit/new-intent.ts';

const MARKER = 'ABCDEFGHIJKL';
const OTHER = 'LKJIHGFEDCBA';
const SENT = Date.parse('2026-03-10T12:00:00Z');

const DEPOSIT: Move = { kind: 'CARD_DEPOSIT', cardId: 7, amount: 1000, reason: 'Отзыв' };
const WITHDRAWAL: Move = { ...DEPOSIT, kind: 'CARD_WITHDRAW' };
const GROUP: Move = { kind: 'GROUP_DEPOSIT', groupId: 1, amount: 1000, reason: 'Всем' };

const intentOf = (move: Move): LiveIntent =>
  sendingIntent(newIntent({ move, marker: MARKER, submittedAt: SENT })) as LiveIntent;
const context = (more: Partial<RowContext> = {}): RowContext => ({
  whence: 'CARD',
  zone: zone('Europe/Moscow'),
  isSigned: true,
  claimed: new Set(),
  ...more,
});
const rowOf = (more: object = {}): Operation =>
  ({
    id: 1,
    accountId: 7,
    kind: 'DEPOSIT',
    amount: 1000,
    reason: `Отзыв #${MARKER}`,
    createdAt: '2026-03-10T15:00:00',
    ...more,
  }) as Operation;
const WITHDRAWN = { kind: 'WITHDRAW', amount: -1000 };

describe('a row of a list', () => {
  test.each<[string, object, boolean, Partial<RowContext>?]>([
    ['with our marker', {}, true],
    [
      'with our marker in small letters, and words behind',
      { reason: `отзыв #${MARKER.toLowerCase()} (касса 5)` },
      true,
    ],
    ['with our marker, of another year', { createdAt: '2001-01-01T00:00:00' }, true],
    ['with our marker, of a time that cannot be read', { createdAt: 77 }, true],
    ['that quotes ours and ends with another marker', { reason: `Отмена #${MARKER} #${OTHER}` }, false],
    ['that quotes another and ends with ours', { reason: `Отмена #${OTHER} #${MARKER}` }, true],
    ['with another marker', { reason: `Отзыв #${OTHER}` }, false],
    ['without a marker, alike in all else', { reason: 'Отзыв' }, false],
    ['with a part of our marker', { reason: `Отзыв #${MARKER.slice(0, 8)}` }, false],
    ['of another card', { accountId: 8 }, false],
    ['of another card, found over all cards', { accountId: 8 }, true, { whence: 'ANYWHERE' }],
    ['that another key has booked', {}, false, { claimed: new Set([1]) }],
    ['of the other direction by its kind', { kind: 'WITHDRAW' }, false],
    ['of a kind without a direction', { kind: 'PROMO' }, true],
    ['that takes ours back', { amount: -1000 }, false],
    ['without a marker that a search for it gave alone', { reason: 'Отз' }, true, { found: new Set([1]) }],
  ])('%s', (_, row, isOurs, more) => {
    expect(isOurRow(rowOf(row), intentOf(DEPOSIT), context(more))).toBe(isOurs);
  });

  test('of a withdrawal has a sign only where this server signs its amounts', () => {
    const unsigned = rowOf({ ...WITHDRAWN, amount: 1000 });
    expect(isOurRow(rowOf(WITHDRAWN), intentOf(WITHDRAWAL), context())).toBe(true);
    expect(isOurRow(unsigned, intentOf(WITHDRAWAL), context())).toBe(false);
    expect(isOurRow(unsigned, intentOf(WITHDRAWAL), context({ isSigned: false }))).toBe(true);
  });
});

test('without a marker a row is ours only as the answer to the POST, within 26 hours of it', () => {
  const answered = (row: object) =>
    isOurRow(rowOf({ reason: null, ...row }), intentOf(DEPOSIT), context({ whence: 'ANSWER' }));
  expect(answered({})).toBe(true);
  expect(answered({ createdAt: '2026-03-11T17:00:00' })).toBe(true);
  expect(answered({ createdAt: '2026-03-11T18:00:00' })).toBe(false);
  expect(answered({ createdAt: 'soon' })).toBe(false);
  // What our own reason says is the marker of no other move, where a server has cut it behind.
  const tagged = intentOf({ ...DEPOSIT, reason: `Акция #${OTHER.toLowerCase()}, отзыв` });
  const cut = rowOf({ reason: `Акция #${OTHER.toLowerCase()}` });
  expect(isOurRow(cut, tagged, context({ whence: 'ANSWER' }))).toBe(true);
  expect(isOurRow(cut, tagged, context())).toBe(false);
  expect(isOurRow(cut, intentOf(DEPOSIT), context({ whence: 'ANSWER' }))).toBe(false);
  expect(answered({ reason: `Отзыв #${OTHER}` })).toBe(false);
});

test.each<[string, Move, object[], string, number[]]>([
  ['one', DEPOSIT, [{}], 'ONE', [1]],
  [
    'a fee beside it',
    WITHDRAWAL,
    [
      { ...WITHDRAWN, id: 2, amount: -50 },
      { ...WITHDRAWN, id: 3 },
    ],
    'ONE',
    [2, 3],
  ],
  ['two of the amount', DEPOSIT, [{ id: 9 }, { id: 4 }], 'DOUBLED', [4, 9]],
  ['one row twice', DEPOSIT, [{}, {}], 'ONE', [1]],
  [
    'parts of the amount',
    DEPOSIT,
    [
      { id: 5, amount: 400 },
      { id: 6, amount: 600 },
    ],
    'PARTS',
    [5, 6],
  ],
  ['less than the amount', DEPOSIT, [{ amount: 999 }], 'ODD', [1]],
  ['an amount that cannot be read', DEPOSIT, [{ amount: 'seven' }], 'ODD', [1]],
  ['its reversal alone', DEPOSIT, [{ amount: -1000 }], 'ODD', [1]],
  ['none', DEPOSIT, [{ reason: null }], 'NONE', []],
  ['a group', GROUP, [{ accountId: 8 }, { id: 2 }, { id: 3, reason: null }], 'ONE', [1, 2]],
  ['a group in parts', GROUP, [{ amount: 400 }, { id: 2, amount: 600 }, { id: 3, accountId: 8 }], 'ONE', [1, 2, 3]],
  ['a group with a card booked twice', GROUP, [{}, { id: 2 }, { id: 3, accountId: 8 }], 'DOUBLED', [1, 2, 3]],
  ['a group with one odd card', GROUP, [{ amount: 400 }, { id: 3, accountId: 8 }], 'ODD', [1, 3]],
])('rows of a move: %s', (_, move, rows, type, ids) => {
  const own = ourRows(rows.map(rowOf), intentOf(move), context({ whence: 'ANYWHERE', isSigned: true }));
  expect([own.type, own.rows.map(({ id }) => id)]).toEqual([type, ids]);
});

test('cards of a group are counted once, however many rows each has', () => {
  const rows = [{}, { id: 2 }, { id: 3, accountId: 8, amount: 400 }, { id: 4, accountId: 8, amount: 600 }];
  expect(ourRows(rows.map(rowOf), intentOf(GROUP), context({ whence: 'ANYWHERE' })).cards).toBe(2);
  const unnamed = rows.slice(0, 2).map((row) => ({ ...rowOf(row), accountId: undefined as never }));
  expect(ourRows(unnamed, intentOf(GROUP), context({ whence: 'ANYWHERE' }))).toMatchObject({ type: 'ONE', cards: 2 });
});

test('parts are told as the first of them with the whole amount, a double as its lowest id', () => {
  const parts = ourRows([rowOf({ id: 6, amount: 600 }), rowOf({ id: 5, amount: 400 })], intentOf(DEPOSIT), context());
  expect(parts).toMatchObject({ reported: { id: 5, amount: 1000 }, partAmount: 400 });
  expect(ourRows([rowOf({ id: 9 }), rowOf({ id: 4 })], intentOf(DEPOSIT), context()).reported?.id).toBe(4);
});
