import { parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { schema } from '../../../src/domain/schema.ts';
import { withPlace } from '../../../src/server/graphql/literal-place.ts';

function told(query: string) {
  const document = parse(query);
  return validate(schema, document).map((error) => {
    const { message, locations, extensions } = withPlace(error, document);
    return [message, locations?.map(({ line, column }) => `${line}:${column}`).join(), extensions.code];
  });
}

test('a wrong literal is told with its place and the argument and field that it was written for', () => {
  const deposit = (amount: string) =>
    `mutation { cardDeposit(input: { cardId: "x", amount: ${amount}, reason: "y", idempotencyKey: "z" }) { __typename } }`;
  const decimal = 'Argument "input.amount" of "cardDeposit": Decimal must be a string such as "482.50"';
  for (const amount of ['1.5', '"1.234"', '"abc"', '[]'])
    expect([amount, told(deposit(amount))]).toEqual([
      amount,
      [[expect.stringContaining(decimal), '1:54', 'BAD_USER_INPUT']],
    ]);
  expect(told('{\n  operations(filter: { from: "soon" }) { totalCount }\n}')).toEqual([
    [expect.stringMatching(/^Argument "filter.from" of "operations": DateTime must be/), '2:30', 'BAD_USER_INPUT'],
  ]);
  expect(told('{ guests(first: "x") { totalCount } }')).toEqual([
    ['Argument "first" of "guests": Int cannot represent non-integer value: "x"', '1:17', undefined],
  ]);
  expect(told('query($d: Date = "x") { report(code: TOTALS, input: { from: $d }) { totalCount } }')).toEqual([
    [expect.stringMatching(/^Variable "\$d": Date must be/), '1:18', 'BAD_USER_INPUT'],
  ]);
  expect(told('{ groups @skip(if: 1) { id } }')[0]?.[0]).toBe(
    'Argument "if" of "@skip": Boolean cannot represent a non boolean value: 1',
  );
});

test('an error that names its field already, or is about no value, stays as it is', () => {
  expect(told('mutation { cardDeposit(input: {}) { __typename } }').map(([message]) => message)).toEqual(
    ['amount', 'cardId', 'idempotencyKey', 'reason'].map((name) =>
      expect.stringMatching(new RegExp(`^Field "CardDepositInput.${name}" of required type`)),
    ),
  );
  expect(told('{ nope }')[0]?.[0]).toMatch(/^Cannot query field "nope"/);
});
