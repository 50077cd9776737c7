import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { createMemoryStore } from '../../src/intents/memory-store.ts';
import { createSqliteStore } from '../../src/intents/sqlite-store.ts';
import type { IntentStore, NewIntent } from '../../src/intents/store.ts';

const folder = mkdtempSync(join(tmpdir(), 'intents-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
const newFile = () => join(folder, `log-${++files}.db`);

const intent = (changes: Partial<NewIntent> = {}): NewIntent => ({
  tenant: 'saturn',
  principal: 'API_KEY:site',
  key: 'key-0000000000001',
  fingerprint: 'f1',
  marker: 'AAAABBBBCCCC',
  attempt: 'a1',
  line: 'card:1',
  holdsLine: false,
  submittedAt: 1000,
  deadline: 11_000,
  move: { kind: 'CARD_DEPOSIT', cardId: 1, amount: 10n ** 17n, reason: 'тест' },
  ...changes,
});

const stores: [string, () => Promise<IntentStore>][] = [
  ['memory', async () => createMemoryStore()],
  ['sqlite', () => createSqliteStore({ path: newFile() })],
];

describe.each(stores)('a log in %s', (_, open) => {
  let store: IntentStore;
  beforeEach(async () => {
    store = await open();
    return () => store.close();
  });

  test('lets one caller send, of fifty at once', async () => {
    const begun = await Promise.all(Array.from({ length: 50 }, (_, i) => store.begin(intent({ attempt: `a${i}` }))));
    expect(begun.map(({ type }) => type).sort()).toEqual(['begun', ...Array.from({ length: 49 }, () => 'existing')]);
  });

  test('gives back what was written, exactly', async () => {
    await store.begin(intent());
    expect(await store.get(intent())).toMatchObject({ ...intent(), state: 'SENDING', nextAt: null });
    expect(await store.get(intent({ tenant: 'jupiter' }))).toBeNull();
    expect(await store.get(intent({ principal: 'API_KEY:crm' }))).toBeNull();
  });

  test('a line is held by one until it is given back', async () => {
    await store.begin(intent());
    expect(await store.begin(intent({ key: 'key-0000000000002' }))).toEqual({ type: 'busy' });
    expect((await store.begin(intent({ key: 'key-0000000000003', line: 'card:2' }))).type).toBe('begun');
    expect((await store.begin(intent({ key: 'key-0000000000004', tenant: 'jupiter' }))).type).toBe('begun');
    await store.change(intent(), ['SENDING'], { state: 'UNKNOWN', line: null });
    expect((await store.begin(intent({ key: 'key-0000000000002' }))).type).toBe('begun');
  });

  test('a change is refused from another state and to another attempt', async () => {
    await store.begin(intent());
    expect(await store.change(intent(), ['UNKNOWN'], { state: 'SUCCEEDED' })).toBeNull();
    expect(await store.change(intent({ attempt: 'other' }), ['SENDING'], { state: 'SUCCEEDED' })).toBeNull();
    expect(await store.change(intent(), ['SENDING'], { state: 'SUCCEEDED', upstreamId: 7, line: null })).toMatchObject({
      state: 'SUCCEEDED',
    });
    expect(await store.change(intent(), ['SENDING'], { state: 'REJECTED' })).toBeNull();
    expect(await store.claimed('saturn', [6, 7])).toEqual(new Set([7]));
    expect(await store.claimed('jupiter', [7])).toEqual(new Set());
  });

  test('an intent that was proved unsent may be begun again, with the same content only', async () => {
    await store.begin(intent());
    await store.change(intent(), ['SENDING'], { state: 'INTENT', line: null });
    expect((await store.begin(intent({ fingerprint: 'f2', attempt: 'a2' }))).type).toBe('existing');
    expect(await store.begin(intent({ attempt: 'a2', marker: 'DDDDEEEEFFFF' }))).toMatchObject({
      type: 'begun',
      intent: { attempt: 'a2', marker: 'DDDDEEEEFFFF' },
    });
    expect(await store.knownMarkers('saturn', ['DDDDEEEEFFFF', 'XXXXXXXXXXXX'])).toEqual(new Set(['DDDDEEEEFFFF']));
  });

  test('sends whose time is over become unknown and due; due rows are taken once', async () => {
    await store.begin(intent());
    await store.begin(intent({ key: 'key-0000000000002', line: 'card:2', deadline: 90_000 }));
    expect(await store.expireSends(50_000, 60_000)).toBe(1);
    expect(await store.nextDue()).toBe(60_000);
    expect((await store.takeDue(60_000, 5000, 10)).map(({ key, state }) => [key, state])).toEqual([
      ['key-0000000000001', 'UNKNOWN'],
    ]);
    expect(await store.takeDue(60_000, 5000, 10)).toEqual([]);
    expect(await store.counts()).toEqual(
      expect.arrayContaining([
        { tenant: 'saturn', state: 'UNKNOWN', alarm: null, count: 1 },
        { tenant: 'saturn', state: 'SENDING', alarm: null, count: 1 },
      ]),
    );
  });

  test('outcomes are emptied after their time and keys forgotten after theirs; what is unknown stays', async () => {
    await store.begin(intent());
    await store.change(intent(), ['SENDING'], { state: 'SUCCEEDED', settledAt: 2000, line: null });
    await store.begin(intent({ key: 'key-0000000000002' }));
    await store.change(intent({ key: 'key-0000000000002' }), ['SENDING'], { state: 'STUCK', line: null });
    expect(await store.sweep(5000, 0, 10_000)).toBe(1);
    expect(await store.get(intent())).toMatchObject({ move: null, expiredAt: 10_000 });
    expect(await store.sweep(5000, 20_000, 30_000)).toBe(1);
    expect(await store.get(intent())).toBeNull();
    expect(await store.list({ limit: 10 })).toMatchObject([{ key: 'key-0000000000002', state: 'STUCK' }]);
  });

  test('lists newest first, by state, tenant and name', async () => {
    for (let i = 1; i <= 3; i++)
      await store.begin(
        intent({ key: `key-000000000000${i}`, line: `card:${i}`, submittedAt: i, marker: `MARKER${i}` }),
      );
    expect((await store.list({ limit: 2 })).map(({ submittedAt }) => submittedAt)).toEqual([3, 2]);
    expect((await store.list({ limit: 9, name: 'MARKER1' })).length).toBe(1);
    expect(await store.list({ limit: 9, states: ['STUCK'] })).toEqual([]);
    expect(await store.list({ limit: 9, tenant: 'jupiter' })).toEqual([]);
  });

  test('refuses all work once it is closed', async () => {
    const other = await open();
    await other.close();
    await expect(other.begin(intent())).rejects.toMatchObject({ fault: 'CLOSED' });
  });
});

describe('the file', () => {
  test('keeps what was committed over a restart', async () => {
    const path = newFile();
    const first = await createSqliteStore({ path });
    await first.begin(intent());
    await first.close();
    const second = await createSqliteStore({ path });
    onTestFinished(() => second.close());
    expect(await second.begin(intent())).toMatchObject({ type: 'existing', intent: { state: 'SENDING' } });
  });

  test('is refused when it is no database, another database, or damaged', async () => {
    const text = newFile();
    writeFileSync(text, 'this is no database, but long enough to be taken for one by nobody at all'.repeat(200));
    await expect(createSqliteStore({ path: text })).rejects.toMatchObject({ fault: 'FOREIGN' });

    const path = newFile();
    const store = await createSqliteStore({ path });
    for (let i = 0; i < 200; i++)
      await store.begin(intent({ key: `key-${String(i).padStart(13, '0')}`, line: `card:${i}` }));
    await store.close();
    const bytes = readFileSync(path);
    const foreign = newFile();
    writeFileSync(foreign, Buffer.concat([bytes.subarray(0, 68), Buffer.from([1, 2, 3, 4]), bytes.subarray(72)]));
    await expect(createSqliteStore({ path: foreign })).rejects.toMatchObject({ fault: 'FOREIGN' });
    const damaged = newFile();
    writeFileSync(damaged, Buffer.concat([bytes.subarray(0, 4096), Buffer.alloc(bytes.length - 4096, 0x5a)]));
    await expect(createSqliteStore({ path: damaged })).rejects.toMatchObject({ fault: 'DAMAGED' });
  });
});
