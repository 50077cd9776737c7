import { describe, expect, test } from 'vitest';
import { type Given, given } from '../../kit/given.ts';

const GROUP = 'group { upstreamId name comment }';
const TYPE = 'identifierType { upstreamId name kind }';

describe('groups', () => {
  test('one is made, seen in the list at once, and changed', async () => {
    const house = await given({ warm: true });
    const made = await house.mutate('groupCreate', { name: ' Соседи ', comment: ' По подъезду ' }, GROUP);
    expect(made).toEqual({
      result: {
        __typename: 'GroupCreatePayload',
        group: { upstreamId: '10', name: 'Соседи', comment: 'По подъезду' },
      },
      calls: { 'accountGroups.list': 1, 'accountGroups.insert': 1 },
    });
    expect(await names(house, 'groups')).toContain('Соседи');
    const groupId = house.id('Group', 10);
    const renamed = await house.mutate('groupUpdate', { groupId, name: 'Соседи 🏠' }, GROUP);
    expect(renamed).toEqual({
      result: {
        __typename: 'GroupUpdatePayload',
        group: { upstreamId: '10', name: 'Соседи 🏠', comment: 'По подъезду' },
      },
      calls: { 'accountGroups.update': 1 },
    });
    const cleared = await house.mutate('groupUpdate', { groupId, name: null, comment: null }, GROUP);
    expect(cleared.result).toMatchObject({ group: { name: 'Соседи 🏠', comment: null } });
    expect(await names(house, 'groups')).toContain('Соседи 🏠');
    expect(house.writes().map(({ body }) => body)).toEqual([
      { name: 'Соседи', comment: 'По подъезду' },
      { name: 'Соседи 🏠' },
      { comment: null },
    ]);
  });

  test('a taken name, whatever its case, is told; a group keeps its own', async () => {
    const house = await given({ warm: true });
    const taken = { code: 'NAME_TAKEN', path: ['input', 'name'] };
    expect((await house.mutate('groupCreate', { name: 'vip' })).result).toMatchObject(taken);
    const groupId = house.id('Group', 3);
    expect((await house.mutate('groupUpdate', { groupId, name: ' ГОСТИ ' })).result).toMatchObject(taken);
    expect((await house.mutate('groupUpdate', { groupId, name: 'vip' }, GROUP)).result).toMatchObject({
      group: { name: 'vip' },
    });
  });

  test('a refusal for another reason is not told as a taken name, though the group bears the name itself', async () => {
    const house = await given({ warm: true });
    house.fault({ operationId: 'accountGroups.update', do: 'status', status: 400, body: { detail: 'нет' } });
    const told = await house.mutate('groupUpdate', { groupId: house.id('Group', 3), name: 'VIP', comment: 'a' });
    expect(told.errors).toEqual(['UPSTREAM_REJECTED at groupUpdate']);
  });

  test('an unknown group, and nothing to change', async () => {
    const house = await given({ warm: true });
    const unknown = { code: 'GROUP_NOT_FOUND', path: ['input', 'groupId'] };
    for (const change of [{ name: 'a' }, {}])
      expect((await house.mutate('groupUpdate', { groupId: house.id('Group', 77), ...change })).result).toMatchObject(
        unknown,
      );
    expect(await house.mutate('groupUpdate', { groupId: house.id('Group', 3) }, GROUP)).toMatchObject({
      result: { group: { name: 'VIP' } },
      calls: { 'accountGroups.get': 1 },
    });
  });

  test.each([
    { name: '' },
    { name: ' \n ' },
    { name: 'я'.repeat(101) },
    { name: 'a\0' },
    { name: 'a', comment: '\ud83d' },
  ])('%j is BAD_USER_INPUT before anything is asked', async (input) => {
    const house = await given();
    const told = await house.mutate('groupCreate', input);
    expect(told).toEqual({ result: null, errors: ['BAD_USER_INPUT INVALID_TEXT at groupCreate'], calls: {} });
  });

  test('the first group of an empty server is in the list at once', async () => {
    const house = await given();
    house.fault({
      operationId: 'accountGroups.list',
      times: 2,
      do: 'status',
      status: 200,
      body: { items: [], total: 0 },
    });
    expect(await names(house, 'groups')).toEqual([]);
    await house.mutate('groupCreate', { name: 'Первая' });
    expect(await names(house, 'groups')).toContain('Первая');
  });

  test('a 422 is told by our path', async () => {
    const house = await given({ warm: true });
    const detail = [{ loc: ['body', 'comment'], msg: 'x', type: 'x' }];
    house.fault({ operationId: 'accountGroups.*', method: 'POST', do: 'status', status: 422, body: { detail } });
    const told = await house.mutate('groupCreate', { name: 'a', comment: 'b' });
    expect(told.result).toMatchObject({ code: 'INVALID_FIELD', path: ['input', 'comment'] });
  });
});

