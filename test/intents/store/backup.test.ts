import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { backupIntentFile } from '../../../src/intents/store/backup.ts';
import { createSqliteStore } from '../../../src/intents/store/sqlite.ts';
import { newIntent } from '../../kit/new-intent.ts';
import { closing } from './store-cases.ts';

test('a backup beside a gateway that writes is whole, private, and overwrites nothing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'backup-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const [path, copy] = [join(folder, 'intents.db'), join(folder, 'copy.db')];
  const store = closing(createSqliteStore({ path }));
  const rows = Array.from({ length: 300 }, () => newIntent());
  await Promise.all(rows.map((row) => store.begin(row)));
  const writing = Promise.all(Array.from({ length: 50 }, () => store.probe()));
  backupIntentFile(path, copy);
  await writing;
  expect(statSync(copy).mode & 0o777).toBe(0o600);
  const copied = closing(createSqliteStore({ path: copy }));
  const sorted = async (one: typeof store) =>
    (await one.list({ limit: 1000 })).toSorted((a, b) => (a.key < b.key ? -1 : 1));
  expect(await sorted(copied)).toEqual(await sorted(store));

  writeFileSync(join(folder, 'there'), 'a letter');
  expect(() => backupIntentFile(path, join(folder, 'there'))).toThrow(/exists already, and is not overwritten/);
  expect(readFileSync(join(folder, 'there'), 'utf8')).toBe('a letter');
  expect(() => backupIntentFile(join(folder, 'none.db'), join(folder, 'new'))).toThrow(/there is no intent log/);
  expect(statSync(join(folder, 'new'), { throwIfNoEntry: false })).toBeUndefined();
});
