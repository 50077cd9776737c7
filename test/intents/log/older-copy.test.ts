import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Intents } from '../../../src/intents/intents.ts';
import type { CardMove } from '../../../src/intents/move.ts';
import type { Logger } from '../../../src/intents/services.ts';
import { createSqliteStore } from '../../../src/intents/store/sqlite.ts';
import { createAlteringServer } from '../../kit/altering-server.ts';
import { type Given, type GivenOptions, given } from '../../kit/given.ts';

const DAY = 86_400_000;
const OLDER = { name: 'IntentStoreError', fault: 'OLDER_COPY' };

interface Life {
  readonly intents: Intents;
  readonly told: string[];
  /** Of the first open card, or another one. */
  book(key: string, card?: number): ReturnType<Given['book']>;
  end(): Promise<void>;
}

/** A restaurant whose gateways live one after the other on log files of one folder. */
async function givenLives(options: GivenOptions = {}) {
  const saturn = await given(options);
  const folder = mkdtempSync(join(tmpdir(), 'older-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = (name: string) => join(folder, `${name}.db`);
  const cards = saturn.sandbox.accounts().filter(({ isBlocked }) => !isBlocked);
  const move = (card: number): CardMove => {
    const cardId = cards[card]?.id ?? 0;
    return { kind: 'CARD_DEPOSIT', cardId, amount: 1000, reason: 'Доставка' };
  };
  const live = async (name = 'intents'): Promise<Life> => {
    const told: string[] = [];
    const tell = (_: object, text: string) => void told.push(text);
    const logger: Logger = { info: tell, warn: tell, error: tell };
    const store = createSqliteStore({ path: path(name) });
    const intents = await saturn.another({ store, logger });
    return {
      intents,
      told,
      book: (key, card = 0) => saturn.book(move(card), { key: key.padEnd(16, '0') }, intents),
      end: () => intents.close(),
    };
  };
  const copy = (from: string, to: string) => cpSync(path(from), path(to));
  return { saturn, live, copy };
}

test('a log that was restored from a copy sends nothing, and tells what it told before', async () => {
  const { saturn, live, copy } = await givenLives();
  let life = await live();
  await life.book('before');
  await life.end();
  copy('intents', 'backup');
  life = await live();
  expect((await life.book('after')).state).toBe('BOOKED');
  await life.end();
  copy('backup', 'intents');

  for (const times of [1, 2]) {
    life = await live();
    await expect(life.book('after'), String(times)).rejects.toMatchObject({
      ...OLDER,
      message: expect.stringMatching(/older copy.*saturn has the operation #[A-Z2-7]{12}.*intents adopt/),
    });
    await expect(life.book('other', 1)).rejects.toMatchObject(OLDER);
    expect(await life.book('before')).toMatchObject({ state: 'BOOKED', replayed: true });
    expect(life.intents.status().fault).toBe('OLDER_COPY');
    expect(life.told.filter((text) => text.includes('older copy'))).toHaveLength(1);
    await life.end();
  }
  expect(saturn.sends()).toBe(2);
});

test('a copy is noticed without a search too, in capitals and with words behind the marker', async () => {
  const { live, copy } = await givenLives({
    between: (sandbox) =>
      createAlteringServer(`http://127.0.0.1:${sandbox.port}`, {
        query: (path, query) => {
          if (path === '/operations/list' && query.has('search')) query.set('search', 'nothing-bears-this');
        },
        answer: (_, { items = [] }) => {
          for (const row of items as { reason?: string | null }[])
            if (row.reason?.includes('#')) row.reason = `${row.reason.toUpperCase()} (ПРИНЯТО)`;
        },
      }),
  });
  let life = await live();
  await life.book('before');
  await life.end();
  copy('intents', 'backup');
  life = await live();
  await life.book('after');
  await life.end();
  copy('backup', 'intents');
  life = await live();
  await expect(life.book('after')).rejects.toMatchObject(OLDER);
});

test('a new log beside moves of the last 30 days sends nothing; beside older ones, or none, it is announced and works', async () => {
  const { saturn, live } = await givenLives();
  const first = await live('first');
  expect(first.told).toEqual([]);
  await first.book('first');
  expect(first.told).toEqual(['the log of value moves is new: it knows no move of before']);
  const second = await live('second');
  await expect(second.book('first')).rejects.toMatchObject({ ...OLDER, message: expect.stringContaining('is new') });
  expect(saturn.sends()).toBe(1);
  saturn.clock.advance(31 * DAY);
  const third = await live('third');
  expect((await third.book('third')).state).toBe('BOOKED');
});

test('moves of other logs are noted once and stop nothing', async () => {
  const { saturn, live } = await givenLives();
  const first = await live('first');
  await first.book('first');
  await first.end();
  saturn.clock.advance(31 * DAY);
  const second = await live('second');
  expect((await second.book('second')).state).toBe('BOOKED');
  const note = 'the server also shows moves of other logs';
  for (const times of [1, 0]) {
    const again = await live('first');
    expect((await again.book(`again-${times}`)).state).toBe('BOOKED');
    expect(again.told.filter((text) => text === note)).toHaveLength(times);
    await again.end();
  }
});

test('a server that cannot be read stops no move; it is read again', async () => {
  const { saturn, live, copy } = await givenLives();
  let life = await live();
  await life.book('before');
  await life.end();
  copy('intents', 'backup');
  life = await live();
  await life.book('after', 1);
  await life.end();
  copy('backup', 'intents');
  life = await live();
  const mend = saturn.fault({ operationId: 'operations.list', do: 'status', status: 500 });
  expect((await life.book('while-dead')).state).toBe('BOOKED');
  expect(life.told.join()).toContain('could not be read');
  mend();
  saturn.clock.advance(31_000);
  await expect(life.book('once-more')).rejects.toMatchObject(OLDER);
});
