import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { DialectConfig } from '../../src/config/dialect.ts';
import type { FeatureResult } from '../../src/conform/verdict.ts';
import { type Alterations, createAlteringServer } from '../kit/altering-server.ts';
import { fastClock } from '../kit/clock.ts';
import { type GivenOptions, given } from '../kit/given.ts';

type Row = Record<string, unknown>;

interface Wrong {
  readonly server?: Alterations;
  readonly dialect?: Partial<DialectConfig>;
  readonly suspect: Record<string, RegExp>;
}

const moves =
  (alter: (body: Row) => void): NonNullable<Alterations['body']> =>
  (path, body) => {
    if (/^\/operations\/(deposit|withdraw)$/.test(path)) alter(body);
  };
const ofOperations =
  (alter: (row: Row) => void): NonNullable<Alterations['answer']> =>
  (path, answer) => {
    if (path === '/operations/list') for (const row of answer.items as Row[]) alter(row);
    else if (path.startsWith('/operations/')) alter(answer);
  };

/** A gateway with an admin port, before a server that is wrong in one way or none. */
async function givenGateway(server?: Alterations, more: GivenOptions = {}, file: object = {}) {
  const house = await given({
    ...more,
    // What does not come is waited for, half a minute.
    clock: fastClock(20),
    http: { server: { port: 0, adminPort: 0 }, ...file },
    ...(server ? { between: ({ origin }) => createAlteringServer(origin, server) } : {}),
  });
  const [card] = house.sandbox
    .accounts()
    .filter(({ id, balance, isBlocked }) => id !== 142 && balance > 10_000 && !isBlocked);
  if (!card) throw new Error('no card');
  return {
    ...house,
    card,
    async conform(name: string = String(card.id)) {
      const response = await fetch(`${house.adminUrl}/operate`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ action: 'conform', tenant: 'saturn', card: name }),
      });
      const answer = (await response.json()) as { lines?: string[]; refused?: string };
      if (answer.refused !== undefined) return answer.refused;
      const features = JSON.parse(answer.lines?.[0] ?? '') as FeatureResult[];
      return Object.fromEntries(features.map(({ feature, verdict, text }) => [feature, `${verdict}: ${text}`]));
    },
  };
}

const VERDICTS = (told: Record<string, string>, verdict: string) =>
  Object.fromEntries(Object.entries(told).filter(([, text]) => text.startsWith(verdict)));

test('on a server that fits, 1.00 goes there and back, and a note is changed and put back', async () => {
  const { conform, card, sandbox, writes } = await givenGateway();
  const before = structuredClone(card);
  expect(await conform()).toEqual({
    'write.deposit.balance': 'FITS: the balance changed by 1.00',
    'write.deposit.list': expect.stringMatching(/^FITS: in the list of the card after \d+ s$/),
    'write.deposit.row': 'FITS: DEPOSIT 1.00',
    'write.deposit.reason': 'FITS: the reason came back whole',
    'write.deposit.time': 'FITS: booked at the time that it is told',
    'write.deposit.login': 'FITS: booked under the login of the gateway',
    'write.search': 'FITS: found by the marker in its reason',
    'write.withdraw.balance': 'FITS: the balance changed by -1.00',
    'write.withdraw.list': expect.stringMatching(/^FITS: in the list of the card after \d+ s$/),
    'write.withdraw.row': 'FITS: WITHDRAW -1.00',
    'write.withdraw.reason': 'FITS: the reason came back whole',
    'write.withdraw.time': 'FITS: booked at the time that it is told',
    'write.withdraw.login': 'FITS: booked under the login of the gateway',
    'write.update.others': 'FITS: an update of the note changed nothing else',
    'write.update.note': 'FITS: a note was changed',
    'write.update.back': 'FITS: the note was put back',
    'write.update.time': 'FITS: the update bears its time',
  });
  expect({ ...card, updatedAt: before.updatedAt }).toEqual(before);
  expect(writes().map(({ operation }) => operation)).toEqual([
    'operations.deposit',
    'operations.withdraw',
    'accounts.update',
    'accounts.update',
  ]);
  expect(sandbox.operations().slice(-2)).toMatchObject([{ amount: 100 }, { amount: -100 }]);
});

