import { describe, expect, test } from 'vitest';
import { ROLE_NAMES, ROLES } from '../../../src/config/scopes.ts';
import { encodeId, type IdType } from '../../../src/graph/ids/global-id.ts';
import { given } from '../../kit/given.ts';
import { EVERY } from './every.ts';

type Input = Record<string, unknown>;

/** The input with this id in the place of the one at `path`. */
function withId(input: Input, path: string, id: unknown): Input {
  const copy = structuredClone(input);
  const parts = path.split('.');
  const last = parts.pop() ?? '';
  const place = parts.reduce<Input>((at, part) => at[part] as Input, copy);
  place[last] = id;
  return copy;
}

const idAt = (input: Input, path: string) => path.split('.').reduce<unknown>((at, part) => (at as Input)[part], input);

describe.each(EVERY)('$name', ({ name, scope, operation, input, isDone }) => {
  test('is for the roles that bear its scope, and of others nothing is sent', async () => {
    const house = await given({ warm: true });
    const question = input(house);
    for (const role of ROLE_NAMES) {
      house.sandbox.clearCalls();
      const told = await house.mutate(name, question, '__typename', { role });
      const allowed = (ROLES[role] as readonly string[]).includes(scope);
      expect([role, told.errors ?? []]).toEqual([role, allowed ? [] : [`FORBIDDEN at ${name}`]]);
      if (!allowed) expect(house.sandbox.calls).toEqual([]);
    }
    expect(await isDone(house)).toBe(true);
  });

  test('is for nobody without a credential', async () => {
    const house = await given({ warm: true });
    const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    const source = `mutation ($input: ${type}Input!) { ${name}(input: $input) { __typename } }`;
    const told = await house.ask(source, { input: input(house) }, { principal: null });
    expect(told.errors).toEqual([`UNAUTHENTICATED at ${name}`]);
    expect(house.sandbox.calls).toEqual([]);
  });

  test('asks of the server what it did, with the scope to write alone', async () => {
    const house = await given({ warm: true });
    const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    const source = `mutation ($input: ${type}Input!) { ${name}(input: $input) { __typename } }`;
    const principal = { kind: 'API_KEY', id: 'w', tenant: 'saturn', name: 'w', scopes: new Set([scope]) } as const;
    const told = await house.ask(source, { input: input(house) }, { principal });
    expect(told.data).toEqual({ [name]: { __typename: `${type}Payload` } });
    expect(house.writeCounts()).toEqual({ [operation]: 1 });
    expect(await isDone(house)).toBe(true);
  });
});

const PLACES = EVERY.flatMap(({ name, input, ids }) =>
  Object.entries(ids).map(([path, code]) => ({ name, input, path, code })),
);

test.each(PLACES)(
  '$name: $path of another tenant, or of another type, finds nothing, and nothing is sent',
  async ({ name, input, path, code }) => {
    const house = await given({ warm: true });
    const question = input(house);
    const [, type, local = ''] = Buffer.from(String(idAt(question, path)), 'base64url')
      .toString()
      .split(':');
    for (const id of [encodeId('galaxy', type as IdType, local), house.id('Restaurant', 1)]) {
      const told = await house.mutate(name, withId(question, path, id));
      expect(told).toEqual({
        result: { __typename: expect.stringMatching(/NotFoundError$/), code, path: ['input', ...path.split('.')] },
        calls: {},
      });
    }
    expect(house.sandbox.calls).toEqual([]);
  },
);

test.each(PLACES)(
  '$name: $path that nobody made is BAD_USER_INPUT, and nothing is asked',
  async ({ name, input, path }) => {
    const house = await given();
    const question = input(house);
    house.sandbox.clearCalls();
    const absurd = [
      '',
      ' ',
      '💥',
      '\0',
      '-1',
      '9223372036854775807',
      142,
      'x'.repeat(2048),
      `${idAt(question, path)}=`,
    ];
    for (const id of absurd) {
      const told = await house.mutate(name, withId(question, path, id));
      expect([id, told]).toEqual([id, { result: null, errors: [`BAD_USER_INPUT INVALID_ID at ${name}`], calls: {} }]);
    }
    expect(house.sandbox.calls).toEqual([]);
  },
);

test('a payload shows what the credential may read: the rest of it is null, and the change is done', async () => {
  const house = await given({ warm: true });
  const scopes = new Set(['card:write', 'guest:write', 'dictionary:write'] as const);
  const principal = { kind: 'API_KEY', id: 'w', tenant: 'saturn', name: 'w', scopes } as const;
  const told = await house.ask(
    `mutation ($card: ID!, $guest: ID!, $group: ID!) {
      block: cardBlock(input: { cardId: $card }) { ... on CardBlockPayload { card { isBlocked } } }
      update: guestUpdate(input: { guestId: $guest, note: "a" }) { ... on GuestUpdatePayload { guest { note } } }
      rename: groupUpdate(input: { groupId: $group, name: "b" }) { ... on GroupUpdatePayload { group { name } } }
      add: identifierAdd(input: { cardId: $card, typeId: "${house.id('IdentifierType', 1)}", value: "700001" }) {
        ... on IdentifierAddPayload { identifier { value } card { balance } }
      }
    }`,
    { card: house.id('Card', 142), guest: house.id('Guest', 142), group: house.id('Group', 9) },
    { principal },
  );
  expect(told.data).toEqual({
    block: { card: null },
    update: { guest: null },
    rename: { group: null },
    add: { identifier: { value: '700001' }, card: null },
  });
  expect(told.errors).toEqual([
    'FORBIDDEN at block.card',
    'FORBIDDEN at update.guest',
    'FORBIDDEN at rename.group',
    'FORBIDDEN at add.card',
  ]);
  expect(Object.values(house.writeCounts())).toEqual([1, 1, 1, 1]);
});
