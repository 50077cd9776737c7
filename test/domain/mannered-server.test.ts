import { describe, expect, test } from 'vitest';
import { encodeId } from '../../src/graph/ids/global-id.ts';
import { Secret } from '../../src/lib/secret.ts';
import { logIn as logInAt } from '../../src/upstream/resources/sessions.ts';
import { at } from '../kit/at.ts';
import { given } from '../kit/given.ts';
import { CARDS, createManneredServer, firstCard, type Manners } from '../kit/mannered-server.ts';
import { clientOf, failureOf } from '../kit/upstream-client.ts';

async function givenMannered(manners: Manners, dialect: object) {
  const server = await createManneredServer(manners);
  const graph = await given({ between: async () => server, tenant: { dialect } });
  return { ...graph, server };
}
const card = (local: number) => encodeId('saturn', 'Card', local);

const CARD = 'query ($id: ID!) { card(by: { id: $id }) { upstreamId balance group { name } } }';
const DEPOSIT = `mutation ($input: CardDepositInput!) { cardDeposit(input: $input) {
  __typename ... on CardDepositPayload { operation { amount } card { balance } } ... on UserError { code } } }`;
const move = (key: string) => ({
  input: { cardId: card(firstCard), amount: '10.00', reason: 'Подарок', idempotencyKey: key },
});

describe('a token in a header of its own', () => {
  const MANNERS = { tokenHeader: 'x-token' };
  const DIALECT = { token: { header: 'X-Token' } };

  test('bears reads and value moves, and Authorization bears nothing', async () => {
    const { ask, server } = await givenMannered(MANNERS, DIALECT);
    const { data, errors } = await ask(CARD, { id: card(firstCard) });
    expect([data?.card, errors]).toEqual([{ upstreamId: '501', balance: '500.00', group: { name: 'Группа 1' } }, []]);
    const moved = await ask(DEPOSIT, move('a-key-of-a-move-1'));
    expect(moved.data?.cardDeposit).toMatchObject({ operation: { amount: '10.00' }, card: { balance: '510.00' } });
    expect(new Set(server.asked.map(({ headers }) => [headers['x-token'], headers.authorization].join()))).toEqual(
      new Set(['token-1,']),
    );
  });

  test('that is refused is renewed once for a read, and a value move is not sent again', async () => {
    const { ask, server } = await givenMannered(MANNERS, DIALECT);
    await ask(CARD, { id: card(firstCard) });
    server.revoke();
    expect((await ask(CARD, { id: card(firstCard) })).errors).toEqual([]);
    expect(server.logins).toHaveLength(2);
    server.on.arrival = ({ target }) => target.endsWith('/deposit') && server.revoke();
    const refused = await ask(DEPOSIT, move('a-key-of-a-move-2'));
    expect(server.targets().filter((target) => target.endsWith('/deposit'))).toHaveLength(1);
    expect(refused.errors).toEqual(['UPSTREAM_UNAVAILABLE at cardDeposit']);
  });

  test('bears the sessions of staff', async () => {
    const { ask, logIn, server } = await givenMannered(MANNERS, DIALECT);
    const principal = await logIn('anna');
    expect((await ask(CARD, { id: card(firstCard) }, { principal })).errors).toEqual([]);
    expect(new Set(server.asked.map(({ headers }) => headers['x-token']))).toEqual(new Set(['token-1']));
    server.revoke();
    expect((await ask(CARD, { id: card(firstCard) }, { principal })).errors).toEqual([
      'UNAUTHENTICATED SESSION_ENDED at card',
    ]);
  });

  test('may be Authorization, without a scheme', async () => {
    const { ask, server } = await givenMannered(
      { tokenHeader: 'authorization' },
      { token: { header: 'Authorization' } },
    );
    expect((await ask(CARD, { id: card(firstCard) })).errors).toEqual([]);
    expect(server.asked[0]?.headers.authorization).toBe('token-1');
  });
});

