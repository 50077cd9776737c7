import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openIntentStore } from '../../../src/intents/store/open.ts';
import { createSqliteStore } from '../../../src/intents/store/sqlite.ts';
import type { IntentStore } from '../../../src/intents/store/store.ts';

function givenFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'owner-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function storeAt(path: string, options: { readOnly?: boolean; ownerWaitMs?: number } = {}): IntentStore {
  const store = createSqliteStore({ path, ownerWaitMs: 50, ...options });
  onTestFinished(() => store.close());
  return store;
}

/** The built command, as an operator starts it. */
function startGateway(folder: string): { child: ChildProcess; listening: Promise<void>; told: () => string } {
  const config = join(folder, 'gateway.yaml');
  const tenant = { slug: 'saturn', name: 'Saturn', baseUrl: 'http://127.0.0.1:1/api/v0', timeZone: 'Europe/Moscow' };
  const credentials = { login: 'gateway', password: 'gateway' };
  writeFileSync(
    config,
    JSON.stringify({
      server: { port: 0 },
      intents: { store: 'sqlite', path: './intents.db' },
      tenants: [{ ...tenant, credentials }],
    }),
  );
  const child = spawn(process.execPath, ['dist/cli.js', 'start', '--config', config], { env: {} });
  onTestFinished(() => void child.kill('SIGKILL'));
  let text = '';
  const listening = new Promise<void>((resolve) => {
    const read = (part: Buffer) => {
      text += part;
      if (text.includes('saturn at http')) resolve();
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
  });
  return { child, listening, told: () => text };
}

test('nobody but its owner can read the log, also one that a former version left readable', async () => {
  const folder = join(givenFolder(), 'new');
  const path = join(folder, 'intents.db');
  const modes = () =>
    Object.fromEntries(['', '-wal', '-shm', '.owner'].map((end) => [end, statSync(`${path}${end}`).mode & 0o777]));
  const first = storeAt(path);
  await first.probe();
  const only = { '': 0o600, '-wal': 0o600, '-shm': 0o600, '.owner': 0o600 };
  expect([statSync(folder).mode & 0o777, modes()]).toEqual([0o700, only]);
  await first.close();
  chmodSync(path, 0o644);
  chmodSync(`${path}.owner`, 0o666);
  for (const end of ['-wal', '-shm']) writeFileSync(`${path}${end}`, '', { mode: 0o644 });
  await storeAt(path).probe();
  expect(modes()).toEqual(only);
});

test('a second store on the same file is refused, by whatever path, and the first goes on', async () => {
  const folder = givenFolder();
  const path = join(folder, 'intents.db');
  const first = storeAt(path);
  await first.probe();
  symlinkSync(folder, join(folder, 'folder'));
  symlinkSync(path, join(folder, 'link.db'));
  for (const way of [path, join(folder, 'folder', 'intents.db'), join(folder, 'link.db')]) {
    const second = storeAt(way);
    for (const use of [second.probe, () => second.counts(), () => second.expireSends(1, 1)])
      await expect(use()).rejects.toMatchObject({
        name: 'IntentStoreError',
        fault: 'IN_USE',
        message: expect.stringMatching(/in use: one gateway at a time owns it.* PostgreSQL/),
      });
  }
  await first.probe();
});

test('a file that is let go of belongs to who waits for it', async () => {
  const path = join(givenFolder(), 'intents.db');
  const first = storeAt(path);
  await first.probe();
  const second = storeAt(path, { ownerWaitMs: 20_000 });
  const waiting = second.probe();
  await first.close();
  await waiting;
  await expect(storeAt(path).probe()).rejects.toMatchObject({ fault: 'IN_USE' });
});

test('who only looks owns nothing: beside an owner, and before one', async () => {
  const path = join(givenFolder(), 'intents.db');
  const writer = storeAt(path);
  await writer.probe();
  const reader = storeAt(path, { readOnly: true });
  expect(await reader.counts()).toEqual([]);
  await writer.close();
  await storeAt(path).probe();
  expect(await reader.counts()).toEqual([]);
});

test('nothing is ever written to the file of the lock', async () => {
  const path = join(givenFolder(), 'intents.db');
  const store = storeAt(path);
  await store.probe();
  expect(statSync(`${path}.owner`).size).toBe(0);
  expect(existsSync(`${path}.owner-journal`)).toBe(false);
});

test('a log that is in use is a reason not to start', async () => {
  const path = join(givenFolder(), 'intents.db');
  await storeAt(path).probe();
  await expect(openIntentStore({ store: 'sqlite', path }, { ownerWaitMs: 50 })).rejects.toMatchObject({
    fault: 'IN_USE',
  });
  const reader = await openIntentStore({ store: 'sqlite', path }, { readOnly: true });
  await reader.close();
});

test('a second gateway does not start and says why; kill -9 frees the file at once', async () => {
  const folder = givenFolder();
  const path = join(folder, 'intents.db');
  const first = startGateway(folder);
  await first.listening;

  const second = startGateway(folder);
  const [code] = await once(second.child, 'close');
  // Outside production a start says so first.
  const told = second.told().replace(/^NODE_ENV is not .*\n/m, '');
  expect({ code, told }).toEqual({
    code: 1,
    told: `probonus-gateway start: the intent log ${path} is in use: one gateway at a time owns it. Stop the other one, or let several gateways share one PostgreSQL (intents: { store: postgres }).\n`,
  });

  const died = once(first.child, 'exit');
  first.child.kill('SIGKILL');
  await died;
  await storeAt(path, { ownerWaitMs: 0 }).probe();
});

test('a file that is deleted, moved or replaced under the gateway takes no writes until it is back', async () => {
  const folder = givenFolder();
  const path = join(folder, 'intents.db');
  const store = storeAt(path);
  await store.probe();
  const vanished = {
    fault: 'VANISHED',
    message: expect.stringMatching(/not the file that this gateway opened.*intents adopt/),
  };
  renameSync(path, join(folder, 'aside.db'));
  await expect(store.probe()).rejects.toMatchObject(vanished);
  writeFileSync(path, '');
  await expect(store.probe()).rejects.toMatchObject(vanished);
  expect(await store.counts()).toEqual([]);
  renameSync(join(folder, 'aside.db'), path);
  await store.probe();
});
