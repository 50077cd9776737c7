import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Intents } from '../../../src/intents/intents.ts';
import type { CardMove } from '../../../src/intents/move.ts';
import { createSqliteStore } from '../../../src/intents/store/sqlite.ts';
import type { IntentStore } from '../../../src/intents/store/store.ts';
import { type Given, given } from '../../kit/given.ts';

const WENT_BACK = {
  ...{ name: 'IntentStoreError', fault: 'OLDER_COPY' },
  message: expect.stringContaining('went back'),
};

type Before = (saturn: Given, intents: Intents) => Promise<unknown>;

/**
 * A gateway on a log with a standby that knows `kept` alone, and what came `before`. `failOver`: each `begin` itself makes a new
 * connection, to that one.
 */
async function givenStandby(prepare: Before = async () => {}) {
  const saturn = await given({ proxy: true });
  const folder = mkdtempSync(join(tmpdir(), 'standby-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const open = (name: string) => createSqliteStore({ path: join(folder, name) });
  const cards = saturn.sandbox.accounts().filter(({ isBlocked }) => !isBlocked);
  const bookBy = (intents: Awaited<ReturnType<typeof saturn.another>>, key: string, card = 0) => {
    const move: CardMove = { kind: 'CARD_DEPOSIT', cardId: cards[card]?.id ?? 0, amount: 1000, reason: 'Доставка' };
    return saturn.book(move, { key: key.padEnd(16, '0') }, intents);
  };
  const before = await saturn.another({ store: open('primary') });
  await bookBy(before, 'kept');
  await prepare(saturn, before);
  await before.close();
  cpSync(join(folder, 'primary'), join(folder, 'standby'));

  const primary = open('primary');
  onTestFinished(() => primary.close());
  let store: IntentStore = primary;
  let next: IntentStore | null = null;
  let connections = 1;
  const log = new Proxy(primary, {
    get(_, name: keyof IntentStore) {
      if (name === 'kind') return primary.kind;
      if (name === 'connections') return () => connections;
      return (...args: unknown[]) => {
        if (name === 'begin' && next) {
          store = next;
          connections++;
        }
        return (store[name] as (...given: unknown[]) => unknown)(...args);
      };
    },
  });
  const intents = await saturn.another({ store: log });
  return {
    ...{ saturn, intents, log },
    isOver: () => connections > 1,
    book: (key: string, card?: number) => bookBy(intents, key, card),
    failOver(to: 'primary' | 'standby') {
      next = to === 'primary' ? primary : open('standby');
    },
  };
}

test('a lost key is not sent again, though the statement that meets the database that went back makes its row anew', async () => {
  const { saturn, intents, book, failOver } = await givenStandby();
  expect((await book('lost')).state).toBe('BOOKED');
  failOver('standby');
  for (const _ of [1, 2]) await expect(book('lost')).rejects.toMatchObject(WENT_BACK);
  expect(intents.status().fault).toBe('OLDER_COPY');
  expect(saturn.sends()).toBe(2);
});

/** The server does not get a move, or turns it away. */
const UNBOOKED = [
  ['was not sent', { do: 'refuse' }],
  ['was turned away', { do: 'status', status: 429 }],
] as const;

async function givenUnbooked(fault: (typeof UNBOOKED)[number][1]) {
  const standby = await givenStandby();
  const { saturn, book } = standby;
  const leave = async () => {
    const mend =
      fault.do === 'status'
        ? saturn.fault({ operationId: 'operations.deposit', ...fault })
        : () => saturn.proxy.clear();
    if (fault.do === 'refuse') await saturn.proxy.set({ mode: 'refuse' });
    await expect(book('unbooked', 1)).rejects.toMatchObject({ name: 'UpstreamError' });
    await mend();
  };
  return { ...standby, leave };
}

test.each(UNBOOKED)('a move that %s does not hide that those before it were lost', async (_, fault) => {
  const { saturn, book, leave, failOver } = await givenUnbooked(fault);
  expect((await book('lost')).state).toBe('BOOKED');
  await leave();
  failOver('standby');
  await expect(book('unbooked', 1)).rejects.toMatchObject(WENT_BACK);
  expect(saturn.sends()).toBe(fault.do === 'status' ? 3 : 2);
});

test.each(UNBOOKED)('a move that %s may be sent again, also over a new connection', async (_, fault) => {
  const { saturn, intents, book, leave, failOver } = await givenUnbooked(fault);
  await leave();
  // What was turned away is looked up first.
  const again = async () => {
    saturn.clock.advance(90_000);
    failOver('primary');
    return (await book('unbooked', 1).catch(() => null))?.state;
  };
  await expect.poll(again).toBe('BOOKED');
  failOver('primary');
  expect((await book('next')).state).toBe('BOOKED');
  expect(intents.status().fault).toBeNull();
});

test('a kept reversal that such a database gave the right to send is kept there', async () => {
  const principal = 'API_KEY:site';
  const reversal = { tenant: 'saturn', principal, key: 'cancel-000000001' };
  let mend = () => {};
  const { saturn, intents, log, book, failOver, isOver } = await givenStandby(async (bank, before) => {
    bank.fault({ operationId: 'operations.deposit', times: 1, do: 'reset', phase: 'after' });
    mend = bank.fault({ operationId: 'operations.list', do: 'status', status: 500 });
    const cardId = bank.sandbox.accounts().filter(({ isBlocked }) => !isBlocked)[2]?.id ?? 0;
    const gift: CardMove = { kind: 'CARD_DEPOSIT', cardId, amount: 700, reason: 'Подарок' };
    expect((await bank.book(gift, { key: 'gift-00000000001' }, before)).state).toBe('PENDING');
    expect((await bank.reverse(before, reversal.key, 'gift-00000000001')).state).toBe('PENDING');
  });
  expect((await book('lost')).state).toBe('BOOKED');
  failOver('standby');
  mend();
  // No longer: a right to send that is so old counts as one of a process that died.
  const fault = () => {
    if (!isOver()) saturn.clock.advance(31_000);
    return intents.status().fault;
  };
  await expect.poll(fault).toBe('OLDER_COPY');
  await expect.poll(async () => (await log.get(reversal))?.state).not.toBe('SENDING');
  expect((await log.get(reversal))?.state).toBe('WAITING');
});
