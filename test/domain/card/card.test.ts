import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { at } from '../../kit/at.ts';
import { given } from '../../kit/given.ts';

const saturn = await given();
beforeAll(async () => {
  await saturn.ask('{ identifierTypes { id } groups { id } discounts { id } tags { id } restaurants { id } }');
});
beforeEach(() => saturn.sandbox.clearCalls());

const BY = 'query ($by: CardBy!) { card(by: $by) { upstreamId number } }';
const MARIA = { upstreamId: '142', number: '2000000010427' };

test('a card with everything that is read with its row', async () => {
  expect(
    await saturn.see(`{ card(by: { upstreamId: "142" }) {
      __typename id upstreamId number balance creditLimit availableToWithdraw discountLimit bonusTypeCode isBlocked blockReason
      validity { from to } messages { screen print } updatedAt group { upstreamId name comment }
      discount { __typename upstreamId name isActive } guest { upstreamId }
      identifiers { value isTemporary expiresAt type { name kind } }
    } }`),
  ).toMatchInlineSnapshot(`
    {
      "calls": {
        "accounts.get": 1,
      },
      "data": {
        "card": {
          "__typename": "Card",
          "availableToWithdraw": "2080.70",
          "balance": "2080.70",
          "blockReason": null,
          "bonusTypeCode": 4,
          "creditLimit": "0.00",
          "discount": {
            "__typename": "Ladder",
            "isActive": true,
            "name": "Накопительная бонусная",
            "upstreamId": "101",
          },
          "discountLimit": null,
          "group": {
            "comment": null,
            "name": "Постоянные гости",
            "upstreamId": "2",
          },
          "guest": {
            "upstreamId": "142",
          },
          "id": "c2F0dXJuOkNhcmQ6MTQy",
          "identifiers": [
            {
              "expiresAt": null,
              "isTemporary": false,
              "type": {
                "kind": "CARD",
                "name": "Карта",
              },
              "value": "2000000010427",
            },
            {
              "expiresAt": null,
              "isTemporary": false,
              "type": {
                "kind": "PHONE",
                "name": "Телефон",
              },
              "value": "79000001042",
            },
            {
              "expiresAt": null,
              "isTemporary": false,
              "type": {
                "kind": "OTHER",
                "name": "Telegram",
              },
              "value": "@maria_iv",
            },
          ],
          "isBlocked": false,
          "messages": {
            "print": null,
            "screen": "Поздравьте с повышением уровня",
          },
          "number": "2000000010427",
          "updatedAt": "2026-03-10T10:30:00+03:00",
          "upstreamId": "142",
          "validity": {
            "from": null,
            "to": null,
          },
        },
      },
    }
  `);
});

test('balance in detail, spending and the place on the ladder: one call each, the last two together', async () => {
  expect(
    await saturn.see(`{ card(by: { upstreamId: "142" }) {
      balanceDetails { available pendingTotal pending { amount date } expiring { amount date } neverExpires }
      spending { day week month year total } ladderProgress { level nextLevel spentInPeriod amountToNextLevel }
    } }`),
  ).toMatchInlineSnapshot(`
    {
      "calls": {
        "accounts.balance": 1,
        "accounts.get": 1,
        "accounts.report": 1,
      },
      "data": {
        "card": {
          "balanceDetails": {
            "available": "2080.70",
            "expiring": [
              {
                "amount": "35.50",
                "date": "2026-05-09",
              },
              {
                "amount": "254.00",
                "date": "2026-06-04",
              },
              {
                "amount": "371.25",
                "date": "2026-07-07",
              },
              {
                "amount": "345.50",
                "date": "2026-08-04",
              },
              {
                "amount": "205.50",
                "date": "2026-08-25",
              },
              {
                "amount": "269.95",
                "date": "2026-09-02",
              },
              {
                "amount": "49.00",
                "date": "2026-09-06",
              },
            ],
            "neverExpires": "550.00",
            "pending": [
              {
                "amount": "200.00",
                "date": "2026-03-11",
              },
              {
                "amount": "350.00",
                "date": "2026-03-17",
              },
            ],
            "pendingTotal": "550.00",
          },
          "ladderProgress": {
            "amountToNextLevel": "56386.00",
            "level": "Серебро",
            "nextLevel": "Золото",
            "spentInPeriod": "43614.00",
          },
          "spending": {
            "day": "980.00",
            "month": "6379.00",
            "total": "43614.00",
            "week": "980.00",
            "year": "24824.00",
          },
        },
      },
    }
  `);
});

