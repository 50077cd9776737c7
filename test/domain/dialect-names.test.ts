import { expect, test } from 'vitest';
import type { DialectConfig } from '../../src/config/dialect.ts';
import { given } from '../kit/given.ts';
import { OWN_NAMES, ownWaysServer } from '../kit/own-ways-server.ts';

async function givenOwnNames(dialect: Partial<DialectConfig> = {}) {
  const server = await ownWaysServer();
  const close = async () => {};
  const tenant = { dialect: { names: OWN_NAMES, ...dialect } };
  const house = await given({ between: async () => ({ ...server, close }), tenant });
  const bodies = () => server.requests.filter(({ method }) => method === 'PUT').map(({ body }) => JSON.parse(body));
  return { ...house, server, bodies };
}

const GUEST = `query ($id: ID!) { guest(by: { id: $id }) {
  name { last } birthday phones registeredAt updatedAt card { group { name } identifiers { value type { name } } operations(first: 1) { nodes { reason createdAt } } } } }`;

test('what lies in objects, in several names, or twice in one, is read', async () => {
  const { ask, id } = await givenOwnNames();
  expect((await ask(GUEST, { id: id('Guest', 702) })).data).toMatchInlineSnapshot(`
    {
      "guest": {
        "birthday": "1965-05-01",
        "card": {
          "group": {
            "name": "Группа 2",
          },
          "identifiers": [
            {
              "type": {
                "name": "Карта",
              },
              "value": "9007199254740900012",
            },
          ],
          "operations": {
            "nodes": [
              {
                "createdAt": "2026-03-10T09:00:00+03:00",
                "reason": "чек 37",
              },
            ],
          },
        },
        "name": {
          "last": "Ким 1",
        },
        "phones": [
          "+79005550001",
          "+79115550001",
        ],
        "registeredAt": "2025-06-01T12:30:15+03:00",
        "updatedAt": "2025-06-01T12:30:15+03:00",
      },
    }
  `);
});

test('an object that is null or absent has nothing, and what is no object cannot be read', async () => {
  const { ask, id, server } = await givenOwnNames({ names: { ...OWN_NAMES, 'Account.info': 'number.text' } });
  const QUERY = 'query ($id: ID!) { guest(by: { id: $id }) { note phones name { last } } }';
  expect(await ask(QUERY, { id: id('Guest', 701) })).toMatchObject({ data: { guest: { note: null } }, errors: [] });
  Object.assign(server.cards[0] ?? {}, { last: null });
  const { data } = await ask(QUERY, { id: id('Guest', 701) });
  expect(data).toMatchObject({ guest: { name: { last: null } } });
  const other = await givenOwnNames({ names: { ...OWN_NAMES, 'Account.info': 'phone1.text' } });
  expect((await other.ask(QUERY, { id: other.id('Guest', 701) })).errors).toEqual(['UPSTREAM_MALFORMED at guest']);
});

test('a body is written as rows are read; names beyond the values are cleared', async () => {
  const { mutate, id, bodies } = await givenOwnNames();
  const phones = 'guest { name { last } phones }';
  const change = (input: object) => mutate('guestUpdate', { guestId: id('Guest', 702), ...input }, phones);
  expect((await change({ name: { last: 'Цой' } })).result).toMatchObject({ guest: { name: { last: 'Цой' } } });
  expect((await change({ phones: ['+79005550099'] })).result).toMatchObject({
    guest: { phones: ['+79005550099'] },
  });
  expect(bodies()).toMatchInlineSnapshot(`
    [
      {
        "person": {
          "name": {
            "last": "Цой",
          },
        },
      },
      {
        "phone1": "79005550099",
        "phone2": null,
      },
    ]
  `);
});

test('more phones than names are refused before anything is sent', async () => {
  const { mutate, id, bodies } = await givenOwnNames();
  const phones = ['+79005550091', '+79005550092', '+79005550093'];
  const { errors } = await mutate('guestUpdate', { guestId: id('Guest', 702), phones });
  expect(errors).toMatchInlineSnapshot(`
    [
      "UPSTREAM_UNSUPPORTED at guestUpdate",
    ]
  `);
  expect(bodies()).toEqual([]);
});

test('paths and lists leave query parameters alone', async () => {
  const { ask, id, server } = await givenOwnNames({ keyCase: 'snake' });
  await ask('query ($id: ID!) { cards(filter: { group: $id }) { totalCount } }', { id: id('Group', 2) });
  const { query } = server.requests.find(({ path }) => path === '/accounts/list') ?? {};
  expect(query?.get('group_id')).toBe('2');
});

test('the sandbox keeps its rows so as well', async () => {
  const names = {
    'Account.groupId': 'group.id',
    'Account.lastName': 'person.last',
    'Account.phones': '[phone1, phone2]',
  };
  const house = await given({ dialect: { names } });
  const QUERY = 'query ($id: ID!) { guest(by: { id: $id }) { name { last } phones card { group { upstreamId } } } }';
  const plain = await given();
  const { data } = await plain.ask(QUERY, { id: plain.id('Guest', 142) });
  expect((await house.ask(QUERY, { id: house.id('Guest', 142) })).data).toEqual(data);
  const input = { guestId: house.id('Guest', 142), name: { last: 'Цой' }, phones: ['+79005550099'] };
  const { result } = await house.mutate('guestUpdate', input, 'guest { name { last } phones }');
  expect(result).toMatchObject({ guest: { name: { last: 'Цой' }, phones: ['+79005550099'] } });
  expect((await house.call('GET', '/accounts/142')).body).toMatchObject({
    person: { last: 'Цой' },
    phone1: '79005550099',
    phone2: null,
  });
});
