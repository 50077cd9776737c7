import { isInterfaceType } from 'graphql';
import { describe, expect, test } from 'vitest';
import { schema } from '../../../src/domain/schema.ts';
import { decodeId, encodeId, type IdType } from '../../../src/graph/ids/global-id.ts';
import { at } from '../../kit/at.ts';
import { given } from '../../kit/given.ts';

const jupiter = await given({ variant: 'jupiter' });
const saturn = await given({ beside: [jupiter] });

const node = schema.getType('Node');
const TYPES = (isInterfaceType(node) ? schema.getPossibleTypes(node) : []).map(({ name }) => name as IdType);
const local = (type: string) => (type === 'Ladder' ? 101 : type === 'Card' || type === 'Guest' ? 142 : 1);
const NODES = 'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }';

test('every type is found again by its id, in the order asked', async () => {
  expect(TYPES.length).toBeGreaterThan(9);
  const ids = TYPES.map((type) => encodeId('saturn', type, local(type)));
  const { data, errors } = await saturn.ask(NODES, { ids });
  expect(errors).toEqual([]);
  expect(at(data, 'nodes')).toEqual(TYPES.map((type, at) => ({ __typename: type, id: ids[at] })));
  for (const [at, id] of ids.entries()) {
    expect((await saturn.ask('query ($id: ID!) { node(id: $id) { __typename id } }', { id })).data).toEqual({
      node: { __typename: TYPES[at], id },
    });
  }
});

test('what does not exist is null in its place', async () => {
  const ids = TYPES.map((type) => encodeId('saturn', type, 4_000_000_000));
  const { data, errors } = await saturn.ask(NODES, { ids });
  expect(errors).toEqual([]);
  expect(data).toEqual({ nodes: TYPES.map(() => null) });
});

test('a number of a ladder is no discount of the register, and the other way round', async () => {
  const ids = [
    encodeId('saturn', 'PosDiscount', 101),
    encodeId('saturn', 'Ladder', 1),
    encodeId('saturn', 'Ladder', 101),
  ];
  expect((await saturn.ask(NODES, { ids })).data).toEqual({
    nodes: [null, null, { __typename: 'Ladder', id: ids[2] }],
  });
  expect((await saturn.ask('query ($id: ID!) { discount(id: $id) { id } }', { id: ids[0] })).data).toEqual({
    discount: null,
  });
  expect((await saturn.ask('query ($id: ID!) { discount(id: $id) { name } }', { id: ids[2] })).data).toEqual({
    discount: { name: 'Накопительная бонусная' },
  });
});

describe('an id of another tenant', () => {
  test('is never resolved by its number, wherever it is put', async () => {
    jupiter.sandbox.clearCalls();
    saturn.sandbox.clearCalls();
    const id = (type: IdType) => encodeId('saturn', type, local(type));
    const ask = (query: string, variables: Record<string, unknown> = {}) =>
      saturn.ask(query, variables, { tenant: 'jupiter' });
    expect((await ask(NODES, { ids: TYPES.map(id) })).data).toEqual({ nodes: TYPES.map(() => null) });
    const { data, errors } = await ask(
      `query ($card: ID!, $guest: ID!, $group: ID!, $type: ID!, $discount: ID!, $operation: ID!, $restaurant: ID!, $tag: ID!) {
        card(by: { id: $card }) { id } guest(by: { id: $guest }) { id } group(id: $group) { id } operation(id: $operation) { id } discount(id: $discount) { id }
        typed: card(by: { identifier: { value: "2000000010427", typeId: $type } }) { id }
        cards(filter: { group: $group }) { totalCount nodes { id } } tagged: guests(filter: { tag: $tag }) { nodes { id } }
        discounted: guests(filter: { discount: $discount }) { nodes { id } } operations(filter: { restaurant: $restaurant }) { nodes { id } }
      }`,
      {
        card: id('Card'),
        guest: id('Guest'),
        group: id('Group'),
        type: id('IdentifierType'),
        discount: id('PosDiscount'),
        operation: id('Operation'),
        restaurant: id('Restaurant'),
        tag: id('Tag'),
      },
    );
    expect(errors).toEqual([]);
    expect(data).toEqual({
      card: null,
      guest: null,
      group: null,
      operation: null,
      discount: null,
      typed: null,
      cards: { totalCount: 0, nodes: [] },
      tagged: { nodes: [] },
      discounted: { nodes: [] },
      operations: { nodes: [] },
    });
    const report = await ask(
      'query ($group: ID!) { report(code: TOTALS, input: { groupIds: [$group] }) { totalCount } }',
      { group: id('Group') },
    );
    expect(report.errors).toEqual(['BAD_USER_INPUT NOT_FOUND at report']);
    expect(jupiter.sandbox.callCounts()).toEqual({});
    expect(saturn.sandbox.callCounts()).toEqual({});
  });

  test('the same numbers are other people', async () => {
    const query = '{ card(by: { upstreamId: "142" }) { id guest { name { full } } } }';
    const [ours, theirs] = [await saturn.ask(query), await saturn.ask(query, {}, { tenant: 'jupiter' })];
    expect(at(ours.data, 'card', 'guest', 'name', 'full')).toBe('Иванова Мария Сергеевна');
    expect(at(theirs.data, 'card', 'guest', 'name', 'full')).toBe('Гагаринов Платон Юрьевич');
    expect(at(ours.data, 'card', 'id')).not.toBe(at(theirs.data, 'card', 'id'));
  });

  test('many requests of both at once get what is theirs', async () => {
    const query =
      '{ guest(by: { phone: "79000001042" }) { name { full } card { group { name } discount { name } operations(first: 1) { nodes { receipt { restaurant { name } } } } } } groups { name } tags { name } }';
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, turn) => saturn.ask(query, {}, { tenant: turn % 2 ? 'jupiter' : 'saturn' })),
    );
    const texts = answers.map(({ data }) => JSON.stringify(data));
    expect(new Set(texts.filter((_, turn) => turn % 2 === 0)).size).toBe(1);
    expect(new Set(texts.filter((_, turn) => turn % 2 === 1)).size).toBe(1);
    expect(texts[0]).toContain('Иванова');
    expect(texts[0]).not.toMatch(/Звёздная|Юпитер|Орбиты/);
    expect(texts[1]).toContain('Звёздная');
    expect(texts[1]).not.toMatch(/Иванова|Сатурн|Накопительная/);
  });
});

