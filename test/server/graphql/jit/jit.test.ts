import { readFileSync } from 'node:fs';
import DataLoader from 'dataloader';
import fc from 'fast-check';
import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  GraphQLError,
  GraphQLInt,
  GraphQLInterfaceType,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLScalarType,
  GraphQLSchema,
  GraphQLString,
  GraphQLUnionType,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { describe, expect, test } from 'vitest';
import { publicError } from '../../../../src/graph/errors.ts';
import { compileOperation, useJit } from '../../../../src/server/graphql/jit/use-jit.ts';
import { createErrorMask } from '../../../../src/server/graphql/mask-errors.ts';
import { draws } from '../../../kit/draws.ts';
import { given } from '../../../kit/given.ts';

const RUNS = draws(300);
/** Queries made at random use what they use. */
const RULES = specifiedRules.filter(({ name }) => name !== 'NoUnusedVariablesRule' && name !== 'NoUnusedFragmentsRule');

interface Thing {
  readonly kind: 'Cat' | 'Dog' | 'Thing';
  readonly key: string;
}
interface Context {
  readonly seed: number;
  readonly loader: DataLoader<string, string>;
}

/** A number from 0 to 99 that follows from the seed and the place alone, so that both executors meet the same fate everywhere. */
function fate(seed: number, key: string): number {
  let hash = seed | 0;
  for (const letter of key) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  return (hash >>> 8) % 100;
}

/** Turns a value into what a resolver may do with it: give it, promise it, fail, fail later, give an error, give nothing. */
function befall<T>(seed: number, key: string, value: T): T | Promise<T> | null | Error {
  const roll = fate(seed, key);
  const failure = new GraphQLError(`failed at ${key}`, { extensions: { code: 'UPSTREAM_TIMEOUT' } });
  if (roll < 45) return value;
  if (roll < 65) return Promise.resolve(value);
  if (roll < 72) return new Promise((resolve) => setImmediate(() => resolve(value)));
  if (roll < 77) return null;
  if (roll < 81) return Promise.reject(failure);
  if (roll < 85) return new Promise((_resolve, reject) => setImmediate(() => reject(failure)));
  if (roll < 88) return failure;
  if (roll < 90) return Promise.resolve(null) as Promise<T>;
  if (roll < 92) throw failure;
  if (roll < 94) throw new TypeError(`plain at ${key}`);
  return value;
}

const thing = (key: string, kind: Thing['kind'] = 'Thing'): Thing => ({ key, kind });
const things = (seed: number, key: string) =>
  Array.from({ length: fate(seed, `${key}#`) % 4 }, (_, at) =>
    settled(befall(seed, `${key}/${at}`, thing(`${key}/${at}`))),
  );
const thingsLater = (seed: number, key: string) => things(seed, key).map((each) => settled(later(() => each)));
/** Not every promise that is made is also used: none may end the process. */
const settled = <T>(value: T): T => {
  if (value instanceof Promise) value.catch(() => {});
  return value;
};
/**
 * Fails with a promise only. Inside of a list graphql-js forgets the promises of the items before one that fails at once
 * where it must not, and they end the process; that is not what is compared here.
 */
const later = async <T>(run: () => T): Promise<Awaited<T>> => {
  const value = await run();
  if (value instanceof Error) throw value;
  return value;
};
const Odd = new GraphQLScalarType({
  name: 'Odd',
  serialize(value) {
    if (typeof value === 'number' && value % 2 === 1) return value;
    throw new GraphQLError('not odd');
  },
});

const field = (
  type: ConstructorParameters<typeof GraphQLNonNull>[0] | GraphQLObjectType | GraphQLScalarType,
  make: (seed: number, key: string) => unknown,
) => ({
  type: type as never,
  args: { n: { type: GraphQLInt, defaultValue: 7 } },
  resolve: (
    parent: Thing | undefined,
    { n }: { n?: number | null },
    { seed }: Context,
    { fieldName }: { fieldName: string },
  ) => {
    const key = `${parent?.key ?? ''}.${fieldName}${n === 7 ? '' : `(${n})`}`;
    const happen = () => befall(seed, key, make(seed, key));
    return type instanceof GraphQLNonNull && key.includes('/') ? later(happen) : happen();
  },
});

