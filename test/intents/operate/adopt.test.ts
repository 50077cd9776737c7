import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { CardMove, GroupMove } from '../../../src/intents/move.ts';
import { createSqliteStore } from '../../../src/intents/store/sqlite.ts';
import type { FaultProxy } from '../../kit/fault-proxy.ts';
import { type Given, given } from '../../kit/given.ts';

type Unbooked = 'not sent' | 'turned away';

async function leaveUnbooked(
  saturn: Given & { proxy: FaultProxy },
  how: Unbooked,
  book: () => Promise<unknown>,
): Promise<void> {
  const mend =
    how === 'turned away' ? saturn.fault({ operationId: 'operations.deposit', do: 'status', status: 429 }) : () => {};
  if (how === 'not sent') await saturn.proxy.set({ mode: 'refuse' });
  await expect(book()).rejects.toMatchObject({ name: 'UpstreamError' });
  mend();
  await saturn.proxy.clear();
}

/**
 * A restaurant whose log lost what was booked last: a deposit of 10.00 under the key `lost`. `first`: what became of that key
 * before, which the log still knows.
 */
async function givenLostMove({ moveOf, first }: { moveOf?: (saturn: Given) => GroupMove; first?: Unbooked } = {}) {
  const saturn = await given({ proxy: true });
  const folder = mkdtempSync(join(tmpdir(), 'adopt-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'intents.db');
  const open = async () => {
    const store = createSqliteStore({ path });
    return { store, intents: await saturn.another({ store }) };
  };
  const cards = saturn.sandbox.accounts().filter(({ isBlocked }) => !isBlocked);
  const deposit: CardMove = { kind: 'CARD_DEPOSIT', cardId: cards[0]?.id ?? 0, amount: 1000, reason: 'Доставка' };
  let life = await open();
  const book = (key: string, move: CardMove | GroupMove = deposit) =>
    saturn.book(move, { key: key.padEnd(16, '0') }, life.intents);
  await book('before');
  if (first) await leaveUnbooked(saturn, first, () => book('lost'));
  await life.intents.close();
  cpSync(path, `${path}.copy`);
  life = await open();
  // What was turned away is looked up first.
  if (first) saturn.clock.advance(90_000);
  const lost = await book('lost', moveOf?.(saturn));
  await life.intents.close();
  cpSync(`${path}.copy`, path);
  life = await open();
  await expect(book('lost')).rejects.toMatchObject({ fault: 'OLDER_COPY' });
  const operate = (request: Parameters<typeof life.intents.operate>[0]) => life.intents.operate(request);
  return {
    ...{ saturn, deposit, book, cards, store: life.store },
    lostId: lost.state === 'BOOKED' ? lost.operation.id : 0,
    status: () => life.intents.status(),
    reverse: (originalKey: string) =>
      saturn.reverse(life.intents, `reverse-${originalKey}`.padEnd(16, '0'), originalKey.padEnd(16, '0')),
    adopt: () => operate({ action: 'adopt', because: 'диск', by: 'anna' }),
    settle: (marker: string, booked: readonly number[] | null) =>
      operate({ action: 'settle', marker, booked, because: 'по выписке', by: 'anna' }),
    ack: (marker: string) => operate({ action: 'ack', marker, because: null, by: 'anna' }),
    markerOf: async (key: string) =>
      (await life.store.list({ limit: 1, name: key.padEnd(16, '0') }))[0]?.marker ?? 'none',
    async reopen() {
      await life.intents.close();
      life = await open();
    },
  };
}

test('an adopted log moves on; a move like one that it lost waits for a person, and takes the operation that is named', async () => {
  const { saturn, book, adopt, settle, markerOf, deposit, cards, lostId, status, reopen } = await givenLostMove();
  expect(await adopt()).toEqual([
    'saturn: 1 operation that the log does not know, listed with the alarm ORPHAN',
    'The log is adopted; value moves go on.',
    expect.stringContaining('intents show'),
  ]);
  expect(status().fault).toBeNull();
  for (const times of [1, 2]) {
    expect((await book('lost')).state, String(times)).toBe('PENDING');
    saturn.clock.advance(3 * 3_600_000);
    await reopen();
  }
  // Another amount, another card, another direction.
  expect((await book('amount', { ...deposit, amount: 1001 })).state).toBe('BOOKED');
  expect((await book('card', { ...deposit, cardId: cards[1]?.id ?? 0 })).state).toBe('BOOKED');
  const sends = saturn.sends();
  expect((await settle(await markerOf('lost'), [lostId])).at(-1)).toContain('settled as booked');
  expect(await book('lost')).toMatchObject({ state: 'BOOKED', replayed: true, operation: { id: lostId } });
  expect(saturn.sends()).toBe(sends);
  // The orphan is taken.
  expect((await book('next')).state).toBe('BOOKED');
});

test('a move that the operation is not is settled as not booked; the operation stops others until it is acknowledged', async () => {
  const { book, adopt, settle, ack, markerOf, store } = await givenLostMove();
  await adopt();
  expect((await book('first')).state).toBe('PENDING');
  await settle(await markerOf('first'), null);
  expect((await book('first')).state).toBe('NOT_APPLIED');
  expect((await book('second')).state).toBe('PENDING');
  const [orphan] = await store.list({ alarm: 'ORPHAN', limit: 2 });
  expect(orphan?.settlement).toMatchObject([{ action: 'ADOPTED', by: 'anna', because: 'диск' }]);
  await ack(orphan?.marker ?? '');
  expect((await book('third')).state).toBe('BOOKED');
  // It was stuck before.
  expect((await book('second')).state).toBe('PENDING');
});

test('nothing is adopted while a server cannot be read; a log that is whole is adopted without effect', async () => {
  const { saturn, adopt, book } = await givenLostMove();
  const mend = saturn.fault({ operationId: 'operations.list', do: 'status', status: 500 });
  await expect(adopt()).rejects.toThrow(/cannot be read/);
  await expect(book('lost')).rejects.toMatchObject({ fault: 'OLDER_COPY' });
  mend();
  await adopt();
  expect((await adopt())[0]).toBe('saturn: no operation that the log does not know');
});

test('a group move that was lost waits for a person too, who names its operations', async () => {
  const groupOf = ({ sandbox }: Given): GroupMove => {
    const groupId = sandbox.accounts().find(({ isBlocked }) => !isBlocked)?.groupId ?? 0;
    return { kind: 'GROUP_DEPOSIT', groupId, amount: 500, reason: 'Всем поровну' };
  };
  const { saturn, book, adopt, settle, markerOf, store } = await givenLostMove({ moveOf: groupOf });
  expect((await adopt())[0]).toContain('saturn: 1 operation ');
  const move = groupOf(saturn);
  expect((await book('lost', move)).state).toBe('PENDING');
  const rows = saturn.sandbox.operations().filter(({ reason }) => reason?.startsWith('Всем поровну'));
  expect(rows.length).toBeGreaterThan(1);
  const sends = saturn.sends();
  await settle(
    await markerOf('lost'),
    rows.map(({ id }) => id),
  );
  expect(await book('lost', move)).toMatchObject({
    state: 'GROUP_BOOKED',
    processed: rows.length,
    total: rows.length * 500,
    complete: false,
  });
  expect(saturn.sends()).toBe(sends);
  expect(await store.list({ alarm: 'ORPHAN', limit: 5 })).toEqual([]);
});

test.each([
  ['does not know', {}, 'NOTHING_BOOKED'],
  ['knows not to be sent', { first: 'not sent' }, 'NOTHING_BOOKED'],
  ['knows to be turned away', { first: 'turned away' }, 'PENDING'],
] as const)(
  'a key that an older copy %s is not called unbooked when it is to be reversed, before and after the adoption',
  async (_, lost, then) => {
    const { reverse, adopt, ack, store } = await givenLostMove(lost);
    const refused = { name: 'IntentStoreError', fault: 'OLDER_COPY' };
    await expect(reverse('lost')).rejects.toMatchObject(refused);
    await adopt();
    for (const _ of [1, 2]) await expect(reverse('lost')).rejects.toMatchObject(refused);
    const [orphan] = await store.list({ alarm: 'ORPHAN', limit: 2 });
    await ack(orphan?.marker ?? '');
    expect((await reverse('lost')).state).toBe(then);
  },
);
