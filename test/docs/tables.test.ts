import { readFileSync } from 'node:fs';
import { buildSchema, isEnumType } from 'graphql';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { ROLE_NAMES, ROLES, type Role, SCOPES } from '../../src/config/scopes.ts';
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
const IN_RUSSIAN: Record<string, string> = { known: 'известно', section: 'раздел', assumed: 'предположено' };
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

/** `guest:*`, another role, "all" and single scopes, as the tables of roles say them. */
function scopesSaid(words: string): string[] {
  return words.split(/[\s,]+/).flatMap((word) => {
    if (word === 'all' || word === 'все') return SCOPES;
    if (word.endsWith(':*')) return SCOPES.filter((scope) => scope.startsWith(word.slice(0, -1)));
    return ROLE_NAMES.find((role) => role === word) ? ROLES[word as Role] : SCOPES.filter((scope) => scope === word);
  }) as string[];
}

test.each(inBothLanguages('docs/keys.md'))('%s has each role with its scopes', (page) => {
  const told = rowsBelow(page, 1).map(([role = '', said = '']) => [role.replaceAll('`', ''), scopesSaid(said).sort()]);
  expect(told).toEqual(ROLE_NAMES.map((role) => [role, [...ROLES[role]].sort()]));
});

test.each(inBothLanguages('docs/glossary.md'))(
  '%s has each operation of the contract, with its path and how sure it is',
  (page) => {
    const { paths } = parse(readFileSync('schema/probonus.openapi.yaml', 'utf8'));
    const certainty = new Map<string, string>();
    for (const methods of Object.values<Record<string, { operationId: string; 'x-certainty': string }>>(paths))
      for (const { operationId, 'x-certainty': sure } of Object.values(methods))
        if (operationId) certainty.set(operationId, sure);
    const [, table = ''] = /<!-- contract -->([\s\S]*)<!-- end of contract -->/.exec(read(page)) ?? [];
    const rows = [...table.matchAll(/\| `([\w.]+)` \| `(\w+ \S+)` \| (.+) \| (\S+) \|$/gm)];
    const told = rows.map(([, id = '', path, , sure]) => [id, path, sure]);
    expect(told.map(([id]) => id).sort()).toEqual(Object.keys(endpoints).sort());
    const said = (sure = '') => (page.startsWith('docs/ru/') ? IN_RUSSIAN[sure] : sure);
    for (const [id = '', path, sure] of told) {
      const { method, path: below } = endpoints[id as keyof typeof endpoints];
      expect([id, path]).toEqual([id, `${method} ${below}`]);
      expect([id, sure]).toEqual([id, said(certainty.get(id))]);
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
