import { expect, test } from 'vitest';
import { given } from '../../../kit/given.ts';
import { KEY } from '../../../kit/server.ts';

const server = await given({ server: {} });
const { ask } = server;
const times = (count: number, make: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => make(i)).join(' ');
/** The codes of an answer; empty where all went well. */
const codes = async (query: string, variables?: Record<string, unknown>, on = server) => {
  const { body, status } = await on.ask(query, variables);
  expect(status).toBe(200);
  return (body.errors ?? []).map((error) => error.extensions.code);
};
const TOO_COMPLEX = ['QUERY_TOO_COMPLEX'];

test('a document may have 1,000 tokens', async () => {
  const part = (name: string, ids: number) => `${name}: nodes(ids: [${times(ids, () => '"c1"')}]) { id }`;
  const lists = (tokens: number) => `{ ${part('a', 485)} ${part('b', tokens - 485 - 2 * 12 - 2)} }`;
  expect(await codes(lists(1000), undefined, wide)).toEqual([]);
  expect(await codes(lists(1001), undefined, wide)).toEqual(TOO_COMPLEX);
  expect(await codes(`{ __typename } ${'#'.repeat(90_000)}`)).toEqual([]);
});
const wide = await given({ server: { config: { limits: { cost: 1e9 } } } });

test('a document may have 2,000 lines, blank ones included', async () => {
  const { body } = await ask(`${'\n'.repeat(2000)}{ __typename }`);
  expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'QUERY_TOO_COMPLEX', limit: 2000, reason: 'LINES' });
  for (const line of ['\n', '\r\n', '\r']) expect(await codes(`${line.repeat(1999)}{ __typename }`)).toEqual([]);
});

test('a list in a document may hold 500 values, a string 2 KB', async () => {
  expect(await codes(`{ nodes(ids: [${times(500, () => '"c1"')}]) { id } }`)).toEqual([]);
  expect(await codes(`{ nodes(ids: [${times(501, () => '"c1"')}]) { id } }`)).toEqual(['BAD_USER_INPUT']);
  expect(await codes(`{ echo(text: "${'x'.repeat(2048)}") }`)).toEqual([]);
  expect(await codes(`{ echo(text: "${'x'.repeat(2049)}") }`)).toEqual(['BAD_USER_INPUT']);
});

test('a query may be 10 fields deep, fragments expanded, and as deep as it likes inside introspection', async () => {
  const deep = (fields: number) =>
    `{ me { ${'card { owner { '.repeat((fields - 2) / 2)} id ${'} } '.repeat((fields - 2) / 2)} } }`;
  expect(await codes(deep(10))).toEqual([]);
  expect(await codes(deep(12))).toEqual(TOO_COMPLEX);
  const inFragments = `{ me { ...A } }
    fragment A on Guest { card { owner { card { owner { ...B } } } } }
    fragment B on Guest { card { owner { card { owner { card { id } } } } } }`;
  expect(await codes(inFragments)).toEqual(TOO_COMPLEX);
  expect(
    await codes(
      '{ me { ... on Guest { ... on Guest { ... on Guest { ... on Guest { ... on Guest { ... on Guest { ... on Guest { ... on Guest { ... on Guest { ... on Guest { id } } } } } } } } } } } }',
    ),
  ).toEqual([]);
  const types = `{ __schema { types { fields { type { ${'ofType { '.repeat(12)} name ${'} '.repeat(12)} } } } } }`;
  expect(await codes(types)).toEqual([]);
});

test('a document may have 5,000 fields, its fragments expanded', async () => {
  // Ten times as many fields in each fragment as in the one that it spreads: 3, 50, 520, 5,220.
  const fragments = (count: number) =>
    `fragment F1 on Guest { id name phones } ${times(count - 1, (i) => `fragment F${i + 2} on Guest { ${times(10, () => `card { owner { ...F${i + 1} } }`)} }`)}`;
  const expanding = (count: number, extra = '') => `{ me { ...F${count} ${extra} } } ${fragments(count)}`;
  expect(await codes(expanding(3))).toEqual([]);
  const refusal = { extensions: { code: 'QUERY_TOO_COMPLEX', limit: 5000, reason: 'EXPANDED_FIELDS' } };
  const { body } = await ask(expanding(4));
  expect(body.errors?.[0]).toMatchObject(refusal);
  expect(body).not.toHaveProperty('data');
  const few = await given({ server: { config: { limits: { expandedFields: 521 } } } });
  expect(await codes(expanding(3), undefined, few)).toEqual([]);
  expect(await codes(expanding(3, 'id'), undefined, few)).toEqual(TOO_COMPLEX);
  // All operations count, whichever runs.
  const two = (extra = '') => ({
    query: `query A { me { ...F3 } } query B { ${extra} } ${fragments(3)}`,
    operationName: 'A',
  });
  const more = await given({ server: { config: { limits: { expandedFields: 522 } } } });
  expect((await more.post(two('echo'))).body.errors).toBeUndefined();
  expect((await more.post(two('echo __typename'))).body.errors?.[0]?.extensions.reason).toBe('EXPANDED_FIELDS');
});