describe('types of identifiers', () => {
  test('one is made, seen at once, and changed', async () => {
    const house = await given({ warm: true });
    expect(await house.mutate('identifierTypeCreate', { name: 'Кольцо', kind: 'CARD' }, TYPE)).toEqual({
      result: {
        __typename: 'IdentifierTypeCreatePayload',
        identifierType: { upstreamId: '6', name: 'Кольцо', kind: 'CARD' },
      },
      calls: { 'identifierTypes.list': 1, 'identifierTypes.insert': 1 },
    });
    const identifierTypeId = house.id('IdentifierType', 6);
    expect(await house.mutate('identifierTypeUpdate', { identifierTypeId, kind: 'OTHER' }, TYPE)).toEqual({
      result: {
        __typename: 'IdentifierTypeUpdatePayload',
        identifierType: { upstreamId: '6', name: 'Кольцо', kind: 'OTHER' },
      },
      calls: { 'identifierTypes.update': 1 },
    });
    await house.mutate('identifierTypeUpdate', { identifierTypeId, name: 'Перстень', kind: null });
    expect(await names(house, 'identifierTypes')).toContain('Перстень');
    expect(house.writes().map(({ body }) => body)).toEqual([
      { name: 'Кольцо', kind: 'CARD' },
      { kind: 'OTHER' },
      { name: 'Перстень' },
    ]);
  });

  test('a taken name, an unknown type, nothing to change, a kind that nobody knows', async () => {
    const house = await given({ warm: true });
    const bracelet = { identifierTypeId: house.id('IdentifierType', 5) };
    const result = async (name: string, input: Record<string, unknown>) =>
      (await house.mutate(name, input, TYPE)).result;
    const taken = { code: 'NAME_TAKEN', path: ['input', 'name'] };
    expect(await result('identifierTypeCreate', { name: 'карта', kind: 'CARD' })).toMatchObject(taken);
    expect(await result('identifierTypeUpdate', { ...bracelet, name: 'Карта' })).toMatchObject(taken);
    expect(
      await result('identifierTypeUpdate', { identifierTypeId: house.id('IdentifierType', 99), name: 'a' }),
    ).toMatchObject({
      code: 'IDENTIFIER_TYPE_NOT_FOUND',
      path: ['input', 'identifierTypeId'],
    });
    expect(await result('identifierTypeUpdate', bracelet)).toMatchObject({ identifierType: { name: 'Браслет' } });
    const unknown = await house.mutate('identifierTypeUpdate', { ...bracelet, kind: 'UNKNOWN' });
    expect(unknown.errors).toEqual(['BAD_USER_INPUT UNKNOWN_ENUM at identifierTypeUpdate']);
    expect(house.writeCounts()).toEqual({ 'identifierTypes.insert': 1, 'identifierTypes.update': 2 });
  });
});