describe('looked up', () => {
  test.each([
    ['by its number in ProBonus', () => ({ upstreamId: '142' }), { 'accounts.get': 1 }],
    ['by its id', () => ({ id: saturn.id('Card', 142) }), { 'accounts.get': 1 }],
    ['by what it is recognised by', () => ({ identifier: { value: '2000000010427' } }), { 'accounts.byIdentifier': 1 }],
    ['by a phone identifier', () => ({ identifier: { value: '79000001042' } }), { 'accounts.byIdentifier': 1 }],
  ])('%s', async (_, by, calls) => {
    expect(await saturn.see(BY, { by: by() })).toEqual({ data: { card: MARIA }, calls });
  });

  test('an id of a guest, of another tenant, or of nothing is null', async () => {
    expect(await saturn.see(BY, { by: { id: saturn.id('Guest', 142) } })).toEqual({ data: { card: null }, calls: {} });
    expect(await saturn.see(BY, { by: { id: Buffer.from('jupiter:Card:142').toString('base64url') } })).toEqual({
      data: { card: null },
      calls: {},
    });
    expect(await saturn.see(BY, { by: { id: saturn.id('Card', 4_294_967_295) } })).toEqual({
      data: { card: null },
      calls: { 'accounts.get': 1 },
    });
    expect(await saturn.see(BY, { by: { upstreamId: '4294967295' } })).toEqual({
      data: { card: null },
      calls: { 'accounts.get': 1 },
    });
  });

  test.each([
    '',
    '0',
    '-1',
    '01',
    '1.5',
    '1e3',
    '4294967296',
    '9999999999999999999',
    '+1',
    ' 142',
    '142 ',
    '١٤٢',
    '😀',
    '1\0',
    '142/block',
    '../142',
    '1'.repeat(2048),
  ])('a number that none can have is refused without a call: %j', async (upstreamId) => {
    expect(await saturn.see(BY, { by: { upstreamId } })).toEqual({
      data: { card: null },
      errors: ['BAD_USER_INPUT INVALID_ID at card'],
      calls: {},
    });
  });
});

describe('the edges of a card', () => {
  const card = async (upstreamId: string, fields: string) => {
    const { data, errors } = await saturn.ask(`{ card(by: { upstreamId: "${upstreamId}" }) { ${fields} } }`);
    expect(errors).toEqual([]);
    return at<Record<string, unknown>>(data, 'card');
  };
  test('below zero after a void, nothing can be withdrawn', async () => {
    expect(await card('115', 'balance availableToWithdraw')).toEqual({
      balance: '-600.00',
      availableToWithdraw: '0.00',
    });
  });
  test('staff may owe', async () => {
    const { balance, ...rest } = await card('122', 'balance creditLimit availableToWithdraw discountLimit');
    expect(rest).toEqual({
      creditLimit: '10000.00',
      discountLimit: '50000.00',
      availableToWithdraw: (Number(balance) + 10_000).toFixed(2),
    });
  });
  test('blocked: the reason is told, and nothing can be withdrawn', async () => {
    expect(await card('107', 'isBlocked blockReason availableToWithdraw')).toEqual({
      isBlocked: true,
      blockReason: 'Подозрение на передачу карты третьим лицам',
      availableToWithdraw: '0.00',
    });
  });
  test('no identifiers at all', async () => {
    expect(await card('108', 'number identifiers { value }')).toEqual({ number: null, identifiers: [] });
  });
  test('a live temporary identifier is shown with its end, and is no card number', async () => {
    expect(await card('128', 'number identifiers { value isTemporary expiresAt type { kind } }')).toEqual({
      number: null,
      identifiers: [
        { value: '@bonus_lover', isTemporary: false, expiresAt: null, type: { kind: 'OTHER' } },
        { value: 'BR-0028', isTemporary: false, expiresAt: null, type: { kind: 'OTHER' } },
        { value: '1234567', isTemporary: true, expiresAt: '2026-03-10T15:10:00+03:00', type: { kind: 'OTHER' } },
      ],
    });
  });
  test('without a ladder there is no progress on one, with a discount or with none', async () => {
    for (const id of ['125', '127'])
      expect(await card(id, 'ladderProgress { level }')).toEqual({ ladderProgress: null });
    const { calls } = await saturn.ask(
      '{ card(by: { upstreamId: "127" }) { discount { id } ladderProgress { level } } }',
    );
    expect(calls).toEqual({ 'accounts.get': 1 });
  });
  test('exactly on a threshold is on the level', async () => {
    expect(await card('111', 'ladderProgress { level nextLevel spentInPeriod amountToNextLevel }')).toEqual({
      ladderProgress: {
        level: 'Серебро',
        nextLevel: 'Золото',
        spentInPeriod: '20000.00',
        amountToNextLevel: '80000.00',
      },
    });
  });
  test('no longer valid, with texts for the register', async () => {
    expect(await card('123', 'validity { from to } messages { screen print }')).toEqual({
      validity: { from: '2025-02-03', to: '2026-02-03' },
      messages: { screen: 'Срок карты истёк, предложите замену', print: 'Спасибо, что вы с нами!' },
    });
  });
});

