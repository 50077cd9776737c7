import { describe, expect, test } from 'vitest';
import { SCOPES, type Scope } from '../../src/config/scopes.ts';
import type { Principal } from '../../src/tenants/principal.ts';
import { given } from '../kit/given.ts';

const saturn = await given();

const principal = (scopes: readonly Scope[]): Principal => ({
  kind: 'API_KEY',
  id: 'test',
  tenant: 'saturn',
  name: 'test',
  scopes: new Set(scopes),
});
const without = (...missing: Scope[]) => principal(SCOPES.filter((scope) => !missing.includes(scope)));

/** What an argument tells, and the scope by which one could read it. */
const ARGUMENTS: [query: string, needs: Scope, what: string][] = [
  ['{ cards(filter: { search: "Иванова" }) { totalCount } }', 'guest:read', 'CardFilter.search'],
  ['{ cards(filter: { tag: "x" }) { totalCount } }', 'guest:read', 'CardFilter.tag'],
  ['{ cards(filter: { group: "x" }) { totalCount } }', 'dictionary:read', 'CardFilter.group'],
  ['{ cards(filter: { discount: "x" }) { totalCount } }', 'dictionary:read', 'CardFilter.discount'],
  ['{ cards(orderBy: { field: LAST_NAME }) { totalCount } }', 'guest:read', 'CardOrderField.LAST_NAME'],
  ['{ cards(orderBy: { field: REGISTERED_AT }) { totalCount } }', 'guest:read', 'CardOrderField.REGISTERED_AT'],
  ['{ guests(filter: { group: "x" }) { totalCount } }', 'card:read', 'GuestFilter.group'],
  ['{ guests(filter: { discount: "x" }) { totalCount } }', 'card:read', 'GuestFilter.discount'],
  ['{ guests(filter: { tag: "x" }) { totalCount } }', 'dictionary:read', 'GuestFilter.tag'],
  ['{ operations(filter: { group: "x" }) { totalCount } }', 'card:read', 'OperationFilter.group'],
  ['{ operations(filter: { restaurant: "x" }) { totalCount } }', 'dictionary:read', 'OperationFilter.restaurant'],
  [
    '{ card(by: { upstreamId: "142" }) { operations(filter: { restaurant: "x" }) { totalCount } } }',
    'dictionary:read',
    'CardOperationFilter.restaurant',
  ],
];

