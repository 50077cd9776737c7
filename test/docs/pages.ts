import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** A fenced block of a page: the language and the words behind it, as in "```json answer after 10 s". */
export interface Block {
  readonly page: string;
  readonly language: string;
  readonly words: string;
  readonly text: string;
}

const FENCE = /^```(\S*) ?(.*)\n([\s\S]*?)^```$/gm;

const markdownIn = (folder: string) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name}`);

/** The pages in English, and those in Russian. */
export const ENGLISH: readonly string[] = ['README.md', ...markdownIn('docs')];
export const RUSSIAN: readonly string[] = ENGLISH.map(russianOf).filter((page) => existsSync(page));

export const read = (page: string): string => readFileSync(page, 'utf8');

export function blocksOf(page: string, text = read(page)): Block[] {
  return [...text.matchAll(FENCE)].map(([, language = '', words = '', body = '']) => ({
    page,
    language,
    words,
    text: body,
  }));
}

/** A page without its blocks: what is said and linked. */
export const prose = (page: string): string => read(page).replace(FENCE, '');

/** The page with another text in each block. */
export async function rewrite(page: string, textOf: (block: Block) => Promise<string>): Promise<string> {
  const texts: string[] = [];
  for (const block of blocksOf(page)) texts.push(await textOf(block));
  return read(page).replace(FENCE, (whole) => `${whole.slice(0, whole.indexOf('\n'))}\n${texts.shift()}\`\`\``);
}

/** Where the Russian text of an English page stands. */
export function russianOf(page: string): string {
  return page === 'README.md' ? 'README.ru.md' : page.replace(/^docs\//, 'docs/ru/');
}
