import { expect, test } from 'vitest';
import { isFinal } from '../../../src/intents/intent.ts';
import { intentFromRow, type SqlRow } from '../../../src/intents/store/columns.ts';
import type { IntentStore } from '../../../src/intents/store/store.ts';
import { newIntent } from '../../kit/new-intent.ts';
import { FILLED, ROWS, VERSION_1 } from './version-1.ts';

/** A database before any store opened it. */
export interface OldDatabase {
  /** Runs a statement beside the store. */
  run(statement: string, values?: readonly (string | number | null)[]): Promise<readonly SqlRow[]>;
  open(options?: { readonly readOnly: boolean }): IntentStore;
  setVersion(version: number): Promise<void>;
}

const INSERT = `INSERT INTO probonus_intents VALUES (${ROWS[0]?.map(() => '?').join(', ')})`;

export async function fillVersion1(database: OldDatabase): Promise<void> {
  for (const statement of VERSION_1) await database.run(statement);
  for (const row of ROWS) await database.run(INSERT, row);
  await database.setVersion(1);
}

/** What the tables of an earlier version, of a later one, and damaged ones are to a store. */
export function migrationCases(given: () => Promise<OldDatabase>): void {
  test('the rows of version 1 are brought forward and read the same, with sort and target', async () => {
    const database = await given();
    await fillVersion1(database);
    const old = (await database.run('SELECT * FROM probonus_intents ORDER BY key')).map(intentFromRow);
    const store = database.open();
    await store.probe();
    const rows = await store.list({ limit: 100 });
    const byKey = rows.toSorted((a, b) => (a.key < b.key ? -1 : 1));
    const filled = byKey.map(({ key, sort, target }) => [key, [sort, target]]);
    expect(Object.fromEntries(filled)).toEqual(FILLED);
    expect(byKey.map((row) => ({ ...row, sort: null, target: null }))).toEqual(old);
    // The reason with a NUL, and the amount beyond 2^53.
    expect(byKey.find(({ key }) => key === 'delayed')?.move?.amount).toBe(1152921504606846976n);
    expect((await store.begin(newIntent({ lockKey: 'card:7' }))).type).toBe('busy');
    const fresh = newIntent();
    expect((await store.begin(fresh)).type).toBe('begun');
    await store.close();
    const again = database.open();
    expect(await again.get(fresh)).toMatchObject({ target: fresh.lockKey, sort: 'CARD_DEPOSIT' });
    expect((await again.list({ limit: 100 })).filter(({ state }) => isFinal(state))).toHaveLength(2);
  });

  test('a store of version 1 is read without being changed', async () => {
    const database = await given();
    await fillVersion1(database);
    const reader = database.open({ readOnly: true });
    expect((await reader.list({ limit: 100 })).map(({ key }) => key).sort()).toEqual(Object.keys(FILLED).sort());
    await reader.close();
    expect(await database.run("SELECT value FROM probonus_intents_meta WHERE name = 'version'")).toEqual([
      { value: '1' },
    ]);
  });

  test.each([
    ['a later version', ['UPDATE probonus_intents_meta SET value = 3'], 3, /a later version of the gateway wrote it/],
    ['no version', ["UPDATE probonus_intents_meta SET value = 'x'"], 0, /names no version/],
    [
      'a column missing',
      ['ALTER TABLE probonus_intents DROP COLUMN verbatim'],
      1,
      /says that its tables are of version 1, but probonus_intents lacks verbatim/,
    ],
    ['a table missing', ['DROP TABLE probonus_intents_meta'], 1, /has the table probonus_intents, but not the other/],
  ])('%s: nothing is changed, and the reason is told', async (_, statements, version, message) => {
    const database = await given();
    await fillVersion1(database);
    await database.setVersion(version);
    for (const statement of statements) await database.run(statement);
    const before = await database.run('SELECT * FROM probonus_intents ORDER BY key');
    for (let times = 0; times < 2; times++) {
      const store = database.open();
      await expect(store.probe()).rejects.toMatchObject({
        fault: 'FOREIGN',
        message: expect.stringMatching(message),
      });
      await store.close();
    }
    expect(await database.run('SELECT * FROM probonus_intents ORDER BY key')).toEqual(before);
  });
}
