import { describe, expect, test } from 'vitest';
import type { DialectConfig } from '../../src/config/dialect.ts';
import { encodeId } from '../../src/graph/ids/global-id.ts';
import { at } from '../kit/at.ts';
import { given } from '../kit/given.ts';
import { accountId, createStrangeServer, GROUPS, type Habits, LAST_ID, phoneOf } from '../kit/strange-server.ts';

async function givenStrange(habits: Habits = {}, dialect: Partial<DialectConfig> = {}) {
  const server = await createStrangeServer(habits);
  const { ask } = await given({ between: async () => server, tenant: { dialect } });
  const see = async (query: string, variables: Record<string, unknown> = {}) => {
    server.calls.length = 0;
    const { data, errors } = await ask(query, variables);
    return { data, errors, calls: server.calls.length };
  };
  return { server, see };
}
type Given = Awaited<ReturnType<typeof givenStrange>>;
const id = (type: Parameters<typeof encodeId>[1], local: number) => encodeId('saturn', type, local);

interface Page {
  nodes: { upstreamId: string }[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}
async function walk({ see }: Given, query: string, variables: Record<string, unknown>, ...path: string[]) {
  const ids: number[] = [];
  let most = 0;
  for (let after: string | null = null, pages = 0; pages < 400; pages++) {
    const { data, errors, calls } = await see(query, { ...variables, after });
    most = Math.max(most, calls);
    if (errors.length > 0) return { ids, most, errors };
    const { nodes, pageInfo } = at<Page>(data, ...path);
    ids.push(...nodes.map(({ upstreamId }) => Number(upstreamId)));
    if (!pageInfo.hasNextPage) return { ids, most, errors };
    after = pageInfo.endCursor;
  }
  throw new Error('an endless walk');
}
const PAGE = '{ nodes { upstreamId } pageInfo { hasNextPage endCursor } }';
const CARDS = `query ($first: Int!, $after: String, $filter: CardFilter, $orderBy: CardOrder) { cards(first: $first, after: $after, filter: $filter, orderBy: $orderBy) ${PAGE} }`;
const OPERATIONS = `query ($first: Int!, $after: String, $filter: OperationFilter) { operations(first: $first, after: $after, filter: $filter) ${PAGE} }`;
const OF_CARD = `query ($first: Int!, $after: String, $id: ID!) { card(by: { id: $id }) { operations(first: $first, after: $after) ${PAGE} } }`;

const everyCard = Array.from({ length: 300 }, (_, index) => accountId(index));
const newestFirst = ({ server }: Given, keep: (row: Given['server']['operations'][number]) => boolean = () => true) =>
  server.operations
    .filter(keep)
    .sort((a, b) =>
      String(a.createdAt) < String(b.createdAt) ? 1 : String(a.createdAt) > String(b.createdAt) ? -1 : b.id - a.id,
    )
    .map((row) => row.id);

describe('a server that gives the required fields alone, and things nobody knows', () => {
  test('what is absent is neutral, an unknown kind is UNKNOWN', async () => {
    const { see } = await givenStrange();
    expect(
      await see(
        `query ($id: ID!) { card(by: { id: $id }) {
          upstreamId number balance creditLimit availableToWithdraw discountLimit bonusTypeCode isBlocked blockReason updatedAt
          validity { from to } messages { screen print } group { upstreamId name comment } discount { name }
          balanceDetails { available pendingTotal pending { amount } expiring { amount } neverExpires }
          spending { day week month year total } ladderProgress { level }
          identifiers { value isTemporary expiresAt type { name kind } }
          guest { name { full short last } gender birthday phones email note consents { personalData privacyPolicy adult } tags { name } referredBy { id } registeredAt registrationSource updatedAt }
          operations(first: 2) { totalCount nodes { kind amount affectsBalance reason createdAt businessDate identifier { value } receipt { number } user availableFrom expiresAt balanceAfter } }
        } }`,
        { id: id('Card', accountId(0)) },
      ),
    ).toMatchInlineSnapshot(`
      {
        "calls": 6,
        "data": {
          "card": {
            "availableToWithdraw": "0.01",
            "balance": "0.01",
            "balanceDetails": {
              "available": "0.01",
              "expiring": [],
              "neverExpires": "0.00",
              "pending": [],
              "pendingTotal": "0.00",
            },
            "blockReason": null,
            "bonusTypeCode": null,
            "creditLimit": "0.00",
            "discount": null,
            "discountLimit": null,
            "group": {
              "comment": null,
              "name": "Группа 0",
              "upstreamId": "3000000001",
            },
            "guest": {
              "birthday": null,
              "consents": {
                "adult": false,
                "personalData": false,
                "privacyPolicy": false,
              },
              "email": null,
              "gender": null,
              "name": {
                "full": "",
                "last": null,
                "short": "",
              },
              "note": null,
              "phones": [],
              "referredBy": null,
              "registeredAt": "2025-01-11T00:00:00+03:00",
              "registrationSource": null,
              "tags": [],
              "updatedAt": null,
            },
            "identifiers": [
              {
                "expiresAt": null,
                "isTemporary": false,
                "type": {
                  "kind": "CARD",
                  "name": "Пластик",
                },
                "value": "9372036854775810000",
              },
              {
                "expiresAt": null,
                "isTemporary": false,
                "type": {
                  "kind": "PHONE",
                  "name": "Мобильный",
                },
                "value": "79015551000",
              },
            ],
            "isBlocked": false,
            "ladderProgress": null,
            "messages": {
              "print": null,
              "screen": null,
            },
            "number": "9372036854775810000",
            "operations": {
              "nodes": [
                {
                  "affectsBalance": null,
                  "amount": "1.19",
                  "availableFrom": null,
                  "balanceAfter": null,
                  "businessDate": null,
                  "createdAt": "2026-02-14T01:30:47.100+03:00",
                  "expiresAt": null,
                  "identifier": null,
                  "kind": "UNKNOWN",
                  "reason": null,
                  "receipt": null,
                  "user": null,
                },
                {
                  "affectsBalance": true,
                  "amount": "1.34",
                  "availableFrom": null,
                  "balanceAfter": null,
                  "businessDate": null,
                  "createdAt": "2026-02-14T01:30:42.100+03:00",
                  "expiresAt": null,
                  "identifier": null,
                  "kind": "DEPOSIT",
                  "reason": null,
                  "receipt": null,
                  "user": null,
                },
              ],
              "totalCount": 40,
            },
            "spending": {
              "day": null,
              "month": null,
              "total": null,
              "week": null,
              "year": null,
            },
            "updatedAt": null,
            "upstreamId": "4292599514",
            "validity": {
              "from": null,
              "to": null,
            },
          },
        },
        "errors": [],
      }
    `);
  });

  test('dictionaries', async () => {
    const { see } = await givenStrange();
    expect(
      await see(`{
        groups { upstreamId name comment cardsCount } identifierTypes { name kind } restaurants { upstreamId code name } tags { upstreamId name groupName }
        discounts { __typename upstreamId name isActive ... on PosDiscount { code isBonus } ... on Ladder { accumulationPeriod { value } levels { name } } }
        settings { phoneRequired genderRequired temporaryIdentifierLength temporaryIdentifierMinutes dayChangeTime language birthdayDaysBefore birthdayDaysAfter }
        users { upstreamId login userType role email name { full } comment } reports { code name } report(code: TOTALS, input: {}) { totalCount }
      }`),
    ).toMatchInlineSnapshot(`
      {
        "calls": 12,
        "data": {
          "discounts": [
            {
              "__typename": "PosDiscount",
              "code": null,
              "isActive": true,
              "isBonus": false,
              "name": "Скидка",
              "upstreamId": "1",
            },
            {
              "__typename": "Ladder",
              "accumulationPeriod": null,
              "isActive": true,
              "levels": [],
              "name": "Лестница",
              "upstreamId": "2",
            },
            {
              "__typename": "PosDiscount",
              "code": null,
              "isActive": true,
              "isBonus": false,
              "name": "Чудо",
              "upstreamId": "3",
            },
          ],
          "groups": [
            {
              "cardsCount": 100,
              "comment": null,
              "name": "Группа 0",
              "upstreamId": "3000000001",
            },
            {
              "cardsCount": 100,
              "comment": null,
              "name": "Группа 1",
              "upstreamId": "3000000002",
            },
            {
              "cardsCount": 100,
              "comment": null,
              "name": "Группа 2",
              "upstreamId": "3000000003",
            },
          ],
          "identifierTypes": [
            {
              "kind": "CARD",
              "name": "Пластик",
            },
            {
              "kind": "PHONE",
              "name": "Мобильный",
            },
            {
              "kind": "UNKNOWN",
              "name": "Лицо",
            },
          ],
          "report": null,
          "reports": [
            {
              "code": "TOTALS",
              "name": "Итоги",
            },
          ],
          "restaurants": [
            {
              "code": 1,
              "name": "Единственный",
              "upstreamId": "4294967295",
            },
          ],
          "settings": {
            "birthdayDaysAfter": null,
            "birthdayDaysBefore": null,
            "dayChangeTime": null,
            "genderRequired": null,
            "language": null,
            "phoneRequired": null,
            "temporaryIdentifierLength": null,
            "temporaryIdentifierMinutes": null,
          },
          "tags": [
            {
              "groupName": null,
              "name": "Метка",
              "upstreamId": "4294967295",
            },
          ],
          "users": [
            {
              "comment": null,
              "email": null,
              "login": "root",
              "name": null,
              "role": null,
              "upstreamId": "4294967295",
              "userType": null,
            },
          ],
        },
        "errors": [],
      }
    `);
  });

  test('look-ups by phone, identifier and number up to the greatest there is', async () => {
    const { see } = await givenStrange();
    expect(
      await see('query ($phone: String!) { guest(by: { phone: $phone }) { upstreamId } }', {
        phone: `8${phoneOf(299).slice(1)}`,
      }),
    ).toEqual({ data: { guest: { upstreamId: String(LAST_ID) } }, errors: [], calls: 1 });
    expect(
      (await see('{ card(by: { identifier: { value: "9372036854775810299" } }) { upstreamId number } }')).data,
    ).toEqual({ card: { upstreamId: String(LAST_ID), number: '9372036854775810299' } });
    expect((await see(`{ card(by: { upstreamId: "${LAST_ID}" }) { balance } }`)).data).toEqual({
      card: { balance: '299.01' },
    });
    expect((await see('{ card(by: { upstreamId: "1" }) { balance } }')).data).toEqual({ card: null });
  });
});

describe.each<[string, Habits, Partial<DialectConfig>]>([
  ['as the contract has it', {}, {}],
  ['bare arrays, so no totals', { bareArrays: true }, {}],
  ['ten rows at once and no more, with totals', { cap: 10 }, {}],
  ['ten rows at once and no totals, as its dialect says', { cap: 10, bareArrays: true }, { maxLimit: 10 }],
  ['ten rows at once and no totals, and nobody says so', { cap: 10, bareArrays: true }, {}],
  ['fifty rows at once and no totals', { cap: 50, bareArrays: true }, {}],
  ['no ids', { ignores: ['accounts.ids'] }, {}],
  ['no accountIds', { ignores: ['operations.accountIds'] }, {}],
  ['no accountId', { ignores: ['operations.accountId'] }, {}],
  ['no dateTo', { ignores: ['operations.dateTo'] }, {}],
  ['no kind, no dateFrom', { ignores: ['operations.kind', 'operations.dateFrom'] }, {}],
])('walks and batches: %s', (_, habits, dialect) => {
  test('every card once, both ways', async () => {
    const strange = await givenStrange(habits, dialect);
    expect(await walk(strange, CARDS, { first: 37 }, 'cards')).toMatchObject({ ids: everyCard, errors: [] });
    const down = await walk(strange, CARDS, { first: 100, orderBy: { field: 'ID', direction: 'DESC' } }, 'cards');
    expect(down.ids).toEqual([...everyCard].reverse());
    expect(down.most).toBeLessThanOrEqual(25);
  });

  test('every operation once', async () => {
    const strange = await givenStrange(habits, dialect);
    const { ids, most, errors } = await walk(strange, OPERATIONS, { first: 23 }, 'operations');
    expect(errors).toEqual([]);
    expect(ids).toEqual(newestFirst(strange));
    expect(most).toBeLessThanOrEqual(12);
  });

  test('every operation of one card, and of nobody else', async () => {
    const strange = await givenStrange(habits, dialect);
    for (const [index, first] of [
      [0, 7],
      [0, 100],
      [5, 1],
      [200, 20],
    ] as const) {
      const { ids, errors, most } = await walk(
        strange,
        OF_CARD,
        { first, id: id('Card', accountId(index)) },
        'card',
        'operations',
      );
      expect(errors).toEqual([]);
      expect(ids).toEqual(newestFirst(strange, (row) => row.accountId === accountId(index)));
      expect(most).toBeLessThanOrEqual(16);
    }
  });

  test('operations of a kind since a time', async () => {
    const strange = await givenStrange(habits, dialect);
    const filter = { kinds: ['DEPOSIT'], from: '2026-02-12T00:00:00+03:00', to: '2026-02-14T00:00:00+03:00' };
    const { ids, errors } = await walk(strange, OPERATIONS, { first: 10, filter }, 'operations');
    expect(errors).toEqual([]);
    expect(ids).toEqual(
      newestFirst(
        strange,
        ({ kind, createdAt }) =>
          kind === 'DEPOSIT' && String(createdAt) >= '2026-02-12' && String(createdAt) < '2026-02-14',
      ),
    );
  });

  test('50 cards with their last operations: each its own', async () => {
    const strange = await givenStrange(habits, dialect);
    const { data, errors, calls } = await strange.see(
      '{ cards(first: 50) { nodes { upstreamId operations(first: 3) { nodes { upstreamId card { upstreamId } } } } } }',
    );
    expect(errors).toEqual([]);
    for (const card of at<{ upstreamId: string; operations: { nodes: { upstreamId: string; card: unknown }[] } }[]>(
      data,
      'cards',
      'nodes',
    )) {
      expect(card.operations.nodes.map((row) => Number(row.upstreamId))).toEqual(
        newestFirst(strange, (row) => row.accountId === Number(card.upstreamId)).slice(0, 3),
      );
      for (const row of card.operations.nodes) expect(row.card).toEqual({ upstreamId: card.upstreamId });
    }
    expect(calls).toBeLessThanOrEqual(habits.cap || habits.ignores ? 400 : 52);
  });

  test('100 nodes: each the one that was asked for', async () => {
    const strange = await givenStrange(habits, dialect);
    const ids = Array.from({ length: 100 }, (_, index) =>
      id(index % 2 ? 'Card' : 'Guest', index === 50 ? 17 : accountId(index * 2)),
    );
    const { data, errors, calls } = await strange.see('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids });
    expect(errors).toEqual([]);
    expect(data).toEqual({ nodes: ids.map((id, index) => (index === 50 ? null : { id })) });
    expect(calls).toBeLessThanOrEqual(101);
  });
});

describe('a server that has never heard of a filter does not make strangers of those who were asked for', () => {
  const ALL_FILTERS = [
    'phone',
    'email',
    'groupId',
    'isBlocked',
    'identifier',
    'discountId',
    'tagId',
    'birthdayFrom',
    'birthdayTo',
  ].map((name) => `accounts.${name}`);

  test('by phone or e-mail: whoever is not on the first page may still exist, so it is an error and not null', async () => {
    const { see } = await givenStrange({ ignores: ALL_FILTERS });
    const ask = (by: unknown) => see('query ($by: GuestBy!) { guest(by: $by) { upstreamId } }', { by });
    expect(await ask({ phone: phoneOf(299) })).toEqual({
      data: { guest: null },
      errors: ['UPSTREAM_UNSUPPORTED at guest'],
      calls: 1,
    });
    expect(await ask({ email: 'a@b.example' })).toEqual({
      data: { guest: null },
      errors: ['UPSTREAM_UNSUPPORTED at guest'],
      calls: 1,
    });
    const many = await see('query ($by: [GuestBy!]!) { guestsBy(by: $by) { upstreamId } }', {
      by: [{ phone: phoneOf(1) }, { phone: phoneOf(2) }],
    });
    expect(many.data).toEqual({ guestsBy: [null, null] });
  });

  test('nor does a page that the server cut without a word', async () => {
    const { see } = await givenStrange({ ignores: ALL_FILTERS, bareArrays: true, cap: 50 });
    expect(
      (await see('query ($phone: String!) { guest(by: { phone: $phone }) { upstreamId } }', { phone: phoneOf(299) }))
        .errors,
    ).toEqual(['UPSTREAM_UNSUPPORTED at guest']);
  });

  test('lists', async () => {
    const { see } = await givenStrange({ ignores: ALL_FILTERS });
    const list = (filter: unknown) =>
      see('query ($filter: CardFilter) { cards(filter: $filter) { nodes { id } } }', { filter });
    expect(await list({ group: id('Group', GROUPS[1] ?? 0) })).toEqual({
      data: { cards: null },
      errors: ['UPSTREAM_UNSUPPORTED at cards'],
      calls: 1,
    });
    expect(await list({ isBlocked: true })).toEqual({
      data: { cards: null },
      errors: ['UPSTREAM_UNSUPPORTED at cards'],
      calls: 1,
    });
    const counted = await see('{ groups { cardsCount cards(first: 5) { totalCount } } }');
    // The second row of all is of the second group, so each count is seen through.
    expect(counted.errors).toHaveLength(6);
  });

  test.each([
    [{ registered: { from: '2025-04-01' } }],
    [{ registered: { to: '2025-01-09' } }],
    [{ registered: { from: '2025-03-01', to: '2025-03-31' } }],
  ])('guests of %j, when all are given', async (filter) => {
    const { see } = await givenStrange();
    const list = (filter: unknown) =>
      see('query ($filter: GuestFilter) { guests(filter: $filter) { nodes { id } } }', { filter });
    expect(await list(filter)).toEqual({
      data: { guests: null },
      errors: ['UPSTREAM_UNSUPPORTED at guests'],
      calls: 1,
    });
    // Whose day may begin at another hour than midnight is no liar.
    expect((await list({ registered: { from: '2025-01-11', to: '2025-09-10' } })).errors).toEqual([]);
  });

  test('guests who changed since, when all are given', async () => {
    const { server, see } = await givenStrange();
    for (const row of server.accounts) row.updatedAt = '2026-02-01T10:00:00';
    const since = (updatedSince: string) =>
      see('query ($filter: GuestFilter) { guests(filter: $filter) { nodes { id } } }', { filter: { updatedSince } });
    expect((await since('2026-03-01T00:00:00Z')).errors).toEqual(['UPSTREAM_UNSUPPORTED at guests']);
    expect((await since('2026-02-01T00:00:00Z')).errors).toEqual([]);
  });

  test('and what it does know is applied', async () => {
    const { see } = await givenStrange();
    const { data } = await see(
      'query ($filter: CardFilter) { cards(filter: $filter, first: 100) { totalCount nodes { group { upstreamId } isBlocked } } }',
      { filter: { group: id('Group', GROUPS[1] ?? 0), isBlocked: false } },
    );
    const nodes = at<unknown[]>(data, 'cards', 'nodes');
    expect(nodes.length).toBeGreaterThan(90);
    for (const node of nodes) expect(node).toEqual({ group: { upstreamId: String(GROUPS[1]) }, isBlocked: false });
  });
});

describe('a server that has no by_identifier is asked for its list', () => {
  const without = { missing: ['accounts.byIdentifier'] };
  const ask = async ({ see }: Given, value: string) =>
    see('query ($value: String!) { card(by: { identifier: { value: $value } }) { upstreamId } }', { value });

  test('the row that has the value, and none for a value that nobody has', async () => {
    const strange = await givenStrange({}, without);
    expect(await ask(strange, '9372036854775810299')).toEqual({
      data: { card: { upstreamId: String(LAST_ID) } },
      errors: [],
      calls: 1,
    });
    expect((await ask(strange, '9372036854775819999')).data).toEqual({ card: null });
    expect((await ask(strange, '9372036854775819999')).errors).toEqual([]);
  });

  test('a row without the value is nobody who was asked for', async () => {
    const ignores = await givenStrange({ ignores: ['accounts.identifier'] }, without);
    expect((await ask(ignores, '9372036854775810299')).errors).toEqual(['UPSTREAM_UNSUPPORTED at card']);
    const untold = await givenStrange({}, without);
    untold.server.raw.set('"value":"9372036854775810299"', '"value":"1"');
    expect((await ask(untold, '9372036854775810299')).errors).toEqual(['UPSTREAM_UNSUPPORTED at card']);
  });
});

test.each([['accounts.offset'], ['operations.offset'], ['*.offset'], ['*.limit']])(
  'a server that ignores %s is not asked for ever',
  async (ignored) => {
    const strange = await givenStrange({ ignores: [ignored] });
    for (const [query, field] of [
      [CARDS, 'cards'],
      [OPERATIONS, 'operations'],
    ] as const) {
      const { ids, most } = await walk(strange, query, { first: 20 }, field);
      expect(new Set(ids).size).toBe(ids.length);
      expect(most).toBeLessThanOrEqual(60);
    }
    const { calls } = await strange.see('{ groups { name } tags { name } users { login } }');
    expect(calls).toBeLessThanOrEqual(10);
  },
);

describe('lenient reading', () => {
  const first = id('Card', accountId(0));

  test('an amount beyond 2^53 keeps every digit', async () => {
    const { see, server } = await givenStrange();
    Object.assign(server.accounts[0] ?? {}, { balance: 111_111_111, creditLimit: 222_222_222 });
    server.raw.set('111111111', '9007199254740993123').set('222222222', '-9007199254740993');
    expect(
      (
        await see('query ($id: ID!) { card(by: { id: $id }) { balance creditLimit availableToWithdraw } }', {
          id: first,
        })
      ).data,
    ).toEqual({
      card: {
        balance: '90071992547409931.23',
        creditLimit: '-90071992547409.93',
        availableToWithdraw: '89981920554862521.30',
      },
    });
  });

  test('phones and addresses that nobody can read come as they are; a date is an error of its field', async () => {
    const { see, server } = await givenStrange();
    Object.assign(server.accounts[0] ?? {}, {
      phones: ['12', '+7 (900) 000-10-42', ''],
      email: 'нет',
      birthday: '31.02.1990',
      updatedAt: 'вчера',
      validFrom: '2026-02-30',
      validTo: '2026-03-01T00:00:00',
      gender: 'ROBOT',
      consents: { adult: true },
      tagIds: [LAST_ID, 5],
      referrerId: 12,
      discountId: 77,
    });
    const { data, errors } = await see(
      'query ($id: ID!) { card(by: { id: $id }) { updatedAt validity { from to } discount { name } ladderProgress { level } guest { phones email birthday gender consents { personalData adult } tags { name } referredBy { id } } } }',
      { id: first },
    );
    expect([...errors].sort()).toEqual([
      'UPSTREAM_MALFORMED NOT_A_DATE at card.guest.birthday',
      'UPSTREAM_MALFORMED NOT_A_DATE at card.updatedAt',
      'UPSTREAM_MALFORMED NOT_A_DATE at card.validity.from',
    ]);
    expect(data).toEqual({
      card: {
        updatedAt: null,
        validity: { from: null, to: '2026-03-01' },
        discount: null,
        ladderProgress: null,
        guest: {
          phones: ['12', '+79000001042', ''],
          email: 'нет',
          birthday: null,
          gender: 'UNKNOWN',
          consents: { personalData: false, adult: true },
          tags: [{ name: 'Метка' }],
          referredBy: null,
        },
      },
    });
  });

  test.each<[string, Record<string, unknown>]>([
    ['a row without an id', { id: undefined }],
    ['a row without a balance', { balance: undefined }],
    ['a balance that is a word', { balance: 'много' }],
    ['identifiers that are nothing', { identifiers: [null] }],
    ['phones that are no list', { phones: 'нет' }],
    ['an e-mail that is a list', { email: [] }],
    ['a time of registration that is none', { registeredAt: 7.5 }],
  ])('%s is the fault of the server, never ours', async (_, changes) => {
    const { see, server } = await givenStrange();
    Object.assign(server.accounts[0] ?? {}, changes);
    const { errors } = await see(
      '{ cards(first: 5) { nodes { balance identifiers { value } guest { phones email registeredAt } } } }',
    );
    expect(errors.length).toBeGreaterThan(0);
    for (const error of errors) expect(error).toMatch(/^UPSTREAM_MALFORMED at cards/);
    const byPhone = await see(
      'query ($phone: String!) { guest(by: { phone: $phone }) { upstreamId phones email registeredAt card { balance identifiers { value } } } }',
      { phone: phoneOf(0) },
    );
    for (const error of byPhone.errors) expect(error).toMatch(/^UPSTREAM_MALFORMED at guest/);
  });

  test('a number that no Int can hold fails its field alone, as the fault of the server', async () => {
    const { see, server } = await givenStrange();
    Object.assign(server.accounts[0] ?? {}, { bonusTypeCode: 4_294_967_296 });
    Object.assign(server.operations[0] ?? {}, { stationNo: 2 ** 40, checkNo: 5 });
    expect(
      await see('query ($id: ID!) { card(by: { id: $id }) { balance bonusTypeCode } }', { id: first }),
    ).toMatchObject({
      data: { card: { balance: '0.01', bonusTypeCode: null } },
      errors: ['UPSTREAM_MALFORMED at card.bonusTypeCode'],
    });
    expect(
      await see('query ($id: ID!) { operation(id: $id) { receipt { station number } } }', {
        id: id('Operation', LAST_ID),
      }),
    ).toMatchObject({
      data: { operation: { receipt: { station: null, number: 5 } } },
      errors: ['UPSTREAM_MALFORMED at operation.receipt.station'],
    });
  });
});
