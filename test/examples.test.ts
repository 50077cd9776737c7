import { readdirSync, readFileSync } from 'node:fs';
import { Kind, type OperationDefinitionNode, parse, print } from 'graphql';
import { describe, expect, test } from 'vitest';
import { createClient } from '../examples/client.ts';
import { operationsOfDay } from '../examples/nightly-load.ts';
import { bookingLines } from '../examples/tonights-bookings.ts';
import { EXAMPLE_QUERIES } from '../src/domain/example-queries.ts';
import { given } from './kit/given.ts';

const gateway = await given({ http: true, size: 'full', clock: Date.now() });
const { sandbox } = gateway;

const today = () => new Date(Date.now()).toISOString().slice(0, 10);

/** What the examples' variables stand for in the demo's data. */
const VARIABLES: Record<string, () => unknown> = {
  phone: () => '8 (900) 000-10-42',
  cardId: () => Buffer.from('saturn:Card:142').toString('base64url'),
  after: () => null,
  by: () => [{ phone: '+7 900 000-10-42' }, { phone: '79990000000' }, { identifier: { value: '2000000010427' } }],
  value: () => '2000000010427',
  days: () => 14,
  day: today,
  from: () => '2020-01-01',
  to: today,
};

const examples = readdirSync('examples')
  .filter((name) => name.endsWith('.graphql'))
  .flatMap((name) =>
    parse(readFileSync(`examples/${name}`, 'utf8'))
      .definitions.filter(
        (definition): definition is OperationDefinitionNode => definition.kind === Kind.OPERATION_DEFINITION,
      )
      .map((operation) => ({ name: `${name}: ${operation.name?.value}`, operation })),
  );

describe('every example runs as it stands', () => {
  test.each(examples)('$name', async ({ operation }) => {
    const variables = Object.fromEntries(
      (operation.variableDefinitions ?? []).map(({ variable }) => [
        variable.name.value,
        VARIABLES[variable.name.value]?.(),
      ]),
    );
    const { status, body } = await gateway.ask(print(operation), variables);
    expect(body.errors).toBeUndefined();
    expect(status).toBe(200);
    expect(Object.values(body.data ?? {}).every((value) => value !== null)).toBe(true);
  });
});

describe('every query that GraphiQL opens with runs as it stands', () => {
  test.each(
    EXAMPLE_QUERIES.map(({ query, variables }) => ({ name: /query (\w+)/.exec(query)?.[1], query, variables })),
  )('$name', async ({ query, variables }) => {
    const { body } = await gateway.ask(query, variables);
    expect(body.errors).toBeUndefined();
    expect(Object.values(body.data ?? {}).every((value) => value !== null)).toBe(true);
  });
});

test('the hostess reads who comes tonight', async () => {
  const ask = createClient(`${gateway.url}/graphql`, gateway.apiKey('saturn', 'booking'));
  const lines = await bookingLines(ask, ['8 (900) 000-10-42', '79990000000']);
  expect(lines[0]).toMatch(/^8 \(900\) 000-10-42: Иванова М\. С\., Постоянные гости, \d+\.\d\d to spend, /);
  expect(lines[1]).toBe('79990000000: new guest');
});

test('the nightly load gets every operation of the day once', async () => {
  const ask = createClient(`${gateway.url}/graphql`, gateway.apiKey('saturn', 'crm'));
  const booked = sandbox.operations();
  const day = booked.at(-400)?.businessDate ?? '';
  const loaded: string[] = [];
  for await (const { id } of operationsOfDay(ask, day)) loaded.push(id);
  expect(new Set(loaded).size).toBe(loaded.length);
  expect(loaded.length).toBe(booked.filter(({ businessDate }) => businessDate === day).length);
});

test('the query of the README is the first example, and gives what the README shows', async () => {
  const readme = readFileSync('README.md', 'utf8');
  const [, query = ''] = /```graphql\n([\s\S]*?)```/.exec(readme) ?? [];
  expect(readFileSync('examples/first-query.graphql', 'utf8').replace(/^#.*\n/, '')).toBe(query);
  const [, answer = '{}'] = /```json\n([\s\S]*?)```/.exec(readme) ?? [];
  const { body } = await gateway.ask(query);
  // Its history moves with the day, so times and the amounts that hang on them differ; who and what it is does not.
  const lasting = (value: unknown) =>
    JSON.parse(
      JSON.stringify(value, (key, inner) =>
        /^(createdAt|balance|amount|amountToNextLevel|kind|reason)$/.test(key) ? typeof inner : inner,
      ),
    );
  expect(lasting(body)).toEqual(lasting(JSON.parse(answer)));
});
