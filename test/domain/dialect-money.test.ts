import { describe, expect, test } from 'vitest';
import type { DialectConfig } from '../../src/config/dialect.ts';
import { at } from '../kit/at.ts';
import { given } from '../kit/given.ts';
import { OWN_NAMES, ownWaysServer, type Ways } from '../kit/own-ways-server.ts';

async function givenUnits(units: NonNullable<Ways['units']>, dialect: Partial<DialectConfig>) {
  const server = await ownWaysServer({ units });
  const close = async () => {};
  const house = await given({
    between: async () => ({ ...server, close }),
    tenant: { dialect: { names: OWN_NAMES, ...dialect } },
  });
  return { ...house, server };
}

const CARD = `query ($id: ID!) { card(by: { id: $id }) { balance operations(first: 2) { nodes { amount } } } }`;
const MOVED = '... on CardDepositPayload { operation { amount } card { balance } }';

const UNPROVEN = 'UPSTREAM_MALFORMED UNIT_UNPROVEN';
const codeOf = (error: string) => error.replace(/ at .*/, '');

describe('a server with balances in roubles and movements in kopecks', () => {
  const givenMixed = () =>
    givenUnits({ account: 'roubles' }, { money: { Account: 'roubles', 'ReportTable.balance': 'roubles' } });

  test('each is told in its unit, also where a double cannot hold it', async () => {
    const { ask, id, server } = await givenMixed();
    Object.assign(server.cards[0] ?? {}, { balance: 900_719_925_474_099_301n });
    Object.assign(server.movements[36] ?? {}, { amount: 9_007_199_254_740_993n });
    const { data } = await ask(CARD, { id: id('Card', 701) });
    expect(data).toEqual({
      card: {
        balance: '9007199254740993.01',
        operations: { nodes: [{ amount: '90071992547409.93' }, { amount: '10.30' }] },
      },
    });
  });

  test('a deposit goes out in the unit of movements, and its card comes back in that of balances', async () => {
    const { mutate, id, server } = await givenMixed();
    const input = { cardId: id('Card', 702), amount: '10.05', reason: 'a', idempotencyKey: 'key-of-this-move-1' };
    const { result } = await mutate('cardDeposit', input, MOVED);
    expect(result).toMatchObject({ operation: { amount: '10.05' }, card: { balance: '110.10' } });
    expect(server.movements.at(-1)?.amount).toBe(1005n);
  });

  test('a column of a report has the unit of its name, the others that of all', async () => {
    const { ask } = await givenMixed();
    const { data } = await ask('{ report(code: TRANSACTIONS, input: {}) { rows } }');
    const rows = at<string[][]>(data, 'report', 'rows');
    expect(rows.map((row) => row.slice(2))).toEqual([
      ['10.00', '9007199254740993.01'],
      ['10.01', '9007199254740993.01'],
    ]);
  });
});

test('balances in kopecks beside movements in roubles', async () => {
  const { ask, mutate, id, server } = await givenUnits({ operation: 'roubles' }, { money: { Operation: 'roubles' } });
  expect((await ask(CARD, { id: id('Card', 702) })).data).toMatchObject({ card: { balance: '100.05' } });
  const input = { cardId: id('Card', 702), amount: '0.07', reason: 'a', idempotencyKey: 'key-of-this-move-1' };
  const { result } = await mutate('cardDeposit', input, MOVED);
  expect(result).toMatchObject({ operation: { amount: '0.07' }, card: { balance: '100.12' } });
  expect(server.movements.at(-1)?.amount).toBe(7n);
});

describe('amounts of an unproven unit', () => {
  const givenUnproven = () => givenUnits({}, { moneyUnit: 'unproven' });

  test('fail alone, with the reason', async () => {
    const { ask, id } = await givenUnproven();
    const rest = 'number operations(first: 1) { nodes { kind balanceAfter } }';
    const told = await ask(`query ($id: ID!) { card(by: { id: $id }) { ${rest} } }`, { id: id('Card', 701) });
    expect(told).toMatchObject({
      data: {
        card: { number: '9007199254740900001', operations: { nodes: [{ kind: 'DEPOSIT', balanceAfter: null }] } },
      },
      errors: [],
    });
    for (const amount of ['balance', 'availableToWithdraw', 'operations(first: 1) { nodes { amount } }']) {
      const { errors } = await ask(`query ($id: ID!) { card(by: { id: $id }) { ${amount} } }`, { id: id('Card', 701) });
      expect(errors?.map(codeOf)).toEqual([UNPROVEN]);
    }
    const { errors } = await ask('{ report(code: TRANSACTIONS, input: {}) { rows } }');
    expect(errors?.map(codeOf)).toEqual([UNPROVEN]);
  });

  test('over HTTP as well, once the query is compiled', async () => {
    const server = await ownWaysServer();
    const dialect = { names: OWN_NAMES, moneyUnit: 'unproven' } as const;
    const house = await given({
      http: true,
      between: async () => ({ ...server, close: async () => {} }),
      tenant: { dialect },
    });
    const QUERY = 'query ($id: ID!) { card(by: { id: $id }) { balance } node(id: $id) { ... on Card { isBlocked } } }';
    for (let times = 0; times < 4; times++) {
      const { body } = await house.ask(QUERY, { id: house.id('Card', 701) });
      expect(body.data).toMatchObject({ card: null, node: { isBlocked: false } });
      expect(body.errors).toMatchObject([{ extensions: { code: 'UPSTREAM_MALFORMED', reason: 'UNIT_UNPROVEN' } }]);
    }
  });

  test.each([
    ['cardDeposit', { moneyUnit: 'unproven' }],
    ['cardWithdraw', { money: { Operation: 'unproven' } }],
  ] as const)('%s is refused, and nothing is sent', async (name, dialect) => {
    const { mutate, id, server } = await givenUnits({}, dialect);
    const input = { cardId: id('Card', 702), amount: '10.00', reason: 'a', idempotencyKey: 'key-of-this-move-1' };
    const { errors } = await mutate(name, input, '__typename');
    expect(errors?.map(codeOf)).toEqual([UNPROVEN]);
    expect(server.requests).toEqual([]);
  });

  test('no limit of credit is written in it', async () => {
    const { mutate, id, server } = await givenUnproven();
    const { errors } = await mutate('cardUpdate', { cardId: id('Card', 702), creditLimit: '10.00' }, '__typename');
    expect(errors?.map(codeOf)).toEqual([UNPROVEN]);
    expect(server.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });
});
