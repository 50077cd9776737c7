import { existsSync, readdirSync, readFileSync } from 'node:fs';
import {
  buildSchema,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
  isUnionType,
  PossibleFragmentSpreadsRule,
  parse,
  printSchema,
  validate,
} from 'graphql';
import { describe, expect, test } from 'vitest';
// @ts-expect-error a script without types
import { breakingChanges } from '../scripts/breaking-changes.mjs';
// @ts-expect-error a script without types
import { unannouncedFields } from '../scripts/unannounced-fields.mjs';
import { SCOPES } from '../src/config/scopes.ts';
import { schema } from '../src/domain/schema.ts';

interface Described {
  path: string;
  /** Words that a description must do more than repeat. */
  name: string;
  description: string | null | undefined;
  deprecationReason?: string | null | undefined;
}

const own = (tested: GraphQLSchema): GraphQLNamedType[] =>
  Object.values(tested.getTypeMap()).filter((type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type));

function everything(tested: GraphQLSchema): Described[] {
  return own(tested).flatMap((type): Described[] => {
    const members: Described[] = [];
    const add = (path: string, one: GraphQLField<unknown, unknown> | GraphQLInputField | GraphQLArgument) => {
      members.push({ path, name: one.name, description: one.description, deprecationReason: one.deprecationReason });
      if ('args' in one) for (const arg of one.args) add(`${path}(${arg.name})`, arg);
    };
    if (isObjectType(type) || isInterfaceType(type) || isInputObjectType(type))
      for (const field of Object.values(type.getFields())) add(`${type.name}.${field.name}`, field);
    if (isEnumType(type))
      for (const value of type.getValues())
        members.push({
          path: `${type.name}.${value.name}`,
          name: value.name,
          description: value.description,
          deprecationReason: value.deprecationReason,
        });
    return [{ path: type.name, name: type.name, description: type.description }, ...members];
  });
}

const words = (text: string): string[] =>
  text
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '' && !['a', 'an', 'the', 'of', 'is', 'its', 'this', 'for'].includes(word));

/** A description that is missing, or says no word that the name does not say already. Appended lines do not count. */
function undescribed(tested: GraphQLSchema): string[] {
  return everything(tested)
    .filter(({ name, description }) => {
      const known = new Set(words(name));
      const told = (description ?? '').split('\n').filter((line) => !/^(Scope|Guest token|Default|Limit): /.test(line));
      return words(told.join(' ')).every((word) => known.has(word) || known.has(word.replace(/s$/, '')));
    })
    .map(({ path }) => path);
}

const DEPRECATION = /^Use "[^"]+" instead\. Removal on \d{4}-\d{2}-\d{2}\.$/;
const misdeprecated = (tested: GraphQLSchema): string[] =>
  everything(tested)
    .filter(({ deprecationReason }) => deprecationReason != null && !DEPRECATION.test(deprecationReason))
    .map(({ path }) => path);

const NON_NULL_ROOTS = ['viewer', 'nodes', 'guestsBy'];
const nonNullRoots = (tested: GraphQLSchema): string[] =>
  Object.values(tested.getQueryType()?.getFields() ?? {})
    .filter(({ type }) => isNonNullType(type))
    .map(({ name }) => name);

/** What of a mutation breaks the pattern: noun first, one `input: XInput!`, a nullable `XResult`. */
function mutationFaults(tested: GraphQLSchema): string[] {
  const nouns = /^(session|guest|card|group|operation|identifier|ladder|temporaryIdentifier|identifierType)[A-Z]/;
  const withoutInput = ['sessionRefresh', 'sessionLogout'];
  return Object.values(tested.getMutationType()?.getFields() ?? {}).flatMap(({ name, args, type }) => {
    const big = name.charAt(0).toUpperCase() + name.slice(1);
    const expected = withoutInput.includes(name) ? '' : `input: ${big}Input!`;
    const found = args.map((arg) => `${arg.name}: ${arg.type}`).join();
    return [
      ...(nouns.test(name) ? [] : [`${name} does not begin with a noun`]),
      ...(found === expected ? [] : [`${name} takes ${found}`]),
      ...(String(type) === `${big}Result` ? [] : [`${name} gives ${type}`]),
    ];
  });
}

/** Lists that a client can make long, and page sizes, whose description does not say how long. */
function unboundedLists(tested: GraphQLSchema): string[] {
  const inputs = own(tested).flatMap((type) => {
    if (isInputObjectType(type))
      return Object.values(type.getFields()).map((field) => ({ path: `${type.name}.${field.name}`, field }));
    if (!isObjectType(type) && !isInterfaceType(type)) return [];
    return Object.values(type.getFields()).flatMap(({ name, args }) =>
      args.map((field) => ({ path: `${type.name}.${name}(${field.name})`, field })),
    );
  });
  return inputs
    .filter(({ field: { name, type, description } }) => {
      const bare = isNonNullType(type) ? type.ofType : type;
      // A list of enum values is as long as the enum.
      const grows = (isListType(bare) && !isEnumType(getNamedType(bare))) || name === 'first';
      return grows && !/^Limit: .*\d+/m.test(description ?? '');
    })
    .map(({ path }) => path);
}

