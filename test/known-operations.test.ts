import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { KNOWN_OPERATIONS, type KnownOperation } from '../src/domain/known-operations.ts';
import { type Given, given } from './kit/given.ts';
import { guestOf } from './kit/graph.ts';
import { variablesOn, withThoseBefore } from './kit/operations.ts';

/** What follows from the day, or from chance, is only shown to be there. */
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
  const texts = files.map((name) => readFileSync(`examples/operations/${name}`, 'utf8')).sort();
  expect(KNOWN_OPERATIONS.map(({ query }) => query).sort()).toEqual(texts);
});
