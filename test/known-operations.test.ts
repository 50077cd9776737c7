import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { KNOWN_OPERATIONS, type KnownOperation } from '../src/domain/known-operations.ts';
import { type Given, given } from './kit/given.ts';
import { guestOf } from './kit/graph.ts';
import { operationNamed, variablesOn, withThoseBefore } from './kit/operations.ts';

const read = (path: string) => readFileSync(path, 'utf8');

const answerOf = async ({ ask, clock }: Given, operation: KnownOperation) => {
  const { role } = operation;
  const who = role === 'guest' ? { principal: guestOf(142) } : role === 'stranger' ? { principal: null } : { role };
  return ask(operation.query, variablesOn(clock.now(), operation), who);
};

test.each(KNOWN_OPERATIONS.map((operation) => [operation.name, operation] as const))(
  '%s runs as it stands, for its role, and costs the upstream calls that stand beside it',
  async (_name, operation) => {
    const saturn = await given();
    const [last, ...before] = withThoseBefore(operation).toReversed();
    for (const one of before.reverse()) expect((await answerOf(saturn, one)).errors).toEqual([]);
    const { data, errors, calls } = await answerOf(saturn, last as KnownOperation);
    expect(errors).toEqual([]);
    for (const [field, value] of Object.entries(data ?? {})) {
      expect([field, value]).not.toEqual([field, null]);
      expect(JSON.stringify(value)).not.toMatch(/"__typename":"\w+Error"/);
    }
    expect(calls).toEqual(operation.calls);
  },
);

test('each file of examples/operations is known, as it stands, and with nothing else', () => {
  const files = readdirSync('examples/operations', { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.graphql'),
  );
  const texts = files.map((name) => read(`examples/operations/${name}`)).sort();
  expect(KNOWN_OPERATIONS.map(({ query }) => query).sort()).toEqual(texts);
});

test('the manifest, the typed documents and the table hold each of them', () => {
  const names = KNOWN_OPERATIONS.map(({ name }) => name);
  const { operations }: { operations: { name: string }[] } = JSON.parse(read('examples/operations.json'));
  expect(operations.map(({ name }) => name)).toEqual(names.toSorted());
  const [documents, table] = [read('examples/documents.ts'), read('examples/operations/README.md')];
  expect(names.filter((name) => !documents.includes(`export const ${name}Document`))).toEqual([]);
  expect(names.filter((name) => !table.includes(`| [${name}](`))).toEqual([]);
});

test('where only registered documents run, each runs by its hash', async () => {
  const manifest = resolve('examples/operations.json');
  const saturn = await given({ http: { persistedOperations: { mode: 'only', manifest } } });
  const { operations }: { operations: { id: string; name: string }[] } = JSON.parse(read(manifest));
  const codes: Record<string, unknown> = {};
  for (const { id, name } of operations) {
    const variables = variablesOn(saturn.clock.now(), operationNamed(name));
    const response = await fetch(`${saturn.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${saturn.apiKey()}` },
      body: JSON.stringify({ documentId: `sha256:${id}`, variables }),
    });
    const { errors } = (await response.json()) as { errors?: { extensions: { code: string } }[] };
    codes[name] = errors?.map(({ extensions }) => extensions.code);
  }
  expect(codes).toEqual({
    ...Object.fromEntries(KNOWN_OPERATIONS.map(({ name }) => [name, undefined])),
    // No guest tokens are issued here.
    IssueGuestToken: ['FORBIDDEN'],
  });
});