const BAD = buildSchema(`
  """Everything"""
  type Query { """The thing of this""" thing(first: Int, ids: [ID!]): Thing! """Good: has a word of its own""" other: Int @deprecated(reason: "soon") }
  type Thing { """An id of the thing, opaque""" id: ID! }
  type Mutation { """Makes one""" makeThing(thing: ID!): Thing }
`);

describe('what the checks of this file find in a bad schema', () => {
  test('missing descriptions and such as repeat the name', () => {
    expect(undescribed(BAD)).toEqual([
      'Query.thing',
      'Query.thing(first)',
      'Query.thing(ids)',
      'Thing',
      'Mutation',
      'Mutation.makeThing(thing)',
    ]);
  });
  test('a deprecation without a way out, a root that cannot be null, an unbounded list, a mutation of another form', () => {
    expect(misdeprecated(BAD)).toEqual(['Query.other']);
    expect(nonNullRoots(BAD)).toEqual(['thing']);
    expect(unboundedLists(BAD)).toEqual(['Query.thing(first)', 'Query.thing(ids)']);
    expect(mutationFaults(BAD)).toEqual([
      'makeThing does not begin with a noun',
      'makeThing takes thing: ID!',
      'makeThing gives Thing',
    ]);
    expect(
      mutationFaults(
        buildSchema(
          'type Query { a: Int } input CardBlockInput { a: Int } type CardBlockResult { a: Int } type Mutation { cardBlock(input: CardBlockInput!): CardBlockResult }',
        ),
      ),
    ).toEqual([]);
  });
});

test('everything has a description that says more than its name', () => {
  expect(everything(schema).length).toBeGreaterThan(350);
  expect(undescribed(schema)).toEqual([]);
});

test('a deprecation says what to use and until when', () => {
  expect(misdeprecated(schema)).toEqual([]);
});

test('only viewer, nodes and guestsBy are non-null at the root', () => {
  expect(nonNullRoots(schema).sort()).toEqual(NON_NULL_ROOTS.sort());
});

test('mutations are a noun and a verb with one input and a union of results', () => {
  expect(mutationFaults(schema)).toEqual([]);
});

test('every list that a client sends, and every page size, says its limit', () => {
  expect(unboundedLists(schema)).toEqual([]);
});

test('what has a default says it', () => {
  const silent = own(schema).flatMap((type) => {
    const fields = isInputObjectType(type)
      ? Object.values(type.getFields())
      : isObjectType(type)
        ? Object.values(type.getFields()).flatMap(({ args }) => args)
        : [];
    return fields
      .filter(
        ({ defaultValue, description }) =>
          defaultValue !== undefined && !description?.includes(`Default: ${defaultValue}.`),
      )
      .map(({ name }) => `${type.name} ${name}`);
  });
  expect(silent).toEqual([]);
});

test('the orders whose walk is not stable say so', () => {
  for (const name of ['guests', 'cards'])
    expect(schema.getQueryType()?.getFields()[name]?.description).toMatch(/may repeat or miss/);
});

describe('scopes', () => {
  test('no description names a scope that does not exist', () => {
    const named = everything(schema).flatMap(({ description }) =>
      [...(/^Scope: (.*)$/m.exec(description ?? '')?.[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, scope]) => scope),
    );
    expect(named.length).toBeGreaterThan(30);
    expect(named.filter((scope) => !SCOPES.some((one) => one === scope))).toEqual([]);
  });
});

