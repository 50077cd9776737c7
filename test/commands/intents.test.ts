import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSqliteStore } from '../../src/intents/store/sqlite.ts';
import type { IntentStore } from '../../src/intents/store/store.ts';
import { configFile, fillLog, PASSWORD } from './intent-log.ts';
import { runCli } from './run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'intents-command-'));
/** A gateway's own, open all the time. */
let writer: IntentStore;

beforeAll(async () => {
  writer = createSqliteStore({ path: join(folder, 'intents.db') });
  await fillLog(writer);
});
afterAll(async () => {
  await writer.close();
  rmSync(folder, { recursive: true });
});

const cli = (...argv: string[]) => runCli(['intents', ...argv, '--config', configFile(folder)]);

test('list shows what is open, stuck or has an alarm, newest first, in the time of each tenant', async () => {
  const { code, out, err } = await cli('list');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(`\n${out}\n`).toMatchInlineSnapshot(`
    "
      TENANT   STATE                     WHY    SUBMITTED AT               KIND            TARGET                  AMOUNT  MARKER        KEY
      saturn   STUCK                     BLIND  2026-03-10T20:00:00+03:00  CARD_DEPOSIT    card 142                150.00  MARKERFXXXXX  key-of-one-that-is-stuck
      saturn   NOT_APPLIED/LATE_APPLIED         2026-03-10T19:00:00+03:00  CARD_DEPOSIT    card 142                150.00  MARKEREXXXXX  key-of-one-told-too-soon
      saturn   SENDING                          2026-03-10T18:00:00+03:00  CARD_DEPOSIT    card 142                150.00  MARKERDXXXXX  key-shared-by-principals
      jupiter  SENDING                          2026-03-10T18:00:00+05:00  GROUP_WITHDRAW  group 7   11529215046068469.76  GROUPMARKER2  key-of-one-in-the-air
    "
  `);
});

test('list takes a tenant, states and a limit, and says when there is more', async () => {
  const keys = async (...argv: string[]) => {
    const { out } = await cli('list', '--json', ...argv);
    const { intents, more } = JSON.parse(out) as { intents: { key: string }[]; more: boolean };
    return [more, ...intents.map(({ key }) => key.replace('key-', ''))];
  };
  expect(await keys('--tenant', 'jupiter')).toEqual([false, 'of-one-in-the-air']);
  expect(await keys('--state', 'stuck,REJECTED')).toEqual([false, 'of-one-that-is-stuck', 'shared-by-principals']);
  expect(await keys('--all')).toHaveLength(7);
  expect(await keys('--limit', '2')).toEqual([true, 'of-one-that-is-stuck', 'of-one-told-too-soon']);
  expect((await cli('list', '--limit', '2')).out).toContain('These are the newest 2; --limit shows more.');
  expect((await cli('list', '--state', 'UNKNOWN')).out).toBe('No such move.');
  const none = await cli('list', '--tenant', 'mars');
  expect(none.out).toBe('No move is unfinished, stuck or has an alarm.');
  expect(none.err).toContain('has no tenant "mars"');
});

test('show tells all of a stuck move, and what can be done about it', async () => {
  const { code, out } = await cli('show', 'key-of-one-that-is-stuck');
  expect(code).toBe(0);
  expect(`\n${out}\n`).toMatchInlineSnapshot(`
    "
      tenant            saturn
      key               key-of-one-that-is-stuck, of API_KEY:site
      marker            MARKERFXXXXX
      state             STUCK: sent, and the gateway cannot decide the outcome; clients get OperationPending
      why               BLIND: the lists of the server do not show moves that are surely booked, or none of this sort is known to be booked yet
      move              CARD_DEPOSIT of 150.00, card 142
      reason            Доставка №1024
      submitted at      2026-03-10T20:00:00+03:00
      send ended by     2026-03-10T20:00:10+03:00
      settle time from  2026-03-10T21:00:00+03:00
      next lookup       2026-03-11T21:00:00+03:00
      lookups           12; 2 failed since the last success
      audits            1

      What to do:
      1. Search ProBonus for the reason that ends with #MARKERFXXXXX, in the operations of card 142; by our clock it was sent at 2026-03-10T20:00:00+03:00.
      2. If you find it, it was booked. The gateway finds it at its next lookup (2026-03-11T21:00:00+03:00), or as soon as the client repeats the request with the same key.
         If it bears no marker: probonus-gateway intents settle MARKERFXXXXX --booked OPERATION_ID
      3. If you do not find it: let the gateway's login see all operations, or wait: the next move of this kind that is booked and seen decides it.
      4. When you are sure that nothing was booked: probonus-gateway intents settle MARKERFXXXXX --not-booked --because "…"
         Until then its client gets OperationPending; after it OperationNotAppliedError, and may act with a new key.
    "
  `);
});

