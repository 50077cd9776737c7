import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';
import { blocksOf, ENGLISH, prose, read, russianOf } from './pages.ts';

/** The page that is one table by codegen. */
const ENGLISH_ONLY = ['docs/configuration.md'];
const RENDERED = ENGLISH.filter((page) => !ENGLISH_ONLY.includes(page));

/** Tables by codegen are for English readers alone: they follow from descriptions in the code. */
const withoutTables = (text: string) => text.replace(/<!-- ([\w-]+): written by[\s\S]*?<!-- end of \1 -->/g, '');

/** What a Russian page bears of the English text that it renders. */
const hashOf = (page: string) =>
  createHash('sha256')
    .update(withoutTables(read(page)))
    .digest('hex')
    .slice(0, 12);

const inEnglish = (page: string) => page.replace(/^docs\/ru\//, 'docs/').replace('README.ru.md', 'README.md');

/** The pages and files that a page leads to, by their English names. It may lead to itself in the other language. */
function targetsOf(page: string): string[] {
  const links = [...prose(page).matchAll(/\]\(([^)\s#]+)[^)]*\)/g)].map(([, target = '']) => target);
  const files = links.map((link) => (/^https?:/.test(link) ? link : normalize(join(dirname(page), link))));
  return files
    .map(inEnglish)
    .filter((file) => file !== inEnglish(page))
    .sort();
}

const shapeOf = (page: string) => ({
  headings: [...prose(page).matchAll(/^#+(?= )/gm)].map(([level]) => level.length),
  rows: [...withoutTables(prose(page)).matchAll(/^\|/gm)].length,
  items: [...prose(page).matchAll(/^(\*|\d+\.) /gm)].length,
  targets: targetsOf(page),
  blocks: blocksOf(page).map(({ language, words, text }) => `${language} ${words}\n${text}`),
});

test('each page that is not for English readers alone is there in Russian', () => {
  expect(RENDERED.filter((page) => !existsSync(russianOf(page)))).toEqual([]);
  expect(ENGLISH_ONLY.filter((page) => existsSync(russianOf(page)))).toEqual([]);
});

test.each(RENDERED)('the Russian %s has the headings, tables, links and blocks of the English one', (page) => {
  expect(shapeOf(russianOf(page))).toEqual(shapeOf(page));
});

test.each(RENDERED)('the Russian %s renders the English text as it is now', (page) => {
  const [, hash] = /^<!-- en: ([0-9a-f]{12}) -->\n/.exec(read(russianOf(page))) ?? [];
  const fault = `${page} has changed: render the change in ${russianOf(page)}, then begin it with "<!-- en: ${hashOf(page)} -->"`;
  expect(hash, fault).toBe(hashOf(page));
});
