import { Client } from 'pg';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createPostgresStore } from '../../../src/intents/store/postgres.ts';
import { systemClock } from '../../../src/lib/clock.ts';
import { givenPostgres } from '../../kit/given-postgres.ts';
import { newIntent } from '../../kit/new-intent.ts';
import { fillVersion1, migrationCases, type OldDatabase } from './migration-cases.ts';
import { closing } from './store-cases.ts';

const postgres = await givenPostgres();

async function givenDatabase(): Promise<OldDatabase> {
  const url = await postgres.database();
  const client = new Client(url.reveal());
  await client.connect();
  onTestFinished(() => client.end());
  const run: OldDatabase['run'] = async (statement, values = []) => {
    let at = 0;
    const text = statement.replace(/\?/g, () => `$${++at}`);
    return (await client.query<Record<string, unknown>>(text, [...values])).rows;
  };
  return {
    run,
    open: (options) => closing(createPostgresStore({ url, clock: systemClock, ...options })),
    setVersion: async (version) => {
      await run("UPDATE probonus_intents_meta SET value = ? WHERE name = 'version'", [String(version)]);
    },
  };
}

describe.skipIf(postgres.isMissing)('tables in PostgreSQL', () => {
  migrationCases(givenDatabase);

  test('a gateway of version 1 that runs beside goes on; its rows get sort and target at the next start', async () => {
    const database = await givenDatabase();
    await fillVersion1(database);
    await database.open().probe();
    const before = newIntent();
    const names =
      'tenant, principal, key, fingerprint, marker, move, state, attempt, holds_line, submitted_at, deadline, evidence';
    await database.run(`INSERT INTO probonus_intents (${names}) VALUES (${names.replace(/\w+/g, '?')})`, [
      ...[before.tenant, before.principal, before.key, 'f', before.marker],
      ...['{"kind":"CARD_DEPOSIT","cardId":9,"amount":1,"reason":"x"}', 'INTENT', 'a', 0, 1, 2, '{}'],
    ]);
    const store = database.open();
    await store.probe();
    expect(await store.get(before)).toMatchObject({ sort: 'CARD_DEPOSIT', target: 'card:9' });
  });

  test('many replicas that start at once migrate once', async () => {
    const database = await givenDatabase();
    await fillVersion1(database);
    await Promise.all(Array.from({ length: 8 }, () => database.open().probe()));
    expect(await database.run("SELECT value FROM probonus_intents_meta WHERE name = 'version'")).toEqual([
      { value: '2' },
    ]);
  });
});
