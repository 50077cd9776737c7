import fc from 'fast-check';
import {
  buildSchema,
  type ExecutionResult,
  execute,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
  parse,
  validate,
} from 'graphql';
import { expect, test } from 'vitest';
import { compileOperation } from '../../../../src/server/graphql/jit/use-jit.ts';
import { draws } from '../../../kit/draws.ts';

const RUNS = draws(750);

const INPUTS = buildSchema(`
  enum Way { ASC DESC }
  input Order { field: String! way: Way! = ASC count: Int = 5 }
  input Days { from: String to: String }
  input By @oneOf { id: ID phone: String order: Order days: Days }
  input Filter { by: By days: Days words: [String!] orders: [Order!] }
  type Query { x(by: By, many: [By!], filter: Filter, order: Order, way: Way = ASC): String }
`);
const given = INPUTS.getQueryType()?.getFields().x;
/** Answers with its arguments as the resolver gets them. */
const schema = new GraphQLSchema({
  query: new GraphQLObjectType({
    name: 'Query',
    fields: {
      x: {
        type: GraphQLString,
        args: Object.fromEntries((given?.args ?? []).map((arg) => [arg.name, arg])),
        resolve: (_root, args) => JSON.stringify(args),
      },
    },
  }),
});

async function bothWays(query: string, variableValues: Record<string, unknown>) {
  const document = parse(query);
  expect(validate(schema, document)).toEqual([]);
  const args = { schema, document, variableValues };
  const told = async (run: () => unknown) => {
    const { data, errors = [] } = (await run()) as ExecutionResult;
    // The keys may come in another order.
    const given = typeof data?.x === 'string' ? JSON.parse(data.x) : data;
    return { given, errors: errors.map(({ message }) => message) };
  };
  const compiled = compileOperation(schema, document, undefined);
  return {
    plain: await told(() => execute(args)),
    compiled: await told(() => (compiled ? compiled(args, () => execute(args)) : execute(args))),
  };
}

test.each<[string, string, Record<string, unknown>]>([
  ['two ways of looking up where one must be told', 'query($v: By) { x(by: $v) }', { v: { id: '1', phone: '2' } }],
  ['no way at all', 'query($v: By) { x(by: $v) }', { v: {} }],
  ['two ways in a list', 'query($v: [By!]) { x(many: $v) }', { v: [{ id: '1' }, { id: '1', phone: '2' }] }],
  ['two ways deep in a filter', 'query($v: Filter) { x(filter: $v) }', { v: { by: { id: '1', phone: null } } }],
  ['a list for an input object', 'query($v: Filter) { x(filter: $v) }', { v: [] }],
  ['a list for an input object in another', 'query($v: Days) { x(filter: { days: $v }) }', { v: [] }],
  ['a direction that is left out', 'query($v: Way) { x(order: { field: "a", way: $v }) }', {}],
  ['a direction that is null', 'query($v: Way) { x(order: { field: "a", way: $v }) }', { v: null }],
  ['a number that is left out', 'query($v: Int) { x(filter: { orders: [{ field: "a", count: $v }] }) }', {}],
  ['an argument that is left out', 'query($v: Way) { x(way: $v) }', {}],
])('%s: the second answer to a query is as the first', async (_what, query, variables) => {
  const { plain, compiled } = await bothWays(query, variables);
  expect(compiled).toEqual(plain);
});

const order = fc.record(
  {
    field: fc.constantFrom('a', null),
    way: fc.constantFrom('ASC', 'DESC', 'UP', null),
    count: fc.constantFrom(1, '1', null),
  },
  { requiredKeys: [] },
);
const days = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ from: fc.constantFrom('a', 1, null), to: fc.constant('b') }, { requiredKeys: [] }),
  },
  fc.constantFrom([], [{}], 'x', null),
);
const by = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record(
      { id: fc.constantFrom('1', 2, null), phone: fc.constantFrom('p', null), order, days },
      { requiredKeys: [] },
    ),
  },
  fc.constantFrom([], {}, null, 'x', { nope: 1 }),
);
const filter = fc.record(
  {
    by,
    days,
    words: fc.constantFrom('a', ['a'], [null], null),
    orders: fc.oneof(order, fc.array(order, { maxLength: 2 })),
  },
  { requiredKeys: [] },
);
const questions = fc.oneof(
  fc.tuple(fc.constantFrom('query($v: By) { x(by: $v) }', 'query($v: By) { x(filter: { by: $v }) }'), by),
  fc.tuple(fc.constant('query($v: [By!]) { x(many: $v) }'), fc.oneof(by, fc.array(by, { maxLength: 3 }))),
  fc.tuple(
    fc.constantFrom('query($v: Filter) { x(filter: $v) }', 'query($v: Filter = { by: { id: 1 } }) { x(filter: $v) }'),
    filter,
  ),
  fc.tuple(
    fc.constantFrom('query($v: Order) { x(order: $v) }', 'query($v: [Order!]) { x(filter: { orders: $v }) }'),
    fc.oneof(order, fc.constantFrom([], null)),
  ),
  fc.tuple(
    fc.constantFrom('query($v: String!) { x(by: { phone: $v }) }', 'query($v: String!) { x(order: { field: $v }) }'),
    fc.constantFrom('a', 1, null),
  ),
);

test('whatever the variables are, compiled queries give resolvers the same arguments as graphql-js', async () => {
  let answered = 0;
  await fc.assert(
    fc.asyncProperty(questions, fc.boolean(), async ([query, v], isAbsent) => {
      const { plain, compiled } = await bothWays(query, isAbsent ? {} : { v });
      if (plain.errors.length === 0) answered += 1;
      expect(compiled).toEqual(plain);
    }),
    { numRuns: RUNS, seed: 7 },
  );
  expect(answered).toBeGreaterThan(RUNS / 5);
});

test('where the variables fit, compiled code answers', async () => {
  const document = parse('query($v: Way, $by: By) { x(order: { field: "a", way: $v }, by: $by) }');
  const compiled = compileOperation(schema, document, undefined);
  let interpreted = 0;
  const run = (variableValues: Record<string, unknown>) =>
    compiled?.({ schema, document, variableValues }, () => {
      interpreted += 1;
    });
  await run({ v: 'DESC', by: { id: '1' } });
  await run({ v: 'DESC' });
  expect(interpreted).toBe(0);
  await run({ by: { id: '1' } });
  await run({ v: 'DESC', by: { id: '1', phone: '2' } });
  expect(interpreted).toBe(2);
});
