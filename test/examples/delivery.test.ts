import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createBonuses } from '../../examples/delivery/bonuses.ts';
import { createGateway } from '../../examples/delivery/gateway.ts';
import { openJournal } from '../../examples/delivery/journal.ts';
import { REHEARSAL_RULES } from '../../src/sandbox/failures/rehearsals.ts';
import { given } from '../kit/given.ts';

const gateway = await given({ http: true, faults: REHEARSAL_RULES, tenant: { valueMoves: { settleSeconds: 5 } } });
const folder = mkdtempSync(join(tmpdir(), 'delivery-'));
afterAll(() => rmSync(folder, { recursive: true }));

const ask = createGateway(`${gateway.url}/graphql`, gateway.apiKey('saturn', 'delivery'));
const file = join(folder, 'moves.jsonl');
const cardId = gateway.id('Card', 142);
const pause = async (seconds: number) => gateway.clock.advance(seconds * 1000);
/** The module as it is after a start. */
const started = (options: Partial<Parameters<typeof createBonuses>[0]> = {}) =>
  createBonuses({ ask, journal: openJournal(file), pause, ...options });
const booked = (order: string) =>
  gateway.sandbox
    .operations()
    .filter(({ reason }) => reason?.includes(`rder ${order}`))
    .map(({ amount }) => amount);

test('a withdrawal is booked once, however often the order asks for it, and given back', async () => {
  const { redeem, cancel } = started();
  expect([await redeem('1', cardId, '15.00'), await redeem('1', cardId, '15.00')]).toEqual(['BOOKED', 'BOOKED']);
  expect(await cancel('1')).toBe('BOOKED');
  expect(booked('1')).toEqual([-1500, 1500]);
});

test('after a crash between sending and reading it is known what became of it', async () => {
  const crash = new Error('the process is gone');
  const ended: typeof ask = async (...request) => {
    await ask(...request);
    throw crash;
  };
  const last = started({ ask: ended, tries: 1 });
  expect(await last.redeem('2', cardId, '16.00')).toBe(null);
  expect(booked('2')).toEqual([-1600]);

  appendFileSync(file, '{"idempotencyKey":"cut by the cra');
  const next = started();
  expect(await next.resume()).toEqual([{ idempotencyKey: 'delivery-order-2-redeem', outcome: 'BOOKED' }]);
  expect(await next.redeem('2', cardId, '16.00')).toBe('BOOKED');
  expect(booked('2')).toEqual([-1600]);
  expect(await started().resume()).toEqual([]);
});

test('an answer that is lost is asked for again, and an order that is cancelled meanwhile takes nothing', async () => {
  expect(await started().redeem('3', cardId, '13.01')).toBe('BOOKED');
  const hasty = started({ tries: 1 });
  expect(await hasty.redeem('4', cardId, '13.02')).toBe(null);
  await started().cancel('4');
  const outcomes: Record<string, string | null> = {};
  while (openJournal(file).unfinished().length > 0) {
    await pause(60);
    for (const { idempotencyKey, outcome } of await started().resume()) outcomes[idempotencyKey] = outcome;
  }
  expect(outcomes).toEqual({
    'delivery-order-4-redeem': 'OPERATION_NOT_APPLIED',
    'delivery-order-4-cancel': 'BOOKED',
  });
  expect({ lost: booked('3'), cancelled: booked('4') }).toEqual({ lost: [-1301], cancelled: [] });
});

test('accrued once, refused for good, and asked for again while the server is away', async () => {
  const { cardOf, accrue, redeem } = started();
  expect((await cardOf('8 (900) 000-10-42'))?.id).toBe(cardId);
  expect(await accrue('5', cardId, '50.00')).toBe('BOOKED');
  expect(await redeem('6', cardId, '99999.00')).toBe('INSUFFICIENT_BALANCE');
  expect(await redeem('7', cardId, '13.03')).toBe('UPSTREAM_REJECTED');
  expect(await started({ tries: 2 }).redeem('8', cardId, '13.05')).toBe(null);
  expect({ accrued: booked('5'), refused: booked('6').concat(booked('7'), booked('8')) }).toEqual({
    accrued: [5000],
    refused: [],
  });
});
