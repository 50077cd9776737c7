import { parse } from 'graphql';
import { expect, test } from 'vitest';
import { schema } from '../../../src/domain/schema.ts';
import { createRowCount } from '../../../src/server/graphql/mutation-rows.ts';

const rowsOf = createRowCount(schema);
const count = (source: string, variableValues: Record<string, unknown> = {}) =>
  rowsOf({ document: parse(source), variableValues });
const MANY = 'cardDepositMany(input:';

test.each<[string, string, Record<string, unknown>, number]>([
  ['a query', '{ viewer { name } }', {}, 0],
  ['one field', 'mutation { groupCreate(input: { name: "x" }) { __typename } }', {}, 1],
  [
    'two fields, one of them in a fragment that is spread twice',
    'mutation { a: groupCreate(input: { name: "x" }) { __typename } ...F ... { ...F } } fragment F on Mutation { b: cardUnblock(input: { cardId: "x" }) { __typename } }',
    {},
    2,
  ],
  [
    'a ladder with its levels',
    'mutation ($i: LadderCreateInput!) { ladderCreate(input: $i) { __typename } }',
    { i: { levels: [1, 2, 3] } },
    1,
  ],
  [
    'a guest with identifiers',
    'mutation ($i: GuestRegisterInput!) { guestRegister(input: $i) { __typename } }',
    { i: { identifiers: [1, 2] } },
    1,
  ],
  ['deposits in a literal', `mutation { ${MANY} { deposits: [{}, {}, {}] }) { __typename } }`, {}, 3],
  ['one deposit without a list', `mutation { ${MANY} { deposits: {} }) { __typename } }`, {}, 1],
  ['no deposits', `mutation { ${MANY} { deposits: [] }) { __typename } }`, {}, 1],
  [
    'deposits in a variable',
    `mutation ($d: [CardDepositInput!]!) { ${MANY} { deposits: $d }) { __typename } }`,
    { d: [1, 2] },
    2,
  ],
  [
    'the input in a variable',
    `mutation ($i: CardDepositManyInput!) { ${MANY} $i) { __typename } }`,
    { i: { deposits: [1, 2, 3, 4] } },
    4,
  ],
  ['a default', `mutation ($i: CardDepositManyInput! = { deposits: [{}, {}] }) { ${MANY} $i) { __typename } }`, {}, 2],
  [
    'a variable that looks like a literal',
    `mutation ($i: CardDepositManyInput!) { ${MANY} $i) { __typename } }`,
    { i: { kind: 'ObjectValue', loc: 1 } },
    1,
  ],
  ['a variable that is no object', `mutation ($i: CardDepositManyInput!) { ${MANY} $i) { __typename } }`, { i: 7 }, 1],
])('%s changes so many rows', (_what, source, variables, rows) => {
  expect(count(source, variables)).toBe(rows);
});
