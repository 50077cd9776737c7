import { expect, test } from 'vitest';
import type { CardMove } from '../../../src/intents/move.ts';
import { manualClock } from '../../kit/clock.ts';
import type { Behaviour } from '../servers/behaviour.ts';
import { openMoves } from '../servers/gateway.ts';
import { createLedgerServer } from '../servers/ledger-server.ts';
import { nameOf } from '../servers/truth.ts';

const START = Date.parse('2026-03-10T12:00:00Z');
/** Past the settle time, and the lookups that prove absence. */
const LEAPS_MS = [605_000, 35_000, 35_000, 35_000];
const LOST = { books: 'NOW', answers: 'RESET' } as const;
const GONE = { books: 'NEVER', answers: 'RESET' } as const;
const LONG = 'Доставка №1024, улица Садовая 5, кв. 12, оплата бонусами гостя';

async function open(behaviour: Partial<Behaviour>) {
  const clock = manualClock(START);
  const server = await createLedgerServer({ clock, behaviour });
  const moves = await openMoves(server, clock);
  const deposit = async (key: string, cardId: number, more: Partial<CardMove> = {}) => {
    const told = await moves.ask(key, { kind: 'CARD_DEPOSIT', cardId, amount: 1005, reason: 'Отзыв', ...more });
    return 'state' in told && told.state === 'BOOKED' ? told.operation.id : nameOf(told);
  };
  const settle = async () => {
    for (const ms of LEAPS_MS) await moves.pass(ms);
  };
  return { server, moves, deposit, settle };
}

test('the id of a row that the server lost is given again to the same move under another key: its marker tells whose it is', async () => {
  const { server, moves, deposit, settle } = await open({ reusesIds: true });
  await deposit('before', 1, { amount: 300 });
  await moves.pass(1000);
  const id = await deposit('lost-with-backup', 1);
  await moves.pass(61_000);
  server.loseNewest();
  expect(await deposit('booked-again', 1)).toBe(id);
  server.loseNewest();
  server.fault(LOST);
  expect(await deposit('lost-answer', 1)).toBe(id);
  await settle();
  expect(await deposit('booked-again', 1)).toBe(id);
  server.fault(GONE);
  await deposit('gone', 1);
  await settle();
  expect(await deposit('gone', 1)).toBe('NOT_APPLIED');
});

test('a search that finds what begins alike gives no move the row of another', async () => {
  const { server, moves, deposit, settle } = await open({ search: 'ALIKE', reason: () => null });
  server.fault(LOST);
  expect(await deposit('booked', 1)).toBe('PENDING');
  server.fault(GONE);
  expect(await deposit('gone', 1)).toBe('PENDING');
  await moves.pass(4000);
  await settle();
  expect(await deposit('gone', 1)).toBe('PENDING');
});

test('where short reasons came back, and now a long one does not, the next short one is not missed', async () => {
  const { server, moves, deposit, settle } = await open({});
  server.fault(LOST);
  await deposit('seen-in-a-list', 2);
  await moves.pass(61_000);
  await deposit('never-in-a-list', 1, { reason: LONG });
  await moves.pass(61_000);
  server.loseReasons();
  server.fault(LOST);
  expect(await deposit('lost', 1)).toBe('PENDING');
  await settle();
  expect(await deposit('lost', 1)).toBe('PENDING');
});

test('the first move of a card that was merged with another: a list without a row proves nothing where no reasons come back', async () => {
  const { server, moves, deposit, settle } = await open({ reason: () => null });
  await deposit('control', 2);
  await moves.pass(61_000);
  server.fault(LOST, () => server.mergeCards(1, 3));
  expect(await deposit('lost', 1)).toBe('PENDING');
  await deposit('later', 2);
  await settle();
  expect(await deposit('lost', 1)).toBe('PENDING');
});

test('lists that do not show what was answered with an id, of this move or of one since, prove no absence', async () => {
  const { server, moves, deposit, settle } = await open({ answer: 'ID' });
  await deposit('control', 2);
  await deposit('own-control', 1, { amount: 300 });
  await moves.pass(61_000);
  server.stall(86_400_000);
  server.fault(LOST);
  expect(await deposit('lost', 1)).toBe('PENDING');
  expect(await deposit('answered', 3)).toBe('PENDING');
  await settle();
  expect(await deposit('lost', 1)).toBe('PENDING');
  expect(await deposit('answered', 3)).toBe('PENDING');
});
