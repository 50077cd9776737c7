import { describe, expect, test } from 'vitest';
import { ROLES, type Role, type Scope } from '../../src/config/scopes.ts';
import { given } from '../kit/given.ts';

const saturn = await given();

const CARD = 'c2F0dXJuOkNhcmQ6MTQy';
const node = (type: string, id: number) => Buffer.from(`saturn:${type}:${id}`).toString('base64url');

/** One query per thing that a scope guards: what it needs, and where its refusal is told. */
const FIELDS: [name: string, query: string, needs: Scope[], path?: string][] = [
  ['settings', '{ settings { language } }', ['dictionary:read']],
  ['guest', '{ guest(by: { phone: "89000001042" }) { id } }', ['guest:read']],
  ['guestsBy', '{ guestsBy(by: []) { id } }', ['guest:read']],
  ['guests', '{ guests { totalCount } }', ['guest:read', 'guest:list']],
  ['card', '{ card(by: { upstreamId: "142" }) { id } }', ['card:read']],
  ['cards', '{ cards { totalCount } }', ['card:read', 'guest:list']],
  ['group', `{ group(id: "${node('Group', 1)}") { id } }`, ['dictionary:read']],
  ['groups', '{ groups { id } }', ['dictionary:read']],
  ['identifierTypes', '{ identifierTypes { id } }', ['dictionary:read']],
  ['operation', `{ operation(id: "${node('Operation', 1)}") { id } }`, ['operation:read']],
  ['operations', '{ operations { totalCount } }', ['operation:read', 'guest:list']],
  ['discount', `{ discount(id: "${node('PosDiscount', 1)}") { id } }`, ['dictionary:read']],
  ['discounts', '{ discounts { id } }', ['dictionary:read']],
  ['restaurants', '{ restaurants { id } }', ['dictionary:read']],
  ['tags', '{ tags { id } }', ['dictionary:read']],
  ['users', '{ users { id } }', ['user:read']],
  ['reports', '{ reports { code } }', ['report:read']],
  ['report', '{ report(code: BIRTHDAYS, input: {}) { totalCount } }', ['report:read']],
  ['viewer', '{ viewer { name } }', []],
  ...(
    [
      ['Card', 142, 'card:read'],
      ['Guest', 142, 'guest:read'],
      ['Group', 1, 'dictionary:read'],
      ['IdentifierType', 1, 'dictionary:read'],
      ['PosDiscount', 1, 'dictionary:read'],
      ['Ladder', 101, 'dictionary:read'],
      ['Restaurant', 1, 'dictionary:read'],
      ['Tag', 1, 'dictionary:read'],
      ['Operation', 1, 'operation:read'],
      ['User', 1, 'user:read'],
    ] as const
  ).flatMap(([type, id, scope]): [string, string, Scope[], string][] => [
    [`node of ${type}`, `{ node(id: "${node(type, id)}") { id } }`, [scope], 'node'],
    [`nodes of ${type}`, `{ nodes(ids: ["${node(type, id)}"]) { id } }`, [scope], 'nodes.0'],
  ]),
];

