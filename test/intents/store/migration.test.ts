import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { expect, onTestFinished, test } from 'vitest';
import type { SqlRow } from '../../../src/intents/store/columns.ts';
import { createSqliteStore } from '../../../src/intents/store/sqlite.ts';
import { fillVersion1, migrationCases, type OldDatabase } from './migration-cases.ts';
import { closing } from './store-cases.ts';

const APPLICATION_ID = 0x5062496e;

function givenFile(): OldDatabase & { readonly path: string } {
  const folder = mkdtempSync(join(tmpdir(), 'migration-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'intents.db');
  const within = <T>(use: (database: DatabaseSyncInstance) => T): T => {
    const database = new DatabaseSync(path);
    try {
      return use(database);
    } finally {
      database.close();
    }
  };
  return {
    path,
    run: async (statement, values = []) =>
      within((database) => database.prepare(statement).all(...values) as unknown as SqlRow[]),
    open: (options) => closing(createSqliteStore({ path, ...options })),
    setVersion: async (version) =>
      within((database) => {
        database.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
        database.exec(`PRAGMA user_version = ${version}`);
      }),
  };
}

migrationCases(async () => givenFile());

test('a migration that fails half way changes nothing, and goes on when the file is whole again', async () => {
  const database = givenFile();
  await fillVersion1(database);
  await database.run('CREATE INDEX probonus_intents_target ON probonus_intents (tenant)');
  const failed = database.open();
  await expect(failed.probe()).rejects.toThrow(/already exists/);
  await failed.close();
  expect(await database.run('PRAGMA user_version')).toEqual([{ user_version: 1 }]);
  expect(await database.run("SELECT name FROM pragma_table_info('probonus_intents') WHERE name = 'sort'")).toEqual([]);
  await database.run('DROP INDEX probonus_intents_target');
  const store = database.open();
  await store.probe();
  await store.close();
  expect(await database.run('PRAGMA user_version')).toEqual([{ user_version: 2 }]);
});