test('a part that fails is null alone, and the rest of the card is there', async () => {
  const remove = saturn.sandbox.faults.add({
    operationId: 'accounts.balance',
    do: 'status',
    status: 404,
    body: { detail: 'нет' },
  });
  const removeReport = saturn.sandbox.faults.add({
    operationId: 'accounts.report',
    do: 'status',
    status: 403,
    body: { detail: 'тайна' },
  });
  const { data, errors, result } = await saturn.ask(
    '{ card(by: { upstreamId: "142" }) { balance balanceDetails { available } spending { day } ladderProgress { level } operations(first: 1) { nodes { kind } } } }',
  );
  remove();
  removeReport();
  expect(data).toEqual({
    card: {
      balance: '2080.70',
      balanceDetails: null,
      spending: null,
      ladderProgress: null,
      operations: { nodes: [{ kind: 'POS_BONUS' }] },
    },
  });
  expect(errors.sort()).toEqual(['UPSTREAM_REJECTED at card.ladderProgress', 'UPSTREAM_REJECTED at card.spending']);
  expect(JSON.stringify(result)).not.toMatch(/тайна|нет/);
});

test('cards by each filter and order', async () => {
  const rows = saturn.sandbox.accounts();
  const ids = async (filter: unknown, orderBy?: unknown) => {
    const { data, errors, calls } = await saturn.ask(
      'query ($filter: CardFilter, $orderBy: CardOrder) { cards(filter: $filter, orderBy: $orderBy, first: 100) { nodes { upstreamId } } }',
      { filter, orderBy },
    );
    expect({ errors, calls }).toEqual({ errors: [], calls: { 'accounts.list': 1 } });
    return at<{ upstreamId: string }[]>(data, 'cards', 'nodes').map(({ upstreamId }) => Number(upstreamId));
  };
  const truth = (keep: (row: (typeof rows)[number]) => boolean) => rows.filter(keep).map(({ id }) => id);
  expect(await ids({ isBlocked: true })).toEqual(truth(({ isBlocked }) => isBlocked));
  expect(await ids({ isBlocked: false })).toEqual(truth(({ isBlocked }) => !isBlocked));
  expect(await ids({ group: saturn.id('Group', 2), isBlocked: false })).toEqual(
    truth(({ groupId, isBlocked }) => groupId === 2 && !isBlocked),
  );
  expect(await ids({ discount: saturn.id('Ladder', 102) })).toEqual(truth(({ discountId }) => discountId === 102));
  expect(await ids({ tag: saturn.id('Tag', 1) })).toEqual(truth(({ tagIds }) => tagIds.includes(1)));
  expect(await ids({ search: '2000000010427' })).toEqual([142]);
  const byBalance = [...rows].sort((a, b) => b.balance - a.balance || a.id - b.id).map(({ balance }) => balance);
  const ordered = await ids(null, { field: 'BALANCE', direction: 'DESC' });
  expect(ordered.map((id) => rows.find((row) => row.id === id)?.balance)).toEqual(byBalance);
});

test('each edge of a page has the cursor to continue behind its card', async () => {
  const pageOf = async (after: string | null) =>
    (
      await saturn.ask(
        'query ($after: String) { cards(first: 3, after: $after) { edges { cursor node { upstreamId } } } }',
        { after },
      )
    ).data;
  const ids = (data: unknown) =>
    at<{ node: { upstreamId: string } }[]>(data, 'cards', 'edges').map(({ node }) => node.upstreamId);
  const first = await pageOf(null);
  expect(ids(first)).toEqual(['101', '102', '103']);
  expect(ids(await pageOf(at<string>(first, 'cards', 'edges', 1, 'cursor')))).toEqual(['103', '104', '105']);
});