const fields = (): Record<string, never> => ({
  name: field(GraphQLString as never, (_, key) => key) as never,
  must: field(new GraphQLNonNull(GraphQLString), (_, key) => key) as never,
  odd: field(Odd, (seed, key) => fate(seed, `${key}?`)) as never,
  self: field(Thing, (_, key) => thing(key)) as never,
  selfMust: field(new GraphQLNonNull(Thing), (_, key) => thing(key)) as never,
  list: field(new GraphQLList(Thing) as never, things) as never,
  listOfMust: field(new GraphQLList(new GraphQLNonNull(Thing)) as never, thingsLater) as never,
  mustList: field(new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(Thing))), thingsLater) as never,
  words: field(new GraphQLList(GraphQLString) as never, (seed, key) =>
    [0, 1, 2].map((at) => settled(befall(seed, `${key}/${at}`, `w${at}`))),
  ) as never,
  matrix: field(new GraphQLList(new GraphQLList(GraphQLInt)) as never, (seed, key) => [
    [1, 2],
    null,
    [settled(befall(seed, `${key}/2`, 3))],
  ]) as never,
  noList: field(new GraphQLList(GraphQLInt) as never, () => 5) as never,
  pet: field(Pet as never, (seed, key) => thing(key, fate(seed, `${key}!`) % 2 ? 'Cat' : 'Dog')) as never,
  found: field(new GraphQLList(Found) as never, (seed, key) => [
    thing(`${key}/0`, 'Cat'),
    thing(`${key}/1`, fate(seed, `${key}!`) < 10 ? 'Thing' : 'Dog'),
  ]) as never,
  loaded: {
    type: GraphQLString,
    resolve: ({ key }: Thing | undefined = thing('root'), _args: unknown, { loader }: Context) => loader.load(key),
  } as never,
});
const Pet: GraphQLInterfaceType = new GraphQLInterfaceType({
  name: 'Pet',
  fields: () => ({ name: fields().name as never }),
  resolveType: ({ kind }: Thing) => kind,
});
const Thing: GraphQLObjectType = new GraphQLObjectType({ name: 'Thing', fields });
const Cat = new GraphQLObjectType({ name: 'Cat', interfaces: [Pet], fields });
const Dog = new GraphQLObjectType({ name: 'Dog', interfaces: [Pet], fields });
const Found: GraphQLUnionType = new GraphQLUnionType({
  name: 'Found',
  types: [Cat, Dog],
  resolveType: ({ kind }: Thing) => kind,
});
const schema = new GraphQLSchema({ query: new GraphQLObjectType({ name: 'Query', fields }), types: [Cat, Dog] });

const LEAVES = [
  'name',
  'must',
  'odd',
  'words',
  'matrix',
  'noList',
  'loaded',
  '__typename',
  'name(n: $n)',
  'other: name(n: 3)',
  'must @include(if: true)',
  'name @skip(if: $yes)',
];
const OBJECTS = ['self', 'selfMust', 'list', 'listOfMust', 'mustList', 'again: self(n: $n)'];
const selection = fc.letrec<{ set: string }>((tie) => ({
  set: fc
    .array(
      fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom(...LEAVES),
        fc.tuple(fc.constantFrom(...OBJECTS), tie('set')).map((parts) => parts.join(' ')),
        fc
          .tuple(fc.constantFrom('pet { name ... on Cat', 'found { __typename ... on Dog'), tie('set'))
          .map((parts) => `${parts.join(' ')} }`),
        fc.constant('self { ...F }'),
      ),
      { minLength: 1, maxLength: 4 },
    )
    .map((parts) => `{ ${parts.join(' ')} }`),
})).set;

/** What a client sees of an error. */
const face = createErrorMask(publicError);

