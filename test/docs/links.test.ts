import { existsSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';
import { ENGLISH, prose, RUSSIAN } from './pages.ts';

/** Links of a page to other files and to headings, `![…](…)` included. Code spans are no links. */
const linksOf = (page: string) =>
  [
    ...prose(page)
      .replace(/`[^`\n]*`/g, '``')
      .matchAll(/\]\(([^)\s]+)\)/g),
  ].map(([, target = '']) => target);

/** The anchors that GitHub gives to the headings of a page. */
function anchorsOf(page: string): string[] {
  const seen = new Map<string, number>();
  return [...prose(page).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) => {
    const slug = slugOf(heading);
    const times = seen.get(slug) ?? 0;
    seen.set(slug, times + 1);
    return times === 0 ? slug : `${slug}-${times}`;
  });
}

function slugOf(heading: string): string {
  return heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M} _-]/gu, '')
    .replaceAll(' ', '-');
}

function broken(page: string): string[] {
  return linksOf(page).filter((link) => {
    if (/^https?:/.test(link)) return false;
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? page : normalize(join(dirname(page), path));
    if (!existsSync(target)) return true;
    if (anchor === undefined) return false;
    return statSync(target).isDirectory() || !anchorsOf(target).includes(decodeURIComponent(anchor));
  });
}

test.each([...ENGLISH, ...RUSSIAN, 'CONTRIBUTING.md', 'ARCHITECTURE.md', 'SECURITY.md'])(
  'links of %s lead somewhere',
  (page) => {
    expect(broken(page)).toEqual([]);
  },
);

test('anchors are those of GitHub', () => {
  expect(slugOf('3. What the answer means')).toBe('3-what-the-answer-means');
  expect(slugOf('Карта, её QR-код и `history`')).toBe('карта-её-qr-код-и-history');
  expect(slugOf('13.02: was it booked?')).toBe('1302-was-it-booked');
});
