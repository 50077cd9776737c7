import { readdirSync, readFileSync } from 'node:fs';
import { buildSchema, isIntrospectionType, isObjectType } from 'graphql';
import { expect, test } from 'vitest';
import { schema } from '../src/domain/schema.ts';
import { DOCUMENTS } from './kit/moves.ts';
import { selectedFields } from './kit/selected-fields.ts';

const sourcesIn = (folder: string, pattern: RegExp) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => pattern.test(file))
    .map((file) => readFileSync(`${folder}/${file}`, 'utf8'));

test('each field is asked for by a test of the concepts', () => {
  // The table of permissions asks for every field there is, so it does not count.
  const sources = [...sourcesIn('test/domain', /\.ts$/), ...sourcesIn('test/graph', /\.test\.ts$/)];
  const selected = new Set(
    [...sources, JSON.stringify(Object.values(DOCUMENTS))].flatMap((source) => [...selectedFields(schema, source)]),
  );
  const untested = Object.values(schema.getTypeMap()).flatMap((type) => {
    if (!isObjectType(type) || isIntrospectionType(type)) return [];
    const isSelected = (name: string) =>
      [type, ...type.getInterfaces()].some((one) => selected.has(`${one.name}.${name}`));
    return Object.keys(type.getFields()).flatMap((name) => (isSelected(name) ? [] : [`${type.name}.${name}`]));
  });
  expect(untested).toEqual([]);
});

test('what counts as asked for', () => {
  const small = buildSchema(`
    type Query { thing: Thing } type Thing { id: ID part: Part } type Part { id: ID name: String }
    type Mutation { thingMake(input: Int): ThingMakeResult thingDrop: Thing } union ThingMakeResult = ThingMakePayload | Thing
    type ThingMakePayload { thing: Thing }`);
  const fields = (source: string) => [...selectedFields(small, source)].sort();
  expect(fields('const row = { id: 1, name: "x", columns: ["name", "part id"] }')).toEqual([]);
  expect(fields("ask('{ thing { part { name } } }')")).toEqual(['Part.name', 'Query.thing', 'Thing.part']);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the source of a test
  expect(fields('const PART = `part { id }`; ask(`{ thing { ${PART} ${more()} } }`, `a { ${"b"} `)')).toEqual([
    'Part.id',
    'Query.thing',
    'Thing.part',
  ]);
  expect(fields("house.mutate('thingMake', {}, 'thing { id }')")).toEqual([
    'Mutation.thingMake',
    'Thing.id',
    'ThingMakePayload.thing',
  ]);
  expect(fields("house.mutate('thingDrop', {}, 'part { id }')")).toEqual(['Mutation.thingDrop']);
});
