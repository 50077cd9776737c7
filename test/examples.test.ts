import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createClient } from '../examples/client.ts';
import { operationsOfDay } from '../examples/nightly-load.ts';
import { bookingLines } from '../examples/tonights-bookings.ts';
import { given } from './kit/given.ts';
import { operationNamed } from './kit/operations.ts';

const gateway = await given({ http: true, size: 'full', clock: Date.now() });
const { sandbox } = gateway;

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
  expect(operationNamed('FirstQuery').query.replace(/^#.*\n/, '')).toBe(query);
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