test('a query may have 15 aliases, __typename included, fragments expanded', async () => {
  expect(await codes(`{ me { ${times(15, (i) => `a${i}: id`)} } }`)).toEqual([]);
  expect(await codes(`{ me { ${times(16, (i) => `a${i}: id`)} } }`)).toEqual(TOO_COMPLEX);
  expect(await codes(`{ me { ${times(101, (i) => `a${i}: __typename`)} } }`)).toEqual(TOO_COMPLEX);
  const spread = `{ me { ...A card { owner { ...A } } } } fragment A on Guest { ${times(8, (i) => `a${i}: id`)} }`;
  expect(await codes(spread)).toEqual(TOO_COMPLEX);
});

test('a query may have 5 directives', async () => {
  expect(await codes(`{ me { ${times(5, () => 'id @include(if: true)')} } }`)).toEqual([]);
  expect(await codes(`{ me { ${times(6, () => 'id @include(if: true)')} } }`)).toEqual(TOO_COMPLEX);
  expect(await codes(`{ me { id ${'@include(if: true)'.repeat(300)} } }`.slice(0, 4000))).not.toEqual([]);
  expect(await codes(`query ${'@nope '.repeat(200)} { me { id } }`)).toEqual(TOO_COMPLEX);
});

test('an operation may have 10 root fields', async () => {
  expect(await codes(`{ ${times(10, (i) => `a${i}: echo`)} }`)).toEqual([]);
  expect(await codes(`{ ${times(11, (i) => `a${i}: echo`)} }`)).toEqual(TOO_COMPLEX);
  expect(await codes(`{ ...A ...A ...A } fragment A on Query { ${times(4, (i) => `a${i}: echo`)} }`)).toEqual(
    TOO_COMPLEX,
  );
});

test('a document may move value once', async () => {
  const move = (name: string, field: string) =>
    `${name}: ${field}(input: { amount: "1.00", idempotencyKey: "0123456789abcdef" }) { id }`;
  expect(await codes(`mutation { ${move('a', 'deposit')} rename(name: "x") { id } }`)).toEqual([]);
  expect(await codes(`mutation { ${move('a', 'deposit')} ${move('b', 'deposit')} }`)).toEqual(TOO_COMPLEX);
  expect(
    await codes(`mutation { ${move('a', 'deposit')} ...F } fragment F on Mutation { ${move('b', 'withdraw')} }`),
  ).toEqual(TOO_COMPLEX);
  expect(await codes('mutation { a: rename(name: "x") { id } b: rename(name: "y") { id } }')).toEqual([]);
});

test('a field may stand 20 times in one place, however it gets there', async () => {
  expect(await codes(`{ me { ${times(20, () => 'id')} } }`)).toEqual([]);
  expect(await codes(`{ me { ${times(21, () => 'id')} } }`)).toEqual(TOO_COMPLEX);
  expect(
    await codes(`{ me { ${times(11, () => 'card { id }')} ... on Guest { ${times(10, () => 'card { id }')} } } }`),
  ).toEqual(TOO_COMPLEX);
  const doubling = `{ me { ...F0 } } ${times(20, (i) => `fragment F${i} on Guest { ...F${i + 1} ...F${i + 1} }`)} fragment F20 on Guest { id }`;
  expect(await codes(doubling)).toEqual(TOO_COMPLEX);
});

test('fragments that contain themselves are refused by validation', async () => {
  expect(await codes('{ me { ...A } } fragment A on Guest { id ...B } fragment B on Guest { ...A }')).toEqual([
    'GRAPHQL_VALIDATION_FAILED',
  ]);
  expect(await codes('{ me { ...A } } fragment A on Guest { card { owner { ...A } } }')).toEqual([
    'GRAPHQL_VALIDATION_FAILED',
  ]);
});

test('variables may be 16 deep, lists in them 500 long, strings 2 KB', async () => {
  const echo = 'query($text: String) { echo(text: $text) }';
  const nested = (depth: number): unknown => (depth === 0 ? 1 : { a: nested(depth - 1) });
  const variables = (depth: number) => nested(depth) as Record<string, unknown>;
  expect(await codes(echo, variables(16))).toEqual([]);
  expect(await codes(echo, variables(17))).toEqual(['BAD_USER_INPUT']);
  expect(await codes(echo, { list: Array(500).fill(1) })).toEqual([]);
  expect(await codes(echo, { list: Array(501).fill(1) })).toEqual(['BAD_USER_INPUT']);
  expect(await codes(echo, { text: 'Я'.repeat(1024) })).toEqual([]);
  expect(await codes(echo, { text: 'Я'.repeat(1025) })).toEqual(['BAD_USER_INPUT']);
  expect(await codes(echo, { ['k'.repeat(3000)]: 1 })).toEqual(['BAD_USER_INPUT']);
});