describe('a login as OAuth 2 has it', () => {
  const MANNERS = { login: 'form' } as const;

  test('is a form, and its token bears reads and value moves', async () => {
    const { ask, server } = await givenMannered(MANNERS, { login: 'form' });
    expect((await ask(CARD, { id: card(firstCard) })).errors).toEqual([]);
    expect(server.logins.map(({ headers, body }) => [headers['content-type'], body])).toEqual([
      ['application/x-www-form-urlencoded', 'grant_type=password&username=gateway&password=gateway'],
    ]);
    expect((await ask(DEPOSIT, move('a-key-of-a-move-3'))).data?.cardDeposit).toMatchObject({
      card: { balance: '510.00' },
    });
    server.revoke();
    expect((await ask(CARD, { id: card(firstCard) })).errors).toEqual([]);
    expect(server.logins).toHaveLength(2);
  });

  test('of a user of staff bears the session, and a wrong password is refused', async () => {
    const { ask, logIn, server } = await givenMannered(MANNERS, { login: 'form' });
    const principal = await logIn('анна & co=1%');
    expect((await ask(CARD, { id: card(firstCard) }, { principal })).errors).toEqual([]);
    expect(server.asked.map(({ target }) => target)).toEqual([
      '/auth/info',
      '/accounts/501',
      '/account_groups/list?limit=1000&offset=0',
    ]);
    const { url } = await createManneredServer({ login: 'form' });
    const given = clientOf(url, { dialect: { login: 'form' } });
    const wrong = await failureOf(logInAt(given, 'anna', new Secret('not hers')));
    expect([wrong.kind, wrong.status]).toEqual(['REJECTED', 400]);
  });

  test('takes the names of the dialect, whatever the case of others', async () => {
    const server = await createManneredServer(MANNERS);
    const dialect = { login: 'form', keyCase: 'snake', names: { 'Credentials.login': 'e_mail' } } as const;
    await failureOf(logInAt(clientOf(server.url, { dialect }), 'anna', new Secret('a b')));
    expect(server.logins[0]?.body).toBe('grant_type=password&e_mail=anna&password=a+b');
  });

  test('of a server where a login ends the token before it: of many calls each is answered, with one login more', async () => {
    const { ask, server } = await givenMannered({ ...MANNERS, oneSession: true }, { login: 'form' });
    await ask(CARD, { id: card(firstCard) });
    server.revoke();
    const asked = await Promise.all(
      Array.from({ length: 20 }, (_, index) => ask(CARD, { id: card(firstCard + index) })),
    );
    expect(asked.flatMap(({ errors }) => errors)).toEqual([]);
    expect(server.logins).toHaveLength(2);
  });
});

const WALK = `query ($after: String) { cards(first: 50, after: $after) {
  totalCount nodes { upstreamId } pageInfo { hasNextPage endCursor } } }`;

async function walk({ ask }: Awaited<ReturnType<typeof givenMannered>>) {
  const ids: number[] = [];
  const totals: unknown[] = [];
  for (let after: string | null = null, pages = 0; pages < 20; pages++) {
    const { data, errors } = await ask(WALK, { after });
    if (errors.length > 0) throw new Error(errors.join());
    ids.push(...at<{ upstreamId: string }[]>(data, 'cards', 'nodes').map(({ upstreamId }) => Number(upstreamId)));
    totals.push(at(data, 'cards', 'totalCount'));
    const { hasNextPage, endCursor } = at<{ hasNextPage: boolean; endCursor: string }>(data, 'cards', 'pageInfo');
    if (!hasNextPage) return { ids, totals: [...new Set(totals)] };
    after = endCursor;
  }
  throw new Error('an endless walk');
}
const everyCard = Array.from({ length: CARDS }, (_, index) => firstCard + index);

const QUERY_IDS = {
  paths: {
    'accounts.get': 'GET /accounts/get?id={id}',
    'accounts.update': 'POST /accounts/update?id={id}',
    'operations.get': 'GET /operations/get?id={id}',
  },
};

