import { getOperationAST, parse } from 'graphql';
import { expect, test } from 'vitest';
import { planCost } from '../../../../src/server/graphql/limits/cost-plan.ts';
import { fragmentsOf } from '../../../../src/server/graphql/limits/selections.ts';
import { testSchema } from '../../../kit/test-schema.ts';

function costOf(query: string, variables: Record<string, unknown> = {}): number {
  const document = parse(query);
  const operation = getOperationAST(document);
  if (!operation) throw new Error('no operation');
  return planCost(testSchema, operation, fragmentsOf(document))(variables);
}

test('scalars, lists of scalars, __typename and introspection are free', () => {
  expect(costOf('{ __typename echo debugged }')).toBe(0);
  expect(costOf('{ __schema { types { fields { name } } } }')).toBe(0);
  expect(costOf('{ me { id phones __typename } }')).toBe(1);
});

test('an object is 1, whatever is inside it comes on top', () => {
  expect(costOf('{ me { card { owner { id } } } }')).toBe(3);
  expect(costOf('mutation { rename(name: "x") { owner { id } } }')).toBe(2);
});

test('a closed list is 10 times its item', () => {
  expect(costOf('{ groups { id } }')).toBe(10);
  expect(costOf('{ groups { card { identifiers { value } } } }')).toBe(10 * (1 + 1 + 10));
});

test('a connection is first times its item, edges and nodes counted once', () => {
  expect(costOf('{ cards { nodes { id } } }')).toBe(20);
  expect(costOf('{ cards(first: 7) { nodes { id } } }')).toBe(7);
  expect(
    costOf('{ cards(first: 7) { edges { cursor node { id } } nodes { id } pageInfo { hasNextPage } totalCount } }'),
  ).toBe(7);
  expect(costOf('{ cards(first: 7) { edges { node { owner { id } } } nodes { owner { id } } } }')).toBe(7 * 3);
  expect(costOf('{ cards(first: 100) { nodes { operations(first: 10) { nodes { id } } } } }')).toBe(1100);
  expect(costOf('{ cards(first: 50) { totalCount } }')).toBe(1);
});

test('variables, their defaults and those of the argument are what counts', () => {
  const query = 'query($first: Int = 3) { cards(first: $first) { nodes { id } } }';
  expect(costOf(query)).toBe(3);
  expect(costOf(query, { first: 8 })).toBe(8);
  expect(costOf(query, { first: null })).toBe(20);
  expect(costOf('query($first: Int) { cards(first: $first) { nodes { id } } }')).toBe(20);
  for (const first of [-5, 'x', [], {}, Number.NaN]) expect(costOf(query, { first })).toBe(20);
  expect(costOf(query, { first: 1e300 })).toBe(1e9);
});

test('a list that answers an argument is as long as that', () => {
  expect(costOf('{ nodes(ids: ["a", "b", "c"]) { id } }')).toBe(3);
  expect(costOf('query($ids: [ID!]!) { nodes(ids: $ids) { ... on Card { owner { id } } } }', { ids: ['a', 'b'] })).toBe(
    4,
  );
  expect(costOf('query($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: 'a' })).toBe(1);
  expect(costOf('{ nodes(ids: "a") { id } }')).toBe(1);
});

test('the dearest of the possible types counts', () => {
  expect(costOf('{ search { ... on Card { owner { id } } ... on Guest { card { owner { id } } } } }')).toBe(
    10 * (1 + 2),
  );
  expect(costOf('{ node(id: "x") { ... on Node { id } ... on Card { identifiers { value } } } }')).toBe(11);
});

test('what execution merges is counted once, aliases are not merged', () => {
  expect(
    costOf(
      '{ me { card { id } ...F } ...G } fragment F on Guest { card { number } } fragment G on Query { me { card { id } } }',
    ),
  ).toBe(2);
  expect(costOf('{ a: me { id } b: me { id } }')).toBe(2);
});

test('fragments that double each other cost time for each once, and saturate', () => {
  const doubling = (levels: number) =>
    `{ cards(first: 100) { nodes { ...F0 } } } ${Array.from({ length: levels }, (_, i) => `fragment F${i} on Card { operations(first: 100) { nodes { card { ...F${i + 1} } } edges { node { card { ...F${i + 1} } } } } }`).join(' ')} fragment F${levels} on Card { id }`;
  expect(costOf(doubling(1))).toBe(100 * (1 + 100 * 3));
  expect(costOf(doubling(60))).toBe(1e9);
});

test('a cycle of fragments ends', () => {
  expect(costOf('{ me { ...A } } fragment A on Guest { card { owner { ...A } } }')).toBeGreaterThan(0);
});
