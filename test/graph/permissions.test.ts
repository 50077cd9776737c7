import { expect, test } from 'vitest';
import { groupBy } from '../../src/lib/group-by.ts';
import { given } from '../kit/given.ts';
import { cell, FIELDS, needsOf, PRINCIPALS, reach } from './permissions.ts';

/**
 * Who may read and change what: every field of every type, for every kind of principal and role, as executed queries show it.
 * What `nobody` sees of a viewer and user is the session that a login has just opened.
 * `Type.*` is each field without a line of its own. A change of a permission is a change of permissions.txt; `vitest run test/graph/permissions.test.ts -u` writes it.
 */
/** One row `Type.*` in the place of the fields that are as closed as any of their type; root fields each have their own. */
function byType(rows: readonly (readonly string[])[]): (readonly string[])[] {
  const cellsOf = ([, ...cells]: readonly string[]) => cells.join();
  const openness = (row: readonly string[]) => row.filter((entry) => /^\(?allow/i.test(entry)).length;
  const types = groupBy(rows, ([name = '']) => name.replace(/\..*/, ''));
  return [...types].flatMap(([type, fields]) => {
    if (type === 'Query' || type === 'Mutation') return fields;
    const [closed = []] = [...fields].sort((a, b) => openness(a) - openness(b));
    return [[`${type}.*`, ...closed.slice(1)], ...fields.filter((row) => cellsOf(row) !== cellsOf(closed))];
  });
}

/** The scopes that each root field needs, as refused queries show them. */
async function neededByRoots(): Promise<ReadonlyMap<string, readonly string[]>> {
  const house = await given();
  const needs = new Map<string, readonly string[]>();
  for (const { name, type, field } of FIELDS) {
    // These ask for the scopes of what they find.
    if (type.name !== 'Query' || field.name === 'node' || field.name === 'nodes') continue;
    const found = await needsOf(house, field);
    needs.set(name, found);
    const line = /^Scope: (.*)\.$/m.exec(field.description ?? '')?.[1] ?? '';
    expect([name, ...[...line.matchAll(/`([^`]+)`/g)].map(([, scope]) => scope)].sort()).toEqual(
      [name, ...found].sort(),
    );
  }
  return needs;
}

test('every field and mutation is allowed or denied to each principal as permissions.txt says', async () => {
  const names = Object.keys(PRINCIPALS);
  const seen = new Map<string, Awaited<ReturnType<typeof reach>>>();
  for (const name of names) {
    // A restaurant of its own, for mutations leave traces.
    const house = await given();
    seen.set(name, await reach(house, PRINCIPALS[name] ?? null));
    await house.close();
  }
  // A key has no session to refresh or to end.
  const admin = new Map([...(seen.get('staff') ?? []), ...(seen.get('admin') ?? [])]);
  const needs = await neededByRoots();
  const rows = FIELDS.map((field) => [
    field.name,
    ...names.map((name) => cell(field, PRINCIPALS[name] ?? null, seen.get(name) ?? new Map(), admin)),
    (needs.get(field.name) ?? []).join(' '),
  ]);
  // What a query here does not lead to: failures, and what only a server in trouble gives.
  const unreached = FIELDS.filter(({ name }) => !admin.has(name)).map(({ type }) => type.name);
  expect(unreached.filter((name) => !/Error$|^OperationPending$|^SkippedCard$/.test(name))).toEqual([]);
  const table = [['field', ...names, 'needs'], ...byType(rows)];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? [];
  const text = table.map((row) =>
    row
      .map((entry, column) => entry.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  await expect(`${text.join('\n')}\n`).toMatchFileSnapshot('permissions.txt');
});
