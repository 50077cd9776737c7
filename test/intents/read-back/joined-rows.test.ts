import { expect, test } from 'vitest';
import { manualClock } from '../../kit/clock.ts';
import { openMoves } from '../servers/gateway.ts';
import { createLedgerServer } from '../servers/ledger-server.ts';
import { nameOf } from '../servers/truth.ts';

const START = Date.parse('2026-03-10T12:00:00Z');

test('a move that a server adds to the row of a group move before it is never told to be not booked', async () => {
  const clock = manualClock(START);
  const server = await createLedgerServer({ clock, behaviour: { joinsRows: true } });
  const moves = await openMoves(server, clock);
  const deposit = (cardId: number, amount: number) =>
    ({ kind: 'CARD_DEPOSIT', cardId, amount, reason: 'Отзыв' }) as const;
  await moves.ask('before', { kind: 'GROUP_DEPOSIT', groupId: 1, amount: 300, reason: 'Всем' });
  await moves.ask('control', deposit(2, 500));
  await moves.pass(61_000);
  server.fault({ books: 'NOW', answers: 'RESET' });
  const ask = async () => nameOf(await moves.ask('lost', deposit(1, 1005)));
  expect(await ask()).toBe('PENDING');
  for (const ms of [605_000, 35_000, 35_000, 3_601_000]) {
    await moves.pass(ms);
    expect(await ask()).toBe('PENDING');
  }
  expect(await moves.rowOf('lost')).toMatchObject({ state: 'STUCK', evidence: { why: 'CHANGED' } });
  expect(server.rows.find(({ accountId }) => accountId === 1)?.amount).toBe(1305);
});
