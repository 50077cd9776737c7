import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { CardMove } from '../../../src/intents/move.ts';
import { createAnswerAudits } from '../../../src/intents/reconcile/answer-audits.ts';
import type { Tenant } from '../../../src/tenants/registry.ts';
import { manualClock } from '../../kit/clock.ts';
import { type Given, given } from '../../kit/given.ts';
import { KEY } from '../../kit/intents.ts';

const SETTINGS = { settleSeconds: 600, reasonVerbatim: 'auto', groupTimeoutMs: 5000 } as const;

async function givenBooked(audit: number): Promise<Given & { readonly move: CardMove }> {
  const saturn = await given({ tenant: { valueMoves: { ...SETTINGS, audit } } });
  const cardId = saturn.sandbox.accounts().find(({ isBlocked }) => !isBlocked)?.id ?? 0;
  const move = { kind: 'CARD_DEPOSIT', cardId, amount: 700, reason: 'Проверка' } as const;
  expect((await saturn.book(move)).state).toBe('BOOKED');
  saturn.sandbox.clearCalls();
  return { ...saturn, move };
}

/** Books once more behind the answer, as a server that does its work twice. */
async function bookAgain({ sandbox }: Given, cardId: number, amount: number): Promise<void> {
  const [row] = sandbox.operations().filter(({ reason }) => reason?.startsWith('Проверка'));
  const headers = { authorization: 'bearer saturn-gateway-token', 'content-type': 'application/json' };
  const body = JSON.stringify({ accountId: cardId, amount, reason: row?.reason });
  expect((await fetch(`${sandbox.url}/operations/deposit`, { method: 'POST', headers, body })).status).toBe(200);
}

const rowOf = async ({ store }: Given) => (await store.list({ limit: 1, name: KEY }))[0];

test('an answered move is looked up once, a minute later', async () => {
  const saturn = await givenBooked(1);
  saturn.clock.advance(59_000);
  await saturn.another();
  await pause(100);
  expect(saturn.sandbox.callCounts()).toEqual({});
  saturn.clock.advance(2000);
  await saturn.another();
  await expect.poll(async () => (await rowOf(saturn))?.evidence.audits).toBe(1);
  expect(saturn.sandbox.callCounts()).toEqual({ 'operations.list': 1 });
  expect(await rowOf(saturn)).toMatchObject({ state: 'SUCCEEDED', alarm: null, nextAt: null });
});

test('a move that was booked twice behind one answer raises an alarm with what was seen, and is told as before', async () => {
  const saturn = await givenBooked(1);
  await bookAgain(saturn, saturn.move.cardId, 700);
  const told = await saturn.book(saturn.move);
  saturn.clock.advance(61_000);
  await saturn.another();
  await expect.poll(async () => (await rowOf(saturn))?.alarm).toBe('DOUBLED');
  const ids = saturn.sandbox.operations().flatMap(({ id, reason }) => (reason?.startsWith('Проверка') ? [id] : []));
  expect((await rowOf(saturn))?.evidence.otherIds).toEqual(ids.sort((a, b) => a - b));
  expect(await saturn.book(saturn.move)).toEqual(told);
});

test('without audits nothing is read', async () => {
  const saturn = await givenBooked(0);
  expect((await rowOf(saturn))?.nextAt).toBeNull();
});

test('a part of the moves is audited, 2 in a second at most, and none that would wait for more than 5 minutes', () => {
  const clock = manualClock(1_000_000);
  const tenantOf = (audit: number) => ({ slug: 'saturn', valueMoves: { ...SETTINGS, audit } }) as unknown as Tenant;
  const audits = createAnswerAudits(clock);
  const first = (audit: number, marker: string) => audits.first(tenantOf(audit), marker);
  expect(first(0.5, 'TAGGAAAAAAAA')).toBe(1_060_000);
  expect(first(0.5, 'TAGGAAAA7777')).toBeNull();
  expect(first(1, 'TAGGAAAA7777')).toBe(1_060_500);
  const times = Array.from({ length: 1000 }, () => first(1, 'TAGGAAAAAAAA'));
  expect(times.filter((at) => at !== null)).toHaveLength(599);
  expect(Math.max(...times.map((at) => at ?? 0))).toBe(1_360_000);
  clock.advance(400_000);
  expect(first(1, 'TAGGAAAAAAAA')).toBe(1_460_000);
});