test('an answer may hold 5,000 objects', async () => {
  const { body } = await ask('{ cards(first: 100) { nodes { operations(first: 50) { nodes { id } } } } }');
  expect(body.errors?.[0]).toMatchObject({ extensions: { code: 'QUERY_TOO_COMPLEX', cost: 5100, limit: 5000 } });
  expect(body).not.toHaveProperty('data');
  expect(await codes('{ cards(first: 100) { nodes { operations(first: 49) { nodes { id } } } } }')).toEqual([]);
  const paged =
    'query($first: Int = 10) { cards(first: $first) { nodes { operations(first: $first) { nodes { id } } } } }';
  expect(await codes(paged)).toEqual([]);
  expect(await codes(paged, { first: 70 })).toEqual([]);
  expect(await codes(paged, { first: 71 })).toEqual(TOO_COMPLEX);
  expect(await codes(paged, { first: 2_147_483_647 })).toEqual(TOO_COMPLEX);
});

test('of several limits that a request is over, the first in the list answers', async () => {
  const key = 'input: { amount: "1.00", idempotencyKey: "0123456789abcdef" }';
  const over: readonly (readonly [message: RegExp, fields: string])[] = [
    [/ 12 levels deep; /, `rename { ${'owner { card { '.repeat(5)} id ${'} } '.repeat(5)} }`],
    [/ 16 aliases; /, `rename { ${times(16, (i) => `a${i}: id`)} }`],
    [/ 6 directives; /, `rename { id ${'@include(if: true) '.repeat(6)} }`],
    [/ root fields; /, times(11, () => 'rename { id }')],
    [/ moves value/, `deposit(${key}) { id } withdraw(${key}) { id }`],
    [/ 20 times in one selection set/, `rename { ${times(21, () => 'id')} }`],
    [/^A list in the document /, `rename(name: [${times(501, () => '1')}]) { id }`],
    [/^Unknown argument /, 'rename(nope: 1) { id }'],
  ];
  for (const [at, [message]] of over.entries()) {
    const fields = over.slice(at).map(([, each]) => each);
    const { body } = await ask(`mutation { ${fields.join(' ')} }`);
    expect(body.errors?.[0]?.message).toMatch(message);
  }
  const document = `mutation { ${times(1000, () => 'rename { id }')} }`;
  expect((await ask(document)).body.errors?.[0]?.message).toMatch(/ 1000 tokens/);
  expect((await ask(document, { text: 'x'.repeat(3000) })).body.errors?.[0]?.message).toMatch(/^A string in the var/);
});

test('a document over a limit is refused each time, not only the first', async () => {
  const query = `{ me { ${times(30, () => 'id')} } }`;
  for (let turn = 0; turn < 3; turn += 1) expect(await codes(query)).toEqual(TOO_COMPLEX);
  for (let turn = 0; turn < 3; turn += 1) expect(await codes('{ nope }')).toEqual(['GRAPHQL_VALIDATION_FAILED']);
  for (let turn = 0; turn < 3; turn += 1) expect(await codes('{ nope')).toEqual(['GRAPHQL_PARSE_FAILED']);
});

test('the response media type says 400 to what is over a limit', async () => {
  const { status } = await server.post(
    { query: `{ me { ${times(30, () => 'id')} } }` },
    { accept: 'application/graphql-response+json' },
  );
  expect(status).toBe(400);
});

test('where the schema is not to be read, nothing tells of it', async () => {
  const closed = await given({ server: { config: { introspection: false, graphiql: false } } });
  expect(await codes('{ __schema { queryType { name } } }', undefined, closed)).toEqual([
    'GRAPHQL_VALIDATION_FAILED',
    'GRAPHQL_VALIDATION_FAILED',
  ]);
  expect(await codes('{ __type(name: "Card") { name } }', undefined, closed)).toEqual(['GRAPHQL_VALIDATION_FAILED']);
  expect(await codes('{ __typename }', undefined, closed)).toEqual([]);
  for (const query of [
    '{ car { id } }',
    '{ me { nam } }',
    '{ card(idd: 1) { id } }',
    '{ ...F } fragment F on Gues { id }',
    'mutation { deposit(input: { amout: "1" }) { id } }',
  ]) {
    expect((await ask(query)).text).toContain('Did you mean');
    expect((await closed.ask(query)).text).not.toContain('Did you mean');
  }
  const input = {
    query: 'mutation($input: DepositInput!) { deposit(input: $input) { id } }',
    variables: { input: { amout: '1' } },
  };
  expect((await closed.post(input)).text).not.toContain('Did you mean');
  expect((await closed.raw('/schema.graphql')).status).toBe(404);
  const browser = await closed.raw('/graphql', { headers: { accept: 'text/html', authorization: `Bearer ${KEY}` } });
  expect(browser.headers.get('content-type')).not.toContain('html');
  expect((await closed.raw('/graphiql/anything.js')).status).toBe(404);
});