describe('read your writes', () => {
  test('each field of a document sees what those before it did', async () => {
    const house = await given({ warm: true });
    const { data, errors } = await house.ask(
      `mutation ($card: ID!, $guest: ID!, $group: ID!, $card1: ID!, $phone: String!) {
        before: identifierAdd(input: { cardId: $card, typeId: $card1, value: "700001" }) {
          ... on IdentifierAddPayload { card { group { name } guest { note } identifiers { value } } }
        }
        rename: groupUpdate(input: { groupId: $group, name: "Клуб" }) { __typename }
        note: guestUpdate(input: { guestId: $guest, note: "новая" }) {
          ... on GuestUpdatePayload { guest { note card { group { name } identifiers { value } } } }
        }
        after: identifierAdd(input: { cardId: $card, typeId: $card1, value: "700002" }) {
          ... on IdentifierAddPayload { card { group { name } guest { note } identifiers { value } } }
        }
        known: guestRegister(input: { phone: $phone, groupId: $group }) {
          ... on GuestRegisterPayload { alreadyExisted guest { note card { group { name } } } }
        }
      }`,
      {
        card: house.id('Card', 142),
        guest: house.id('Guest', 142),
        group: house.id('Group', 2),
        card1: house.id('IdentifierType', 1),
        phone: '89000001042',
      },
    );
    expect(errors).toEqual([]);
    expect(data).toMatchInlineSnapshot(`
      {
        "after": {
          "card": {
            "group": {
              "name": "Клуб",
            },
            "guest": {
              "note": "новая",
            },
            "identifiers": [
              {
                "value": "2000000010427",
              },
              {
                "value": "79000001042",
              },
              {
                "value": "@maria_iv",
              },
              {
                "value": "700001",
              },
              {
                "value": "700002",
              },
            ],
          },
        },
        "before": {
          "card": {
            "group": {
              "name": "Постоянные гости",
            },
            "guest": {
              "note": "Любит столик у окна, аллергия на орехи",
            },
            "identifiers": [
              {
                "value": "2000000010427",
              },
              {
                "value": "79000001042",
              },
              {
                "value": "@maria_iv",
              },
              {
                "value": "700001",
              },
            ],
          },
        },
        "known": {
          "alreadyExisted": true,
          "guest": {
            "card": {
              "group": {
                "name": "Клуб",
              },
            },
            "note": "новая",
          },
        },
        "note": {
          "guest": {
            "card": {
              "group": {
                "name": "Клуб",
              },
              "identifiers": [
                {
                  "value": "2000000010427",
                },
                {
                  "value": "79000001042",
                },
                {
                  "value": "@maria_iv",
                },
                {
                  "value": "700001",
                },
              ],
            },
            "note": "новая",
          },
        },
        "rename": {
          "__typename": "GroupUpdatePayload",
        },
      }
    `);
  });

  test('a mutation that fails hides none before or after it', async () => {
    const house = await given({ warm: true });
    house.fault({ operationId: 'accounts.unblock', do: 'status', status: 400, body: { detail: 'нет' } });
    const { data, errors } = await house.ask(
      `mutation ($card: ID!) {
        first: cardBlock(input: { cardId: $card }) { ... on CardBlockPayload { card { isBlocked } } }
        second: cardUnblock(input: { cardId: $card }) { __typename }
        third: cardBlock(input: { cardId: $card, reason: "да" }) { ... on CardBlockPayload { card { blockReason } } }
      }`,
      { card: house.id('Card', 142) },
    );
    expect(data).toEqual({
      first: { card: { isBlocked: true } },
      second: null,
      third: { card: { blockReason: 'да' } },
    });
    expect(errors).toEqual(['UPSTREAM_REJECTED at second']);
  });

  test('the last identifier of a card leaves an empty list', async () => {
    const house = await given({ warm: true });
    const card = house.sandbox.accounts().find(({ identifiers }) => identifiers.length === 1);
    const identifierId = house.id('Identifier', `${card?.id}.${card?.identifiers[0]?.id}`);
    const told = await house.mutate('identifierRemove', { identifierId }, 'card { number identifiers { value } }');
    expect(told.result).toMatchObject({ card: { number: null, identifiers: [] } });
  });

  test('a copy whose reading began before our change never takes its place', async () => {
    const house = await given();
    house.fault({ operationId: 'accountGroups.list', times: 1, phase: 'after', latencyMs: 150 });
    const old = names(house, 'groups');
    await expect.poll(() => house.sandbox.callCounts()['accountGroups.list'], { interval: 5 }).toBe(1);
    await house.mutate('groupUpdate', { groupId: house.id('Group', 9), name: 'Столовая' });
    expect(await old).not.toContain('Столовая');
    expect(await names(house, 'groups')).toContain('Столовая');
  });
});

async function names(house: Given, field: string): Promise<string[]> {
  const { data } = await house.ask(`{ ${field} { name } }`);
  const rows = (data?.[field] ?? []) as { name: string }[];
  return rows.map(({ name }) => name);
}
