import { readFileSync } from 'node:fs';
import { buildSchema, isEnumType } from 'graphql';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { ROLES } from '../../src/config/scopes.ts';
import { endpoints } from '../../src/contract/endpoints.ts';
import { ERROR_CODES } from '../../src/graph/errors.ts';
import { REHEARSALS } from '../../src/sandbox/failures/rehearsals.ts';
import { RUSSIAN, read, russianOf } from './pages.ts';

const schema = buildSchema(readFileSync('schema/schema.graphql', 'utf8'));
/** Rows of the tables below a heading, counted from the first one of the page; each as its cells. */
function rowsBelow(page: string, heading: number): string[][] {
  const section = read(page).split(/^## /m)[heading] ?? '';
  return [...section.matchAll(/^\| (.*) \|$/gm)].map(([, row = '']) => row.split(' | ')).slice(1);
}
const codesOf = (rows: string[][]) => rows.map(([code = '']) => code.replaceAll('`', '')).sort();
const inBothLanguages = (page: string) => [page, ...RUSSIAN.filter((one) => one === russianOf(page))];

test.each(inBothLanguages('docs/errors.md'))(
  '%s has each code once, with its meaning, whether to repeat and what to say',
  (page) => {
    const byLibrary = ['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED'];
    expect(codesOf(rowsBelow(page, 1))).toEqual([...ERROR_CODES, ...byLibrary].sort());
    const type = schema.getType('UserErrorCode');
    const codes = isEnumType(type) ? type.getValues().map(({ name }) => name) : [];
    expect(codesOf(rowsBelow(page, 2))).toEqual(codes.sort());
    for (const row of [...rowsBelow(page, 1), ...rowsBelow(page, 2)]) {
      expect(row).toHaveLength(4);
      expect(row.every((cell) => cell.trim() !== '')).toBe(true);
    }
  },
);

test.each(inBothLanguages('docs/keys.md'))('%s has each role with its scopes', (page) => {
  const rows = [...read(page).matchAll(/^\| `([a-z-]+)` \| (.+) \|$/gm)];
  const roles = new Map(rows.map(([, role = '', scopes = '']) => [role, scopes]));
  for (const [role, scopes] of Object.entries(ROLES)) {
    const told = (roles.get(role) ?? '').split(/[^a-z:*-]+/);
    const all = scopes.length === ROLES.admin.length;
    if (!all)
      for (const scope of scopes)
        expect([role, told.some((one) => covers(one, scope) || role === 'delivery')]).toEqual([role, true]);
  }
});
const covers = (told: string, scope: string) =>
  told === scope || (told.endsWith(':*') && scope.startsWith(told.slice(0, -1)));

test.each(inBothLanguages('docs/glossary.md'))(
  '%s has each operation of the contract, with its path and how sure it is',
  (page) => {
    const { paths } = parse(readFileSync('schema/probonus.openapi.yaml', 'utf8'));
    const certainty = new Map<string, string>();
    for (const methods of Object.values<Record<string, { operationId: string; 'x-certainty': string }>>(paths))
      for (const { operationId, 'x-certainty': sure } of Object.values(methods))
        if (operationId) certainty.set(operationId, sure);
    const [, table = ''] = /<!-- contract -->([\s\S]*)<!-- end of contract -->/.exec(read(page)) ?? [];
    const rows = [...table.matchAll(/\| `([\w.]+)` \| `(\w+ \S+)` \| (.+) \| (\w+) \|$/gm)];
    const told = rows.map(([, id = '', path, , sure]) => [id, path, sure]);
    expect(told.map(([id]) => id).sort()).toEqual(Object.keys(endpoints).sort());
    const names = page.startsWith('docs/ru/') ? null : 'same';
    for (const [id = '', path, sure] of told) {
      const { method, path: below } = endpoints[id as keyof typeof endpoints];
      expect([id, path]).toEqual([id, `${method} ${below}`]);
      if (names) expect([id, sure]).toEqual([id, certainty.get(id)]);
    }
  },
);

test.each(inBothLanguages('docs/glossary.md'))('every field of the graph that %s names is there', (page) => {
  const named = [...read(page).matchAll(/`([A-Z]\w+)\.(\w+)`/g)];
  const missing = named.filter(([, type = '', field = '']) => {
    const found = schema.getType(type);
    return !(found && 'getFields' in found && field in found.getFields());
  });
  expect(missing.map(([whole]) => whole)).toEqual([]);
  const roots = { ...schema.getQueryType()?.getFields(), ...schema.getMutationType()?.getFields() };
  const kept = read(page);
  for (const name of Object.keys(roots)) expect([name, kept.includes(name)]).toEqual([name, true]);
});

test.each(inBothLanguages('docs/rehearse.md'))('%s has each failure that can be rehearsed', (page) => {
  const rows = rowsBelow(page, 0);
  const numbers = (text: string) => text.replace(/[^\d.+-]/g, '');
  expect(rows.map(([send = '']) => numbers(send))).toEqual(REHEARSALS.map(({ send }) => numbers(send)));
});