test('show tells what was booked, refused or told too soon', async () => {
  const [booked, refused, alarmed] = await Promise.all(
    ['key-of-one-that-is-booked', 'MARKERCXXXXX', '#markerexxxxx'].map((name) => cli('show', name)),
  );
  expect(booked?.out).toMatch(
    / outcome +operation 429: DEPOSIT of 150.00, server time 2026-03-10T15:00:02 by gateway\n?/,
  );
  expect(booked?.out).not.toContain('What to do');
  expect(refused?.out).toMatch(/ outcome +INSUFFICIENT, status 400, 0.10 available/);
  expect(alarmed?.out).toContain('LATE_APPLIED: booked after the client got the answer that it was not');
  expect(alarmed?.out).toContain('reason that ends with #MARKEREXXXXX, in the operations of card 142');
});

test('a key in the hands of two principals shows both, and none of them can paint the terminal', async () => {
  const { out } = await cli('show', 'key-shared-by-principals');
  expect(out).toContain('of API_KEY:site');
  expect(out).toContain('of API_KEY:\\u{1b}[31mtill');
  expect(out).not.toContain('\u001b');
});

test('show --json keeps amounts exact and times with their offset', async () => {
  const { out } = await cli('show', 'GROUPMARKER2', '--json');
  expect(JSON.parse(out).intents).toMatchObject([
    {
      tenant: 'jupiter',
      state: 'SENDING',
      move: { kind: 'GROUP_WITHDRAW', cardId: null, groupId: 7, amount: '11529215046068469.76' },
      submittedAt: '2026-03-10T18:00:00+05:00',
      evidence: { looks: 0 },
      result: null,
    },
  ]);
});

test('what is not there, or not to be seen from outside, is said, with exit code 1', async () => {
  expect(await cli('show', 'NOSUCHMARKER')).toMatchObject({
    code: 1,
    out: '',
    err: 'the log has no move with the marker or key "NOSUCHMARKER"',
  });
  expect((await cli('show', 'key-of-one-that-is-stuck', '--tenant', 'jupiter')).code).toBe(1);
  const missing = await runCli([
    'intents',
    'list',
    '--config',
    configFile(folder, { store: 'sqlite', path: './none/none.db' }),
  ]);
  expect(missing.code).toBe(1);
  expect(missing.err).toContain('there is no intent log at');
  const memory = await runCli(['intents', 'list', '--config', configFile(folder, { store: 'memory' })]);
  expect(memory.code).toBe(1);
  expect(memory.err).toContain('is in memory');
  writeFileSync(join(folder, 'foreign.db'), 'a letter to my aunt');
  const foreign = await runCli([
    'intents',
    'list',
    '--config',
    configFile(folder, { store: 'sqlite', path: './foreign.db' }),
  ]);
  expect(foreign.code).toBe(1);
  expect(foreign.err).toContain('is not an intent log of this gateway');
});

test('arguments that make no sense are usage errors', async () => {
  for (const argv of [
    [],
    ['remove'],
    ['list', 'x'],
    ['show'],
    ['show', 'a', 'b'],
    ['show', 'a', '--all'],
    ['list', '--state', 'LOST'],
    ['list', '--state', 'STUCK', '--all'],
    ['list', '--limit', '0'],
    ['settle'],
    ['settle', 'x', '--not-booked', '--because', 'y'],
    ['settle', 'MARKERFXXXXX'],
    ['settle', 'MARKERFXXXXX', '--not-booked'],
    ['settle', 'MARKERFXXXXX', '--not-booked', '--booked', '1', '--because', 'y'],
    ['settle', 'MARKERFXXXXX', '--booked', 'one'],
    ['ack'],
    ['ack', 'MARKERFXXXXX', '--booked', '1'],
    ['adopt', 'x'],
    ['adopt', '--json'],
    ['backup'],
    ['backup', 'x', '--because', 'y'],
  ])
    expect([argv, (await cli(...argv)).code]).toEqual([argv, 2]);
  expect((await runCli(['intents', 'list'])).code).toBe(2);
});

test('another process reads beside the gateway that writes, which goes on; no secret is shown', async () => {
  const run = promisify(execFile);
  const args = ['dist/cli.js', 'intents', 'list', '--all', '--config', configFile(folder)];
  const { stdout, stderr } = await run(process.execPath, args, { env: {} });
  expect(stdout.trim()).toBe((await cli('list', '--all')).out.trim());
  expect(stdout + stderr).not.toContain(PASSWORD);
  await writer.probe();
});