const ABSURD = [
  '',
  ' ',
  '142',
  '-1',
  '0',
  '9223372036854775807',
  '😀',
  '\0',
  'x'.repeat(2048),
  'null',
  '{}',
  '../../etc/passwd',
  Buffer.from('saturn:Card:0').toString('base64url'),
  Buffer.from('saturn:Card:-1').toString('base64url'),
  Buffer.from('saturn:Card:0142').toString('base64url'),
  Buffer.from('saturn:Card:142 ').toString('base64url'),
  Buffer.from('saturn:Card:4294967296').toString('base64url'),
  Buffer.from('saturn:Card:9223372036854775807').toString('base64url'),
  Buffer.from('saturn:Card:1e3').toString('base64url'),
  Buffer.from('saturn:Card:142.1').toString('base64url'),
  Buffer.from('saturn:Identifier:142').toString('base64url'),
  Buffer.from('saturn:card:142').toString('base64url'),
  Buffer.from('saturn:__proto__:142').toString('base64url'),
  Buffer.from('saturn:constructor:142').toString('base64url'),
  Buffer.from('saturn:Card:142:1').toString('base64url'),
  Buffer.from('SATURN:Card:142').toString('base64url'),
  Buffer.from(':Card:142').toString('base64url'),
  `${Buffer.from('saturn:Card:142').toString('base64url')}=`,
  `${Buffer.from('saturn:Card:142').toString('base64url')}\n`,
  `${Buffer.from('saturn:Card:142').toString('base64')}==`,
];

describe('what is no id of this gateway is refused, without a call', () => {
  test.each(ABSURD)('%j', async (id) => {
    saturn.sandbox.clearCalls();
    const { data, errors } = await saturn.ask(
      'query ($id: ID!) { node(id: $id) { id } nodes(ids: [$id]) { id } card(by: { id: $id }) { id } guest(by: { id: $id }) { id } group(id: $id) { id } operation(id: $id) { id } discount(id: $id) { id } cards(filter: { group: $id }) { totalCount } }',
      { id },
    );
    const fields = ['node', 'nodes.0', 'card', 'guest', 'group', 'operation', 'discount', 'cards'];
    expect(errors.sort()).toEqual(fields.map((field) => `BAD_USER_INPUT INVALID_ID at ${field}`).sort());
    expect(data).toEqual({
      node: null,
      nodes: [null],
      card: null,
      guest: null,
      group: null,
      operation: null,
      discount: null,
      cards: null,
    });
    expect(saturn.sandbox.callCounts()).toEqual({});
  });
});

test('an identifier is found through its card, not as a node', async () => {
  const id = encodeId('saturn', 'Identifier', '142.56');
  expect(decodeId(id)).toEqual({ tenant: 'saturn', type: 'Identifier', local: '142.56' });
  expect(await saturn.ask('query ($id: ID!) { node(id: $id) { id } }', { id })).toMatchObject({
    data: { node: null },
    errors: [],
    calls: {},
  });
});

test('one bad id among many fails in its place, and more than 100 are refused', async () => {
  const ids = [encodeId('saturn', 'Card', 142), 'kein', encodeId('jupiter', 'Card', 142)];
  const { data, errors } = await saturn.ask(NODES, { ids });
  expect(data).toEqual({ nodes: [{ __typename: 'Card', id: ids[0] }, null, null] });
  expect(errors).toEqual(['BAD_USER_INPUT INVALID_ID at nodes.1']);
  const many = await saturn.ask(NODES, { ids: Array.from({ length: 101 }, () => ids[0]) });
  expect(many).toMatchObject({ data: null, errors: ['BAD_USER_INPUT TOO_MANY at nodes'], calls: {} });
});
