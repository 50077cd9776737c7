import { expect, test } from 'vitest';
import { accountBalance, accountByIdentifier, getAccount } from '../../../src/upstream/resources/accounts.ts';
import { fakeServer } from '../../kit/fake-server.ts';
import { accountRow, clientOf, failureOf, withToken } from '../../kit/upstream-client.ts';

const NOT_FOUND = { status: 404, body: { detail: 'Not Found' } };
const identifiers = [{ id: 1, accountId: 1, typeId: 1, value: '2000' }];

/** Accounts 1 and 2. `lacks`: paths that this server does not have. */
async function given({
  lacks = [] as string[],
  rows = 2,
  absent = NOT_FOUND as { status?: number; body: unknown },
  told = { identifiers } as object,
} = {}) {
  const server = await fakeServer(({ path, query }) => {
    if (lacks.some((one) => path.startsWith(one))) return NOT_FOUND;
    const list = [1, 2].slice(0, rows).map((id) => ({ ...accountRow(id, { identifiers: undefined }), ...told }));
    if (path === '/accounts/list') return { body: { items: list, total: rows } };
    if (path === '/accounts/by_identifier')
      return query.get('value') === '2000' && rows > 0 ? { body: list[0] } : absent;
    const row = list.find(({ id }) => path.startsWith(`/accounts/${id}`));
    return row ? { body: { ...row, accountId: row.id, bonusBalance: 1 } } : absent;
  });
  const upstream = clientOf(server.url, withToken);
  return { upstream, calls: () => server.requests.splice(0).length };
}

const READS = {
  'accounts.get': ({ upstream }: Awaited<ReturnType<typeof given>>) => getAccount(upstream, 99),
  'accounts.balance': ({ upstream }: Awaited<ReturnType<typeof given>>) => accountBalance(upstream, 99),
  'accounts.byIdentifier': ({ upstream }: Awaited<ReturnType<typeof given>>) =>
    accountByIdentifier(upstream, { value: '3000' }),
} as const;
const NAMES = Object.keys(READS) as (keyof typeof READS)[];

test.each(NAMES)(
  '%s: a row that a router may miss is missing once the path has given one, which is asked once',
  async (name) => {
    const the = await given();
    expect([await READS[name](the), the.calls()]).toEqual([null, 3]);
    expect([await READS[name](the), the.calls()]).toEqual([null, 1]);
  },
);

test('where no row tells identifiers, a path that nobody has seen is no missing card', async () => {
  const the = await given({ told: {} });
  expect(await failureOf(READS['accounts.byIdentifier'](the))).toMatchObject({ reason: 'NO_SUCH_PATH' });
  // A list may tell that a card has none.
  expect(await READS['accounts.byIdentifier'](await given({ told: { identifiers: [] } }))).toBeNull();
});

test('a row that was read before proves its path', async () => {
  const the = await given();
  await getAccount(the.upstream, 1);
  the.calls();
  expect([await READS['accounts.get'](the), the.calls()]).toEqual([null, 1]);
});

test.each(NAMES)('%s: a path that the server does not have is no missing row', async (name) => {
  for (const lacks of [['/accounts/by', '/accounts/1', '/accounts/2', '/accounts/9'], ['/accounts']]) {
    const the = await given({ lacks });
    for (const _time of [1, 2]) expect(await failureOf(READS[name](the))).toMatchObject({ kind: 'UNSUPPORTED' });
  }
});

test.each([
  [{ status: 404, body: { detail: 'Счёт не найден' } }],
  [{ status: 404, body: { error: 'no such account' } }],
  [{ body: 'null' }],
])('a server that says what is missing is believed at once: %j', async (absent) => {
  for (const name of NAMES) {
    const the = await given({ absent });
    expect([await READS[name](the), the.calls()]).toEqual([null, 1]);
  }
});

test('where there are no accounts none can be missed', async () => {
  const the = await given({ rows: 0 });
  expect(await READS['accounts.get'](the)).toBeNull();
});
