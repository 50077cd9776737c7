import { expect, test } from 'vitest';
import { given } from '../../kit/given.ts';
import { turnsOf } from '../../kit/turns.ts';

const GROUPS = 1000;
const groups = {
  operationId: 'accountGroups.list',
  do: 'status',
  status: 200,
  body: { items: Array.from({ length: GROUPS }, (_, at) => ({ id: at + 1, name: `Group ${at + 1}` })), total: GROUPS },
} as const;

test('a dictionary is told in its order, at most 100 entries in one turn of the event loop', async () => {
  const saturn = await given();
  saturn.fault(groups);
  await saturn.ask('{ groups { id } }');
  const few = await turnsOf(() => saturn.ask('{ group(id: "x") { name } }'));
  let data: unknown;
  const turns = await turnsOf(async () => {
    ({ data } = await saturn.ask('{ groups { name } }'));
  });
  expect(data).toEqual({ groups: groups.body.items.map(({ name }) => ({ name })) });
  expect(turns - few).toBeGreaterThanOrEqual(GROUPS / 100 - 1);
});

test('groups that each cost a call are refused in slices as well', async () => {
  const saturn = await given();
  saturn.fault(groups);
  const limits = { maxCalls: 5, maxObjects: 5000 };
  let errors: string[] = [];
  const turns = await turnsOf(async () => {
    ({ errors } = await saturn.ask('{ groups { name cardsCount } }', {}, { limits }));
  });
  // A login, the groups, and two of the counts: that totals count the list is proven by one call more.
  expect(errors).toHaveLength(GROUPS - 2);
  expect(new Set(errors.map((error) => error.replace(/\d+/, 'n')))).toEqual(
    new Set(['QUERY_TOO_COMPLEX UPSTREAM_CALLS at groups.n.cardsCount']),
  );
  expect(turns).toBeGreaterThanOrEqual(GROUPS / 100 - 1);
});

test('compiled code completes slices too', async () => {
  const saturn = await given({ http: true });
  saturn.fault(groups);
  for (let use = 0; use < 5; use++) {
    const { body } = await saturn.ask('{ groups { name } }');
    expect(body.data).toEqual({ groups: groups.body.items.map(({ name }) => ({ name })) });
  }
});