/** Below a guest or a card that one may see: fields that need more than their parent. */
const BELOW: [query: string, needs: Scope[], path: string][] = [
  ['{ guest(by: { phone: "89000001042" }) { card { id } } }', ['guest:read', 'card:read'], 'guest.card'],
  ['{ guest(by: { phone: "89000001042" }) { tags { id } } }', ['guest:read', 'dictionary:read'], 'guest.tags'],
  [`{ card(by: { id: "${CARD}" }) { guest { id } } }`, ['card:read', 'guest:read'], 'card.guest'],
  [`{ card(by: { id: "${CARD}" }) { group { id } } }`, ['card:read', 'dictionary:read'], 'card.group'],
  [`{ card(by: { id: "${CARD}" }) { discount { id } } }`, ['card:read', 'dictionary:read'], 'card.discount'],
  [`{ card(by: { id: "${CARD}" }) { operations { totalCount } } }`, ['card:read', 'operation:read'], 'card.operations'],
  [
    `{ card(by: { id: "${CARD}" }) { identifiers { type { id } } } }`,
    ['card:read', 'dictionary:read'],
    'card.identifiers.0.type',
  ],
  [`{ operation(id: "${node('Operation', 1)}") { card { id } } }`, ['operation:read', 'card:read'], 'operation.card'],
  [
    `{ operation(id: "${node('Operation', 1)}") { identifier { value } } }`,
    ['operation:read', 'card:read'],
    'operation.identifier',
  ],
  [
    `{ group(id: "${node('Group', 1)}") { cards { totalCount } } }`,
    ['dictionary:read', 'card:read', 'guest:list'],
    'group.cards',
  ],
  [`{ group(id: "${node('Group', 1)}") { cardsCount } }`, ['dictionary:read', 'card:read'], 'group.cardsCount'],
];

const roles = Object.keys(ROLES) as Role[];
const has = (role: Role, needs: readonly Scope[]) =>
  needs.every((scope) => (ROLES[role] as readonly Scope[]).includes(scope));

describe.each(roles)('%s', (role) => {
  test.each(FIELDS)('%s', async (name, query, needs, path = name) => {
    const { errors, calls } = await saturn.ask(query, {}, { role });
    if (has(role, needs)) expect(errors).toEqual([]);
    else expect({ errors, calls }).toEqual({ errors: [`FORBIDDEN at ${path}`], calls: {} });
  });

  test('what lies below a thing needs its own scope', async () => {
    for (const [query, needs, path] of BELOW) {
      if (!has(role, needs.slice(0, 1))) continue;
      const { errors } = await saturn.ask(query, {}, { role });
      const refused = errors.length > 0 && errors.every((error) => error.startsWith('FORBIDDEN at '));
      expect({ path, refused, errors: errors.length > 0 ? errors[0]?.replace(/\.\d+\./, '.0.') : '' }).toEqual(
        has(role, needs)
          ? { path, refused: false, errors: '' }
          : { path, refused: true, errors: `FORBIDDEN at ${path}` },
      );
    }
  });
});

test.each(FIELDS)('without a credential %s is UNAUTHENTICATED', async (name, query, _needs, path = name) => {
  const { errors, calls, data } = await saturn.ask(query, {}, { principal: null });
  expect(errors).toEqual([`UNAUTHENTICATED at ${path.replace(/\.\d+$/, '')}`]);
  expect(calls).toEqual({});
  expect(Object.values(data ?? {}).every((value) => value === null)).toBe(true);
});

test('without a credential what a server can do may be asked', async () => {
  const { data, errors } = await saturn.ask('{ __schema { queryType { name } } __typename }', {}, { principal: null });
  expect({ data, errors }).toEqual({
    data: { __schema: { queryType: { name: 'Query' } }, __typename: 'Query' },
    errors: [],
  });
});

test('a refused field hides no other', async () => {
  const { data, errors } = await saturn.ask(
    '{ guests { totalCount } guest(by: { phone: "89000001042" }) { upstreamId } }',
    {},
    { role: 'booking' },
  );
  expect(data).toEqual({ guests: null, guest: { upstreamId: '142' } });
  expect(errors).toEqual(['FORBIDDEN at guests']);
});

test('who asks is told: tenant, kind, name and scopes', async () => {
  expect(
    await saturn.see(
      '{ viewer { tenant { slug name timeZone } kind name scopes user { login } guest { id } } }',
      {},
      { role: 'booking' },
    ),
  ).toEqual({
    data: {
      viewer: {
        tenant: { slug: 'saturn', name: 'Ресторан «Сатурн»', timeZone: 'Europe/Moscow' },
        kind: 'API_KEY',
        name: 'test',
        scopes: ['card:read', 'dictionary:read', 'guest:read', 'guest:write'],
        user: null,
        guest: null,
      },
    },
    calls: {},
  });
});
