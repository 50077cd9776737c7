import { expect, test } from 'vitest';
import { createMemoryStore } from '../../../src/intents/store/memory.ts';
import { IntentStoreError } from '../../../src/intents/store/store-error.ts';
import { fastClock } from '../../kit/clock.ts';
import { type Given, given } from '../../kit/given.ts';
import { KEY } from '../../kit/intents.ts';

const openCard = ({ sandbox }: Given) => sandbox.accounts().find(({ isBlocked, balance }) => !isBlocked && balance > 0);
const depositOn = (saturn: Given, more: object = {}) =>
  ({ kind: 'CARD_DEPOSIT', cardId: openCard(saturn)?.id ?? 0, amount: 15_000, reason: 'Проверка', ...more }) as const;

test('a second call waits while the first waits for a login, and is not pending before a byte is out', async () => {
  const saturn = await given();
  // Longer than a client waits for a call of which bytes are out.
  saturn.fault({ operationId: 'auth.login', latencyMs: 2600, times: 1 });
  const move = depositOn(saturn);
  const answers = await Promise.all([
    saturn.book(move, { deadlineMs: 8000 }),
    saturn.book({ ...move }, { deadlineMs: 8000 }),
  ]);
  expect(answers).toMatchObject([
    { state: 'BOOKED', replayed: false },
    { state: 'BOOKED', replayed: true },
  ]);
});

test('nothing went out by the deadline of the second call: it fails, the first goes on', async () => {
  const saturn = await given();
  saturn.fault({ operationId: 'auth.login', latencyMs: 800, times: 1 });
  const move = depositOn(saturn);
  const first = saturn.book(move, { deadlineMs: 8000 });
  const second = saturn.book({ ...move }, { deadlineMs: 200 });
  await expect(second).rejects.toMatchObject({ kind: 'OVERLOADED', sent: 'NOT_SENT' });
  const other = saturn.book({ ...move, amount: 1 }, { deadlineMs: 200 });
  await expect(other).rejects.toMatchObject({ kind: 'OVERLOADED', sent: 'NOT_SENT' });
  expect((await first).state).toBe('BOOKED');
});

test('a second call of which bytes are out is pending after two seconds', async () => {
  const saturn = await given({ clock: fastClock(5) });
  saturn.fault({ operationId: 'operations.deposit', latencyMs: 2600, times: 1 });
  const move = depositOn(saturn);
  const first = saturn.book(move, { deadlineMs: 20_000 });
  expect((await saturn.book({ ...move }, { deadlineMs: 20_000 })).state).toBe('PENDING');
  expect((await first).state).toBe('BOOKED');
});

test('other content beside the running call: the key is reused as soon as a byte is out, else it waits for the end', async () => {
  const saturn = await given();
  saturn.fault({ operationId: 'operations.deposit', latencyMs: 600, times: 1 });
  const move = depositOn(saturn);
  const [first, other] = await Promise.all([saturn.book(move), saturn.book({ ...move, amount: 1 })]);
  expect(first.state).toBe('BOOKED');
  expect(other).toMatchObject({ state: 'KEY_REUSED', expiredAt: null });

  saturn.fault({ operationId: 'operations.deposit', do: 'status', status: 429, times: 1, phase: 'after' });
  const key = `${KEY}-turned-away`;
  await expect(saturn.book(move, { key })).rejects.toMatchObject({ status: 429 });
  // Booked and turned away all the same: whoever asks with the content of the key is told, beside whatever wrong call.
  const [wrong, right] = await Promise.all([saturn.book({ ...move, amount: 1 }, { key }), saturn.book(move, { key })]);
  expect(wrong).toMatchObject({ state: 'KEY_REUSED' });
  expect(right).toMatchObject({ state: 'BOOKED', replayed: true });
  expect(saturn.booked('Проверка')).toHaveLength(2);
});

test('a right to send that was written though the log seemed away is taken back: the same key books', async () => {
  const store = createMemoryStore();
  let isAway = true;
  const begin: typeof store.begin = async (...args) => {
    const begun = await store.begin(...args);
    if (isAway) throw new IntentStoreError('UNREACHABLE', 'no answer');
    return begun;
  };
  const saturn = await given({ intents: { store: { ...store, begin } } });
  const move = depositOn(saturn);
  await expect(saturn.book(move)).rejects.toMatchObject({ name: 'IntentStoreError', fault: 'UNREACHABLE' });
  expect(await store.list({ limit: 9 })).toMatchObject([{ state: 'INTENT', lockKey: null, formerMarkers: null }]);
  isAway = false;
  expect(await saturn.book(move)).toMatchObject({ state: 'BOOKED', replayed: false });
  expect(saturn.sends()).toBe(1);
});

test('what a group move was told once it is told again, though the log is slow to say that its key was used', async () => {
  const store = createMemoryStore();
  let isSlow = false;
  const begin: typeof store.begin = (...args) => (isSlow ? new Promise(() => {}) : store.begin(...args));
  const saturn = await given({ intents: { store: { ...store, begin } } });
  const groupId = openCard(saturn)?.groupId ?? 0;
  const move = { kind: 'GROUP_DEPOSIT', groupId, amount: 500, reason: 'Всем' } as const;
  const told = await saturn.book(move);
  expect(told).toMatchObject({ state: 'GROUP_BOOKED', replayed: false });
  isSlow = true;
  const again = () => saturn.book(move, { deadlineMs: 900 });
  const both = { ...told, replayed: true };
  expect(await Promise.all([again(), again()])).toEqual([both, both]);
  // Another content is no part of it.
  expect(await saturn.book({ ...move, amount: 7 }, { deadlineMs: 900 })).toMatchObject({ state: 'KEY_REUSED' });
  expect(saturn.sends()).toBe(1);
});

test('a right that comes after the deadline is given back', async () => {
  const store = createMemoryStore();
  let isSlow = true;
  let answer = () => {};
  const begin: typeof store.begin = async (...args) => {
    const begun = await store.begin(...args);
    if (isSlow)
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
    return begun;
  };
  const saturn = await given({ intents: { store: { ...store, begin } } });
  const move = depositOn(saturn);
  await expect(saturn.book(move, { deadlineMs: 900 })).rejects.toMatchObject({ fault: 'UNREACHABLE' });
  answer();
  isSlow = false;
  expect(await saturn.book(move)).toMatchObject({ state: 'BOOKED', replayed: false });
  expect(saturn.sends()).toBe(1);
});