test('ids stand in the query of reads and changes', async () => {
  const { ask, server } = await givenMannered({ ids: 'query' }, QUERY_IDS);
  const id = card(firstCard);
  expect((await ask(CARD, { id })).data?.card).toMatchObject({ upstreamId: '501' });
  expect((await ask(CARD, { id: card(firstCard + CARDS) })).data).toEqual({ card: null });
  const input = { guestId: encodeId('saturn', 'Guest', firstCard), note: 'Любит чай' };
  const update = `mutation ($input: GuestUpdateInput!) { guestUpdate(input: $input) {
    __typename ... on GuestUpdatePayload { guest { note } } } }`;
  expect((await ask(update, { input })).data?.guestUpdate).toMatchObject({ guest: { note: 'Любит чай' } });
  expect(server.asked.filter(({ method }) => method === 'POST').map(({ target }) => target)).toEqual([
    '/accounts/update?id=501',
  ]);
  expect((await ask(DEPOSIT, move('a-key-of-a-move-4'))).data?.cardDeposit).toMatchObject({
    card: { balance: '510.00' },
  });
});

describe('the total of a list', () => {
  test.each([
    ['in a header', { header: 'x-total-count' }, { header: 'X-Total-Count' }, CARDS],
    ['in a header, behind the rows', { header: 'content-range', range: true }, { header: 'Content-Range' }, CARDS],
    ['nowhere', 'none', 'none', null],
    ['in another header than the dialect says', { header: 'x-count' }, { header: 'X-Total-Count' }, null],
  ] as const)('stands %s, and every card is walked once', async (_place, total, line, count) => {
    const given = await givenMannered({ total }, { total: line });
    expect(await walk(given)).toEqual({ ids: everyCard, totals: [count] });
  });

  test('of a server that says none is not what stands in its body', async () => {
    const given = await givenMannered({}, { total: 'none' });
    expect(await walk(given)).toEqual({ ids: everyCard, totals: [null] });
  });

  test('that is no count is an error of the field', async () => {
    const { ask } = await givenMannered({ total: { header: 'x-odd' } }, { total: { header: 'content-type' } });
    expect((await ask(WALK)).errors).toEqual(['UPSTREAM_MALFORMED NOT_A_TOTAL at cards']);
  });
});

const OPERATIONS = `query ($after: String, $first: Int!) { operations(first: $first, after: $after) {
  totalCount nodes { upstreamId } pageInfo { hasNextPage endCursor } } }`;

describe('numbered pages', () => {
  const pages = { page: 'page', size: 'size', from: 1 };
  const paging = { offset: 'page', limit: 'size', from: 1 };

  test.each([
    ['of any size', {}, {}],
    ['from 0', { from: 0 }, { paging: { ...paging, from: 0 } }],
    ['of at most 50 rows', { most: 50 }, { maxLimit: 50 }],
    ['that a server cuts to 20 without a word', { cap: 20 }, {}],
    ['that a server cuts to 7, as the dialect says', { cap: 7 }, { maxLimit: 7 }],
  ])('%s: every card and operation is walked once, with a total and without', async (_name, of, line) => {
    for (const total of ['body', 'none'] as const) {
      const given = await givenMannered({ total, pages: { ...pages, ...of } }, { paging, total, ...line });
      expect(await walk(given)).toEqual({ ids: everyCard, totals: [total === 'body' ? CARDS : null] });
      const newest = given.server.operations.map(({ id }) => id).reverse();
      for (const first of [13, 100]) {
        const ids: number[] = [];
        for (let after: string | null = null; ids.length < newest.length; ) {
          const { data, errors } = await given.ask(OPERATIONS, { first, after });
          expect(errors).toEqual([]);
          ids.push(
            ...at<{ upstreamId: string }[]>(data, 'operations', 'nodes').map(({ upstreamId }) => Number(upstreamId)),
          );
          const info = at<{ hasNextPage: boolean; endCursor: string }>(data, 'operations', 'pageInfo');
          expect(info.hasNextPage).toBe(ids.length < newest.length);
          after = info.endCursor;
        }
        expect(ids).toEqual(newest);
      }
    }
  });

  test('hold dictionaries whole, also those that come whole whatever is asked for', async () => {
    for (const whole of [[], ['tags', 'discounts', 'account_groups']]) {
      const { ask } = await givenMannered(
        { total: 'none', pages: { ...pages, cap: 50 }, whole },
        { paging, total: 'none' },
      );
      const { data, errors } = await ask('{ tags { id } discounts { id } groups { id } }');
      expect(errors).toEqual([]);
      expect(Object.values(data ?? {}).map((rows) => (rows as unknown[]).length)).toEqual([120, 64, 2]);
    }
  });

  test('hold the row of a value move whose answer was lost, behind a hundred newer ones, and it is not booked again', async () => {
    for (const of of [{ most: 50 }, { cap: 20 }]) {
      const { ask, server, clock } = await givenMannered(
        { pages: { ...pages, ...of } },
        { paging, maxLimit: of.most ?? 1000 },
      );
      await ask(DEPOSIT, move('a-key-of-a-move-7'));
      const count = server.operations.length;
      server.on.isLost = ({ target }) => {
        if (!target.endsWith('/deposit')) return false;
        const newer = { ...server.operations[0], accountId: firstCard, createdAt: '2026-03-10T15:00:00' };
        for (let id = 20_001; id <= 20_100; id++) server.operations.push({ ...newer, id });
        return true;
      };
      await ask(DEPOSIT, move('a-key-of-a-move-8'));
      server.on.isLost = () => false;
      clock.advance(601_000);
      const { data, errors } = await ask(DEPOSIT, move('a-key-of-a-move-8'));
      expect([data?.cardDeposit, errors]).toMatchObject([
        { operation: { amount: '10.00' }, card: { balance: '520.00' } },
        [],
      ]);
      expect(server.operations.length).toBe(count + 101);
    }
  });

  test('bear value moves, which are found again', async () => {
    const { ask } = await givenMannered({ pages: { ...pages, most: 50 } }, { paging, maxLimit: 50 });
    expect((await ask(DEPOSIT, move('a-key-of-a-move-5'))).data?.cardDeposit).toMatchObject({
      card: { balance: '510.00' },
    });
    expect((await ask(DEPOSIT, move('a-key-of-a-move-5'))).data?.cardDeposit).toMatchObject({
      card: { balance: '510.00' },
    });
  });
});