/** How much of the path leads to the first null on it. */
function nullAt(data: unknown, path: readonly (string | number)[]): number {
  let value = data;
  for (const [at, key] of path.entries()) {
    if (value === null || value === undefined) return at;
    value = (value as Record<string | number, unknown>)[key];
  }
  return path.length;
}

async function bothWays(document: DocumentNode, seed: number, variables: Record<string, unknown>) {
  // Compiled code also points at the nodes that were skipped.
  const chooses = document.loc?.source.body.includes('@');
  const outcome = async (run: (contextValue: Context) => unknown) => {
    const batches: string[] = [];
    const loader = new DataLoader<string, string>(async (keys) => {
      batches.push([...keys].sort().join());
      return keys.map((key) => (fate(seed, key) < 10 ? new Error(`no ${key}`) : key));
    });
    const { data, errors: met = [] } = (await run({ seed, loader })) as ExecutionResult;
    const answer = JSON.parse(JSON.stringify({ data }));
    const told = met.map((error) => {
      const { message, path = [], locations, extensions } = face(error);
      const at = nullAt(answer.data, path);
      // Of several failures under one null the norm lets each executor tell what it likes, as long as it tells one.
      if (at < path.length) return `null at ${path.slice(0, at).join('.')}`;
      return JSON.stringify([path, message, chooses ? null : locations, extensions]);
    });
    const errors = [...new Set(told)].sort();
    // Below a null that rose, graphql-js may stop asking where compiled code goes on.
    const rose = errors.some((error) => error.startsWith('null at'));
    return { ...answer, errors, batches: rose ? [] : batches.sort() };
  };
  const operation = compileOperation(schema, document, undefined);
  if (!operation) throw new Error('not compiled');
  const args = { schema, document, variableValues: variables };
  return {
    plain: await outcome((contextValue) => execute({ ...args, contextValue })),
    compiled: await outcome((contextValue) =>
      operation({ ...args, contextValue }, () => execute({ ...args, contextValue })),
    ),
  };
}

test('compiled queries answer as graphql-js does: data, errors, places, loader batches', async () => {
  let failures = 0;
  await fc.assert(
    fc.asyncProperty(
      selection,
      selection,
      fc.nat(),
      fc.constantFrom(undefined, null, 7, 4),
      fc.boolean(),
      async (set, fragment, seed, n, yes) => {
        const document = parse(
          `query($n: Int, $yes: Boolean! = true) ${set.replace(/\}$/, '... on Query { name(n: $n) self { ...F } } }')} fragment F on Thing ${fragment.replaceAll('...F', 'name')}`,
        );
        fc.pre(validate(schema, document, RULES).length === 0);
        const { plain, compiled } = await bothWays(document, seed, { yes, ...(n === undefined ? {} : { n }) });
        if (plain.errors.length > 0) failures += 1;
        expect(compiled).toEqual(plain);
      },
    ),
    { numRuns: RUNS, seed: 11 },
  );
  expect(failures).toBeGreaterThan(RUNS / 6);
});

test('what graphql-jit would answer otherwise, or what is not worth it, is not compiled', () => {
  const compiles = (query: string) => compileOperation(schema, parse(query), undefined) !== null;
  expect(compiles('query($yes: Boolean!) { name @include(if: $yes) self { name @skip(if: $yes) } }')).toBe(true);
  expect(compiles('query($yes: Boolean!) { self @include(if: $yes) { name } }')).toBe(false);
  expect(compiles('query($yes: Boolean!) { ... @include(if: $yes) { name } }')).toBe(false);
  expect(compiles('query($yes: Boolean!) { ...F @skip(if: $yes) } fragment F on Query { name }')).toBe(false);
  expect(compiles('{ __schema { queryType { name } } }')).toBe(false);
});

test('the faults that the README lists are those of the graphql-jit that is installed', () => {
  const { version } = JSON.parse(readFileSync('node_modules/graphql-jit/package.json', 'utf8'));
  const readme = readFileSync('src/server/graphql/jit/README.md', 'utf8');
  expect(readme.split('\n')[0]).toBe(`# graphql-jit ${version}`);
});