test('each root field stands in queries.ts of the folder of its noun, and is asked for by a test of that folder', () => {
  const queries = readdirSync('src/domain', { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(`src/domain/${entry.name}/queries.ts`))
    .map(({ name }) => ({ folder: name, text: readFileSync(`src/domain/${name}/queries.ts`, 'utf8') }));
  const folderOf = (field: string) =>
    queries.filter(({ text }) => new RegExp(`^  ${field}: t\\.field\\(|queryField\\('${field}'`, 'm').test(text));
  const roots = Object.keys(schema.getQueryType()?.getFields() ?? {}).filter(
    (name) => !['node', 'nodes'].includes(name),
  );
  const misplaced = roots.filter((field) => {
    const [found, ...others] = folderOf(field);
    // `guests`, `guestsBy` → guest; `identifierTypes` → identifier
    return (
      !found || others.length > 0 || !field.toLowerCase().startsWith(found.folder.replace(/s$/, '').replaceAll('-', ''))
    );
  });
  expect(misplaced).toEqual([]);
  expect(roots.length).toBeGreaterThan(15);

  const untested = roots.filter((field) => {
    const tests = `test/domain/${folderOf(field)[0]?.folder}`;
    const files = existsSync(tests) ? readdirSync(tests, { recursive: true, encoding: 'utf8' }) : [];
    const asked = new RegExp(`[{\\s]${field}\\b *[({]`);
    return !files.some((file) => file.endsWith('.test.ts') && asked.test(readFileSync(`${tests}/${file}`, 'utf8')));
  });
  expect(untested).toEqual([]);
});

test('each scalar of ours names its specification, and the schema says what it is', () => {
  const scalars = own(schema).filter(isScalarType);
  expect(scalars.map(({ name }) => name)).toEqual([
    'Date',
    'DateTime',
    'Decimal',
    'EmailAddress',
    'JSON',
    'PhoneNumber',
  ]);
  for (const { specifiedByURL } of scalars)
    expect(specifiedByURL).toMatch(/^https:\/\/www\.(rfc-editor\.org|w3\.org|itu\.int)\//);
  expect(schema.description).toContain('**Who asks.**');
  expect(printSchema(schema)).toContain('@specifiedBy(url: "https://www.itu.int/rec/T-REC-E.164")');
});

test('the one fragment that reads every failure is valid on each result that says so, and each with a failure says so', () => {
  const FRAGMENT = '... on UserError { code message path }';
  const results = own(schema)
    .filter(isUnionType)
    .filter(({ name }) => name.endsWith('Result'));
  for (const result of results) {
    const faults = validate(schema, parse(`fragment Any on ${result.name} { ${FRAGMENT} }`), [
      PossibleFragmentSpreadsRule,
    ]);
    expect([result.name, result.description?.includes(FRAGMENT)]).toEqual([result.name, faults.length === 0]);
  }
  expect(results.filter(({ description }) => description?.includes(FRAGMENT)).length).toBeGreaterThan(15);
});

describe('breaking changes', () => {
  const RELEASED = `
    enum Color { RED GREEN }
    type Query { thing(id: ID!): Thing other: Int count: Int }
    type Thing { id: ID! color: Color }`;
  const without = (text: string, now = '') => RELEASED.replace(text, now);

  test.each([
    ['a removed field', without('other: Int'), 'Query.other was removed.'],
    ['a changed type', without('color: Color', 'color: String'), 'Thing.color changed type from Color to String.'],
    ['a removed enum value', without('GREEN'), 'GREEN was removed from enum type Color.'],
    ['a new required argument', without('other', 'other(of: ID!)'), 'A required arg of on Query.other was added.'],
  ])('%s is found, unless the changelog says it', (_name, current, change) => {
    expect(breakingChanges(RELEASED, current, '# Changelog\n')).toEqual([change]);
    expect(breakingChanges(RELEASED, current, `It says: ${change}\n- Removed: ${change}\n`)).toEqual([change]);
    expect(breakingChanges(RELEASED, current, `# Changelog\n- BREAKING: ${change} Nobody asked for it.\n`)).toEqual([]);
  });

  test('what is added breaks nothing, nor does anything before the first release', () => {
    expect(breakingChanges(RELEASED, without('other: Int', 'other: Int more(of: ID): Int'), '')).toEqual([]);
    for (const nothing of ['', '# Nothing is released yet.\n'])
      expect(breakingChanges(nothing, RELEASED, '')).toEqual([]);
  });

  test('the schema keeps what was released', () => {
    const read = (path: string) => readFileSync(path, 'utf8');
    const released = read('schema/released.graphql');
    expect(breakingChanges(released, printSchema(schema), read('CHANGELOG.md'))).toEqual([]);
  });
});

describe('new fields', () => {
  const RELEASED = 'type Query { things: [Thing] } type Thing { id: ID! }';
  const NOW =
    'type Query { things: [Thing] part(id: ID!): Part } type Thing { id: ID! part: Part } type Part { id: ID! name: String }';

  test('a new root field, and a new field of a released type, are named by the changelog', () => {
    expect(unannouncedFields(RELEASED, NOW, 'A `thing` has a part, and `Part.name` is its name.')).toEqual([
      'part',
      'Thing.part',
    ]);
    expect(unannouncedFields(RELEASED, NOW, '* Parts: `part(id:)`, `Thing.part`.')).toEqual([]);
    expect(unannouncedFields(RELEASED, NOW, '* Parts: `Thing.part`.')).toEqual(['part']);
    expect(unannouncedFields(RELEASED, RELEASED, '')).toEqual([]);
  });

  test('before the first release it names every root field', () => {
    expect(unannouncedFields('# Nothing yet.\n', NOW, '`things`')).toEqual(['part']);
  });

  test('the changelog names what this schema adds', () => {
    const read = (path: string) => readFileSync(path, 'utf8');
    const released = read('schema/released.graphql');
    expect(unannouncedFields(released, printSchema(schema), read('CHANGELOG.md'))).toEqual([]);
  });
});