test('its moves bear the tag of tests in a log that is kept, so that no other log takes them for its own', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'conform-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const intents = { store: 'sqlite', path: join(folder, 'intents.db') };
  const { conform, sandbox, ask, id } = await givenGateway(undefined, {}, { intents });
  await conform();
  const [there, back] = sandbox.operations().slice(-2);
  for (const row of [there, back]) expect(row?.reason).toMatch(/ #TEST[A-Z2-7]{8}$/);
  const input = { cardId: id('Card', 142), amount: '5.00', reason: 'Обычное', idempotencyKey: 'an-ordinary-deposit' };
  await ask('mutation ($input: CardDepositInput!) { cardDeposit(input: $input) { __typename } }', { input });
  expect(sandbox.operations().at(-1)?.reason).toMatch(/^Обычное #(?!TEST)[A-Z2-7]{12}$/);
});

test.each<[string, Wrong]>([
  [
    'a deposit of 1.00 is booked as 0.01',
    {
      server: { body: moves((body) => (body.amount = Number(body.amount) / 100)) },
      suspect: { 'write.deposit': /outcome is not known.*changed by 0\.01 in place of 1\.00: the unit is wrong/ },
    },
  ],
  [
    'deposits withdraw, and withdrawals deposit',
    {
      dialect: {
        paths: { 'operations.deposit': 'POST /operations/withdraw', 'operations.withdraw': 'POST /operations/deposit' },
      },
      suspect: { 'write.deposit': /changed by -1\.00: the other way/ },
    },
  ],
  [
    'reasons are cut',
    {
      server: { body: moves((body) => (body.reason = String(body.reason).slice(0, 10))) },
      suspect: { 'write.deposit.reason': /does not come back/, 'write.search': /lost answer/ },
    },
  ],
  [
    'another login books',
    {
      server: { answer: ofOperations((row) => (row.userLogin = 'admin')) },
      suspect: { 'write.deposit.login': /another login/ },
    },
  ],
  [
    'times are hours ahead',
    {
      server: {
        answer: ofOperations((row) => {
          const moved = new Date(Date.parse(`${String(row.createdAt).slice(0, 19)}Z`) + 5 * 3_600_000);
          row.createdAt = moved.toISOString().slice(0, 19);
        }),
      },
      suspect: { 'write.deposit.time': /wrong time zone/ },
    },
  ],
  [
    'an update bears a time of another zone',
    {
      server: {
        answer(_path, answer) {
          const rows = (Array.isArray(answer.items) ? answer.items : [answer]) as Record<string, unknown>[];
          for (const row of rows) if (row.info === 'Проверка шлюза') row.updatedAt = '2026-03-10T05:00:00';
        },
      },
      suspect: { 'write.update.time': /minutes ago: times of cards are of another zone$/ },
    },
  ],
  [
    'an update of the note takes the e-mail',
    {
      server: {
        body(_path, body) {
          if ('info' in body) body.email = null;
        },
      },
      suspect: { 'write.update.others': /changed email$/ },
    },
  ],
])('%s', async (_name, { server, dialect, suspect }) => {
  const { conform } = await givenGateway(server, dialect ? { tenant: { dialect } } : {});
  const told = await conform();
  expect(VERDICTS(told as Record<string, string>, 'SUSPECT')).toMatchObject(
    Object.fromEntries(Object.entries(suspect).map(([feature, text]) => [feature, expect.stringMatching(text)])),
  );
});

test('a deposit that the server lacks is untold, and nothing is withdrawn', async () => {
  const { conform, writeCounts } = await givenGateway(undefined, {
    tenant: { dialect: { missing: ['operations.deposit'] } },
  });
  expect(await conform()).toMatchObject({
    'write.deposit': 'UNTOLD: refused: UPSTREAM_UNSUPPORTED (operations.deposit)',
  });
  expect(writeCounts()).toEqual({ 'accounts.update': 2 });
});

test('a card that is not there, and one that is blocked, are refused', async () => {
  const { conform, sandbox, sends } = await givenGateway();
  expect(await conform('4000000000')).toBe('there is no such card');
  const blocked = sandbox.accounts().find(({ isBlocked }) => isBlocked);
  expect(await conform(String(blocked?.id))).toBe('the card is blocked');
  expect(sends()).toBe(0);
});