test.each(ARGUMENTS)('%s needs %s', async (query, needs, what) => {
  const { result, calls } = await saturn.ask(query, {}, { principal: without(needs) });
  expect(result.errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
  expect(result.errors?.[0]?.message).toContain(`${what} requires ${needs}`);
  expect(calls['accounts.list'] ?? calls['operations.list'] ?? 0).toBe(0);
});

test.each(ARGUMENTS)('%s by a variable as well', async (query, needs) => {
  const [, type, value] = /filter: (\{.*?\})|orderBy: (\{.*?\})/.exec(query)?.[0].match(/(\w+): (\{.*\})/) ?? [];
  const root = /\{ (card|guest|operation)/.exec(query)?.[1] ?? '';
  const name = query.includes('card(by')
    ? 'CardOperationFilter'
    : `${root.charAt(0).toUpperCase()}${root.slice(1)}${type === 'filter' ? 'Filter' : 'Order'}`;
  const json = JSON.parse((value ?? '').replace(/(\w+):/g, '"$1":').replace(/: ([A-Z_]+) /, ': "$1" '));
  const source = `query ($value: ${name}) ${query.replace(value ?? '', '$value')}`;
  const { result } = await saturn.ask(source, { value: json }, { principal: without(needs) });
  expect(result.errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
});

test('a null condition asks for nothing, so it needs nothing', async () => {
  const { errors } = await saturn.ask(
    '{ cards(first: 1, filter: { search: null, group: null, isBlocked: false }) { nodes { id } } }',
    {},
    { principal: principal(['card:read', 'guest:list']) },
  );
  expect(errors).toEqual([]);
});

test('FORBIDDEN names the missing scopes and the roles that have them', async () => {
  const { result } = await saturn.ask('{ guests { totalCount } users { id } }', {}, { role: 'booking' });
  expect(result.errors?.map(({ message, extensions }) => ({ message, ...extensions }))).toEqual([
    {
      message:
        'Query.guests requires guest:list, which this credential lacks. Roles that have it: crm, analytics, admin.',
      code: 'FORBIDDEN',
      missingScopes: ['guest:list'],
      roles: ['crm', 'analytics', 'admin'],
    },
    {
      message: 'Query.users requires user:read, which this credential lacks. Roles that have it: analytics, admin.',
      code: 'FORBIDDEN',
      missingScopes: ['user:read'],
      roles: ['analytics', 'admin'],
    },
  ]);
});

describe('operations', () => {
  const QUERY = `{ operations(first: 100) { nodes { user balanceAfter } } }`;
  const seen = async (who: Principal) => {
    const { data } = await saturn.ask(QUERY, {}, { principal: who });
    const { nodes } = (data as { operations: { nodes: { user: string | null; balanceAfter: string | null }[] } })
      .operations;
    return {
      users: nodes.filter(({ user }) => user !== null).length > 0,
      balances: nodes.filter(({ balanceAfter }) => balanceAfter !== null).length > 0,
    };
  };

  test('tell logins with user:read, balances with card:read, and else null without an error', async () => {
    expect(await seen(principal(SCOPES))).toEqual({ users: true, balances: true });
    expect(await seen(without('user:read'))).toEqual({ users: false, balances: true });
    expect(await seen(without('card:read'))).toEqual({ users: true, balances: false });
  });
});

describe('reports', () => {
  const CODES =
    'TOTALS TRANSACTIONS IDENTIFIERS SPEND_BY_DAY BIRTHDAYS INACTIVE LOST_GUESTS BASE_GROWTH TOP_GUESTS TURNOVER';
  const shown = async (code: string, who: Principal) => {
    const { data, errors } = await saturn.ask(
      `{ report(code: ${code}, input: { first: 5 }) { columns { name } rows totals withheld } }`,
      {},
      { principal: who },
    );
    expect(errors).toEqual([]);
    const { report } = data as {
      report: { columns: { name: string }[]; rows: unknown[][]; totals: unknown[] | null; withheld: string[] };
    };
    const columns = report.columns.map(({ name }) => name);
    for (const row of [...report.rows, ...(report.totals ? [report.totals] : [])])
      expect(row).toHaveLength(columns.length);
    return { columns, withheld: report.withheld };
  };

  test('with every scope nothing is withheld', async () => {
    for (const code of CODES.split(' ')) expect((await shown(code, principal(SCOPES))).withheld).toEqual([]);
  });

  test('with report:read alone a report tells of no person and of no card', async () => {
    const alone = principal(['report:read']);
    const columns: Record<string, string[]> = {};
    for (const code of CODES.split(' ')) columns[code] = (await shown(code, alone)).columns;
    expect({ ...columns, BASE_GROWTH: columns.BASE_GROWTH?.slice(0, 3) }).toEqual({
      TOTALS: ['group'],
      TRANSACTIONS: ['createdAt', 'restaurant'],
      IDENTIFIERS: ['count', 'lastUsedAt'],
      SPEND_BY_DAY: ['date', 'count'],
      BIRTHDAYS: ['group'],
      INACTIVE: ['group'],
      LOST_GUESTS: ['checks', 'lastCheck'],
      BASE_GROWTH: ['date', 'total', 'source1'],
      TOP_GUESTS: ['group', 'checks', 'visits'],
      TURNOVER: ['group'],
    });
  });

  test('card:read shows amounts of cards, guest:read and guest:list together show persons', async () => {
    expect((await shown('TOTALS', principal(['report:read', 'card:read']))).columns).toEqual([
      'group',
      'spent',
      'accrued',
      'checksSum',
      'balance',
    ]);
    expect((await shown('BIRTHDAYS', principal(['report:read', 'guest:read']))).columns).toEqual(['group']);
    expect((await shown('BIRTHDAYS', principal(['report:read', 'guest:read', 'guest:list']))).withheld).toEqual([]);
  });

  test('a column of a known name but another type is not the known column', async () => {
    const remove = saturn.sandbox.faults.add({
      operationId: 'reports.get',
      do: 'status',
      status: 200,
      body: {
        columns: [
          { name: 'group', title: 'Группа', type: 'STRING' },
          { name: 'total', title: 'Всего', type: 'STRING' },
          { name: 'source1', title: 'Сайт', type: 'STRING' },
          { name: 'phone2', title: 'Ещё телефон', type: 'INTEGER' },
        ],
        rows: [{ group: 'VIP', total: 'Иванова', source1: 'x', phone2: 79000001042 }],
        total: 1,
      },
    });
    const { columns, withheld } = await shown('BASE_GROWTH', principal(['report:read']));
    remove();
    expect({ columns, withheld }).toEqual({ columns: [], withheld: ['group', 'total', 'source1', 'phone2'] });
  });
});
