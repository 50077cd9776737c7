import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

test('every test that SECURITY.md names is there, and every threat names one', () => {
  const rows = readFileSync('SECURITY.md', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| Threat'));
  expect(rows.length).toBeGreaterThan(10);
  const named = rows.map((row) => [...row.matchAll(/`(test\/[^`]+)`/g)].map(([, path = '']) => path));
  expect(named.filter((paths) => paths.length === 0)).toEqual([]);
  expect(named.flat().filter((path) => !existsSync(path))).toEqual([]);
});