describe('a query is compiled', () => {
  const given = (options: Parameters<typeof useJit>[1] = {}) => {
    const { onExecute } = useJit(schema, options);
    /** Executes a document; true where compiled code would run. */
    return (
      document: DocumentNode,
      { operationName = undefined as string | undefined, principal = {} as object | null } = {},
    ) => {
      let isCompiled = false;
      const setExecuteFn = () => {
        isCompiled = true;
      };
      const args = { document, operationName, contextValue: { exchange: { principal } } };
      onExecute?.({ args, executeFn: () => {}, setExecuteFn } as never);
      return isCompiled;
    };
  };
  const often = (times: number, run: () => boolean) => Array.from({ length: times }, run);
  const fields = (count: number) => parse(`{ ${'name '.repeat(count)} }`);

  test('on its third use, each operation of a document by itself', () => {
    const use = given();
    const document = parse('query A { name } query B { name }');
    expect(often(4, () => use(document, { operationName: 'A' }))).toEqual([false, false, true, true]);
    expect(often(3, () => use(document, { operationName: 'B' }))).toEqual([false, false, true]);
  });

  test('only for a client with a credential', () => {
    const use = given();
    const document = fields(1);
    expect(often(5, () => use(document, { principal: null }))).toEqual([false, false, false, false, false]);
    expect(often(3, () => use(document))).toEqual([false, false, true]);
  });

  test('only with at most 500 fields, fragments expanded', () => {
    const use = given();
    const wide = (count: number) =>
      parse(
        `{ self { ${'...F '.repeat(19)} } ${'name '.repeat(count - 476)} } fragment F on Thing { ${'name '.repeat(25)} }`,
      );
    const [small, large] = [wide(500), wide(501)];
    expect(often(3, () => use(small))).toEqual([false, false, true]);
    expect(often(20, () => use(large))).not.toContain(true);
  });

  test('and dropped for others when all together have too many fields, each time for longer', () => {
    const use = given({ maxKeptFields: 10 });
    const [a, b] = [fields(6), fields(5)];
    expect(often(3, () => use(a))).toEqual([false, false, true]);
    expect(often(3, () => use(b))).toEqual([false, false, true]);
    expect(often(11, () => use(a))).toEqual([...Array(10).fill(false), true]);
    expect(use(b)).toBe(false);
    expect(often(10, () => use(a))).not.toContain(false);
  });
});

test('each operation of a document is its own, variables that do not fit are told as ever, mutations are left alone', async () => {
  const [compiling, plain] = [await given({ server: { jit: true } }), await given({ server: { jit: false } })];
  const requests = [
    ...['A', 'B', 'A', 'B', 'A', 'nope'].map((operationName) => ({
      query: 'query A { a: echo(text: "a") } query B { b: echo(text: "b") }',
      operationName,
    })),
    ...[{ text: 'x' }, { text: 'y' }, { text: 1 }, {}, { text: null }, { text: { a: 1 } }].map((variables) => ({
      query: 'query($text: String) { echo(text: $text) }',
      variables,
    })),
    ...['12.50', '1.234', 12.5, '7'].map((value) => ({
      query: 'query($value: Decimal) { amount(value: $value) card { broken id } }',
      variables: { value },
    })),
    ...[1, 2, 3].map(() => ({ query: 'mutation { rename(name: "x") { id broken } }' })),
    ...[1, 2, 3].map(() => ({ query: '{ search { __typename ... on Card { id broken } } nodes(ids: ["a"]) { id } }' })),
  ];
  for (const request of requests) {
    const [left, right] = [await compiling.post(request), await plain.post(request)];
    const same = (text: string) => text.replaceAll(/"requestId":"[^"]+"/g, '');
    expect(same(JSON.stringify(left.body))).toBe(same(JSON.stringify(right.body)));
    expect(left.status).toBe(right.status);
  }
});
