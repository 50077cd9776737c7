import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { OPERATIONS, PROPERTIES, parametersOf, placeholdersOf, RESOURCES } from '../../src/contract/names.ts';

interface Parameter {
  readonly $ref?: string;
  readonly name: string;
  readonly in: string;
}
interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
}
interface Contract {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation | readonly Parameter[]>>>>;
  readonly components: {
    readonly parameters: Readonly<Record<string, Parameter>>;
    readonly schemas: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  };
}

const contract: Contract = parse(readFileSync(new URL('../../schema/probonus.openapi.yaml', import.meta.url), 'utf8'));

function resolveParameter(parameter: Parameter): Parameter {
  const name = parameter.$ref?.split('/').at(-1);
  const found = name === undefined ? parameter : contract.components.parameters[name];
  if (!found) throw new Error(`no parameter ${name}`);
  return found;
}

const operations = Object.values(contract.paths).flatMap((path) =>
  Object.entries(path).flatMap(([method, operation]) => {
    if (method === 'parameters' || !('operationId' in operation)) return [];
    const shared = path.parameters;
    const all = [...(Array.isArray(shared) ? shared : []), ...(operation.parameters ?? [])].map(resolveParameter);
    return [{ id: operation.operationId, parameters: all }];
  }),
);

test('the operations a dialect may name are those of the contract, with their parameters', () => {
  const expected = operations.map(({ id, parameters }) => [
    id,
    parameters.map(({ name, in: place }) => (place === 'path' ? `{${name}}` : name)).join(' '),
  ]);
  const found = OPERATIONS.map((id) => [
    id,
    [...placeholdersOf(id).map((name) => `{${name}}`), ...parametersOf(id)].join(' '),
  ]);
  expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
});

test('the resources and properties a dialect may rename are those of the contract', () => {
  const properties = new Set(
    operations.flatMap(({ parameters }) => parameters.filter((p) => p.in === 'query').map((p) => p.name)),
  );
  const collect = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    if ('properties' in node && typeof node.properties === 'object') {
      for (const name of Object.keys(node.properties ?? {})) properties.add(name);
    }
    for (const child of Object.values(node)) collect(child);
  };
  const schemas = Object.entries(contract.components.schemas).filter(([name]) => !/^(Validation)?Error$/.test(name));
  for (const [, schema] of schemas) collect(schema);
  const named = schemas.filter(([, schema]) => 'properties' in schema || 'allOf' in schema).map(([name]) => name);
  expect([...RESOURCES]).toEqual(named.sort());
  expect([...PROPERTIES]).toEqual([...properties].sort());
});
