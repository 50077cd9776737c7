import { expect, test } from 'vitest';
import { given } from '../../kit/given.ts';
import { CARDS, createEnvelopeServer, createTwoListServer, firstCard } from './strange-servers.ts';

const CARD = 'query ($u: String!) { card(by: { upstreamId: $u }) { id balance guest { name { last } } } }';
const WALK =
  'query ($after: String) { cards(first: 40, after: $after) { totalCount nodes { upstreamId } pageInfo { endCursor } } }';
const MOVE = (field: 'cardDeposit' | 'cardWithdraw') => {
  const name = field === 'cardDeposit' ? 'CardDeposit' : 'CardWithdraw';
  return `mutation ($input: ${name}Input!) { ${field}(input: $input) {
    __typename ... on ${name}Payload { operation { amount kind } card { balance } } ... on UserError { code } } }`;
};
const move = (cardId: string, key: string, amount = '10.00') => ({
  input: { cardId, amount, reason: 'Подарок', idempotencyKey: `key-of-an-adapter-${key}` },
});

/** The graph on this server; `see` gives what is answered without an error. */
async function givenServer<S extends { url: string; close(): Promise<unknown> }>(server: S, dialect: object) {
  const { ask, id } = await given({ between: async () => server, tenant: { dialect } });
  const see = async <T>(query: string, variables: Record<string, unknown> = {}): Promise<T> => {
    const { data, errors } = await ask(query, variables);
    expect(errors).toEqual([]);
    return data as T;
  };
  return { ask, id, see, server };
}

async function givenEnvelopes() {
  const server = await createEnvelopeServer();
  const dialect = {
    adapter: './examples/adapters/envelopes.mjs',
    idsFilter: false,
    operationIdsFilter: false,
    maxLimit: 50,
    missing: ['accounts.byIdentifier'],
  };
  return givenServer(server, dialect);
}

test('envelopes.mjs: cards are walked, found by id and by phone; one that is not there is null', async () => {
  const { see, ask } = await givenEnvelopes();
  expect(await see(CARD, { u: '105' })).toEqual({
    card: { id: expect.any(String), balance: '1000.04', guest: { name: { last: 'Гость 105' } } },
  });
  expect(await ask(CARD, { u: '999' })).toMatchObject({ data: { card: null }, errors: [] });
  const phone = 'query ($p: String!) { guest(by: { phone: $p }) { upstreamId } }';
  expect(await see(phone, { p: '+79031000107' })).toEqual({ guest: { upstreamId: '107' } });
  const first = await see<Walked>(WALK);
  const rest = await see<Walked>(WALK, { after: first.cards.pageInfo.endCursor });
  expect([first.cards.totalCount, first.cards.nodes.length, rest.cards.nodes.length]).toEqual([CARDS, 40, CARDS - 40]);
});

test('envelopes.mjs: a dead token inside a 200 is renewed for a read; a value move is not sent again', async () => {
  const { see, ask, server, id } = await givenEnvelopes();
  await see(CARD, { u: '105' });
  server.state.isDead = true;
  expect(await see(CARD, { u: '106' })).toMatchObject({ card: { balance: '1000.05' } });
  expect(server.logins).toHaveLength(2);

  const deposits = () => server.requests.filter(({ path }) => path === '/operations/deposit').length;
  server.state.refusesAt = '/operations/deposit';
  const { errors } = await ask(MOVE('cardDeposit'), move(id('Card', 105), '1'));
  expect([errors, deposits()]).toEqual([['UPSTREAM_UNAVAILABLE at cardDeposit'], 1]);
  expect(server.ledger.balances.get(105)).toBe(100_004);
});

test('envelopes.mjs: a deposit is booked once, and a failure inside a 200 is a refusal', async () => {
  const { see, ask, server, id } = await givenEnvelopes();
  const input = move(id('Card', 105), '2');
  const booked = {
    cardDeposit: {
      __typename: 'CardDepositPayload',
      operation: { amount: '10.00', kind: 'DEPOSIT' },
      card: { balance: '1010.04' },
    },
  };
  expect(await see(MOVE('cardDeposit'), input)).toEqual(booked);
  expect(await see(MOVE('cardDeposit'), input)).toEqual(booked);
  expect(server.ledger.balances.get(105)).toBe(101_004);
  const refused = await ask(MOVE('cardDeposit'), move(id('Card', firstCard + 1), '3'));
  expect(refused.errors).toEqual(['UPSTREAM_REJECTED at cardDeposit']);
});

async function givenTwoLists() {
  const server = await createTwoListServer();
  const dialect = {
    adapter: './examples/adapters/two-lists.mjs',
    moneyUnit: 'roubles',
    idsFilter: false,
    operationIdsFilter: false,
  };
  return givenServer(server, dialect);
}

test('two-lists.mjs: both lists are one, newest first, with signs and times, page by page', async () => {
  const { see, server, id } = await givenTwoLists();
  const walk = `query ($id: ID!, $after: String) { node(id: $id) { ... on Card {
    operations(first: 5, after: $after) { nodes { amount kind createdAt } pageInfo { hasNextPage endCursor } } } } }`;
  const rows: object[] = [];
  for (let after: string | null = null, more = true; more; ) {
    const { node }: { node: { operations: Page } } = await see(walk, { id: id('Card', 102), after });
    rows.push(...node.operations.nodes);
    ({ hasNextPage: more, endCursor: after } = node.operations.pageInfo);
  }
  const decimal = (amount: number) => (amount / 100).toFixed(2);
  const truth = server.ledger.newest().filter(({ card }) => card === 102);
  expect(rows).toEqual(
    truth.map(({ amount, at }) => ({
      amount: decimal(amount),
      kind: amount > 0 ? 'DEPOSIT' : 'WITHDRAW',
      createdAt: `${at}+03:00`,
    })),
  );
  expect(rows.length).toBeGreaterThan(10);

  const from = truth[6]?.at;
  const filtered = 'query ($from: DateTime!) { operations(first: 100, filter: { from: $from }) { nodes { amount } } }';
  const { operations } = await see<{ operations: Page }>(filtered, { from: `${from}+03:00` });
  expect(operations.nodes).toHaveLength(server.ledger.booked.filter(({ at }) => at >= String(from)).length);
});

interface Walked {
  readonly cards: { totalCount: number; nodes: object[]; pageInfo: { endCursor: string } };
}

interface Page {
  readonly nodes: object[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

test('two-lists.mjs: a list that the server lacks is a constant, and moves are booked in the list of their sign', async () => {
  const { see, server, id } = await givenTwoLists();
  expect(await see('{ identifierTypes { name kind } }')).toEqual({
    identifierTypes: [
      { name: 'Карта', kind: 'CARD' },
      { name: 'Телефон', kind: 'PHONE' },
    ],
  });
  const deposit = await see(MOVE('cardDeposit'), move(id('Card', 103), '4'));
  expect(deposit).toMatchObject({ cardDeposit: { operation: { amount: '10.00' }, card: { balance: '1010.02' } } });
  const withdraw = await see(MOVE('cardWithdraw'), move(id('Card', 103), '5', '4.50'));
  expect(withdraw).toMatchObject({ cardWithdraw: { operation: { amount: '-4.50' }, card: { balance: '1005.52' } } });
  expect(server.ledger.balances.get(103)).toBe(100_552);
});