describe('all of it at once', () => {
  const MANNERS = {
    login: 'form',
    tokenHeader: 'x-token',
    refusal: 403,
    oneSession: true,
    ids: 'query',
    pages: { page: 'p', size: 'count', from: 0, most: 50 },
  } as const;
  const DIALECT = {
    login: 'form',
    token: { header: 'X-Token' },
    unauthorized: [403],
    paging: { offset: 'p', limit: 'count', from: 0 },
    maxLimit: 50,
    idsFilter: false,
    repeatedLists: true,
    missing: ['accounts.byIdentifier', 'auth.refreshToken'],
    ...QUERY_IDS,
  };

  test.each([
    ['none', 'none'],
    [{ header: 'x-total' }, { header: 'X-Total' }],
  ] as const)(
    'cards are walked, value moves are booked once, and a refused token is renewed: total %j',
    async (total, line) => {
      const given = await givenMannered({ ...MANNERS, total }, { ...DIALECT, total: line });
      const count = line === 'none' ? null : CARDS;
      expect(await walk(given)).toEqual({ ids: everyCard, totals: [count] });
      for (const again of [1, 2]) {
        const { data } = await given.ask(DEPOSIT, move('a-key-of-a-move-6'));
        expect([again, data?.cardDeposit]).toMatchObject([
          again,
          { operation: { amount: '10.00' }, card: { balance: '510.00' } },
        ]);
      }
      given.server.revoke();
      expect((await given.ask(CARD, { id: card(firstCard + 9) })).errors).toEqual([]);
      expect(given.server.logins).toHaveLength(2);
      const principal = await given.logIn('anna');
      expect((await given.ask(CARD, { id: card(firstCard + 9) }, { principal })).errors).toEqual([]);
      // Hers has ended that of the service, which is renewed in its turn.
      expect((await given.ask(CARD, { id: card(firstCard + 8) })).errors).toEqual([]);
    },
  );

  test('a session of staff is renewed under the same header', async () => {
    const { ask, logIn, clock, sandbox } = await given({
      dialect: { login: 'form', token: { header: 'X-Token' }, paging: { offset: 'page', limit: 'size', from: 1 } },
    });
    const principal = await logIn('admin');
    clock.advance(601_000);
    expect((await ask('{ groups { id } }', {}, { principal })).errors).toEqual([]);
    expect(sandbox.callCounts()).toMatchObject({ 'auth.login': 1, 'auth.refreshToken': 1 });
  });
});
