import { expect, test } from 'vitest';
import { unitIn } from '../../src/doctor/document/unit-words.ts';
import { parseMoney } from '../../src/lib/decimal.ts';
import { resolveDialect } from '../../src/upstream/codec/dialect.ts';
import { codes, examineAt } from '../kit/examine.ts';
import { CARDS, MOVES, ownMoves, pageOf, teamServer, usualRoutes } from '../kit/team-server.ts';

const plain = MOVES.map(({ at: _, ...move }) => move);
const inRoubles = <Row extends { balance: number }>(row: Row) => ({ ...row, balance: row.balance / 100 });

test('whole numbers are not guessed over: the unit is unproven, and the first line asks with a balance', async () => {
  const { url } = await teamServer({ routes: usualRoutes() });
  const found = await examineAt(url);
  expect(found.dialect.moneyUnit).toBe('unproven');
  expect(found.ok).toBe(false);
  expect(found.findings.find(({ code }) => code === 'MONEY_UNPROVEN')?.text).toContain(
    'a card has the balance 51151: is that 511.51 or 51151.00 roubles?',
  );
});

test.each(['kopecks', 'roubles'] as const)('what the operator wrote is not proposed over: %s', async (moneyUnit) => {
  const { url } = await teamServer({ routes: usualRoutes() });
  const found = await examineAt(url, { dialect: { moneyUnit } });
  expect(found.dialect.moneyUnit ?? 'kopecks').toBe(moneyUnit);
  expect(codes(found, 'error')).toEqual([]);
});

test('kopecks that somebody wrote do not hold against fractions', async () => {
  const routes = {
    ...usualRoutes(),
    'GET /api/v0/accounts/list': (call: Parameters<typeof pageOf>[1]) => pageOf(CARDS.map(inRoubles), call),
  };
  const { url } = await teamServer({ routes });
  const found = await examineAt(url, { dialect: { moneyUnit: 'kopecks' } });
  expect(found.dialect).toMatchObject({ money: { Account: 'roubles' } });
});

test('fractions of one resource prove that one alone', async () => {
  const { url } = await teamServer({
    routes: {
      ...usualRoutes(),
      'GET /api/v0/accounts/list': (call) => pageOf(CARDS.map(inRoubles), call),
      'GET /api/v0/operations/list': (call) => pageOf(ownMoves(plain, call), call),
    },
  });
  const found = await examineAt(url);
  expect(found.dialect).toMatchObject({ moneyUnit: 'unproven', money: { Account: 'roubles' } });
  expect(found.findings.find(({ code }) => code === 'MONEY_UNPROVEN')?.text).toMatch(/roubles: Operation; /);
});

test('whole numbers in texts prove as little beside fractions of another resource', async () => {
  const { url } = await teamServer({
    routes: {
      ...usualRoutes(),
      'GET /api/v0/accounts/list': (call) =>
        pageOf(
          CARDS.map((card) => ({ ...card, balance: (card.balance / 100).toFixed(2) })),
          call,
        ),
      'GET /api/v0/operations/list': (call) =>
        pageOf(
          ownMoves(plain, call).map((move) => ({ ...move, amount: String(move.amount) })),
          call,
        ),
    },
  });
  const { unitOf } = resolveDialect((await examineAt(url)).dialect);
  expect([unitOf(['Account'], 'balance'), unitOf(['Operation'], 'amount')]).toEqual(['roubles', 'unproven']);
});

test('a balance that somebody knows proves cards, and operations in single kopecks with them', async () => {
  const { url } = await teamServer({ routes: usualRoutes() });
  const balance = parseMoney('482.51');
  if (balance === null) throw new Error('no amount');
  const found = await examineAt(url, { expectBalance: { card: '22001000', balance } });
  expect(found.dialect.moneyUnit).toBeUndefined();
  expect(codes(found, 'error')).toEqual([]);
});

test.each([
  ['amount_kopecks', 'kopecks'],
  ['Сумма в копейках', 'kopecks'],
  ['sumKop', 'kopecks'],
  ['1/100 of a bonus (or rouble)', 'kopecks'],
  ['balance_rub', 'roubles'],
  ['Баланс, рублей', 'roubles'],
  ['balanceRub', 'roubles'],
  ['copy', null],
  ['rubric', null],
  ['kopf', null],
])('"%s" tells %s', (text, unit) => {
  expect(unitIn(text)).toBe(unit);
});
