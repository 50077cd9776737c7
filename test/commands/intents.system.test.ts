import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createPostgresStore } from '../../src/intents/store/postgres.ts';
import { createSqliteStore } from '../../src/intents/store/sqlite.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { givenPostgres } from '../kit/given-postgres.ts';
import { configFile, fillLog } from './intent-log.ts';
import { runCli } from './run-cli.ts';

const postgres = await givenPostgres();

test.skipIf(postgres.isMissing)('a log in PostgreSQL is read too, and no table is made in an empty one', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'intents-command-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const url = await postgres.database();
  const list = (path: string) => runCli(['intents', 'list', '--config', path]);
  const path = configFile(folder, { store: 'postgres', url: url.reveal() });
  for (let times = 0; times < 2; times++)
    expect(await list(path)).toMatchObject({
      code: 1,
      err: expect.stringContaining('there is no intent log in this PostgreSQL'),
    });
  for (const store of [
    createPostgresStore({ url, clock: systemClock }),
    createSqliteStore({ path: join(folder, 'intents.db') }),
  ]) {
    onTestFinished(() => store.close());
    await fillLog(store);
  }
  expect((await list(path)).out).toBe((await list(configFile(folder))).out);
});
