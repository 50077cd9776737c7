import { execFile } from 'node:child_process';
import {
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { createCheckout } from './checkout.ts';

const root = createCheckout({
  'src/lib/word.ts': "export const word: string = 'one';\n",
  'src/cli.ts': "import { word } from './lib/word.ts';\nconsole.log(word, typeof (await import('./lib/word.ts')));\n",
});
const run = promisify(execFile);
const build = (...args: string[]) => run(process.execPath, ['scripts/build.mjs', ...args], { cwd: root });
const buildIfStale = () => build('--if-stale');
const cli = () => run(process.execPath, ['dist/cli.js'], { cwd: root });
/** Which file stands there: another one after each translation. */
const inode = (path: string) => statSync(join(root, 'dist', path)).ino;

afterAll(() => rmSync(root, { recursive: true }));

test('two builds at once on a fresh checkout leave one that runs, and nothing aside', async () => {
  const both = await Promise.all([buildIfStale(), buildIfStale()]);
  for (const { stderr } of both) expect(stderr).toMatch(/^(Building \(first start\)… 2 files, .*\n)?$/);
  expect((await cli()).stdout).toBe('one object\n');
  expect(readdirSync(root).filter((name) => name.startsWith('dist'))).toEqual(['dist']);
  expect(statSync(join(root, 'dist/cli.js')).mode & 0o111).not.toBe(0);
});

test('a build that is fresh is left alone, silently', async () => {
  const before = statSync(join(root, 'dist')).ino;
  expect(await buildIfStale()).toEqual({ stdout: '', stderr: '' });
  expect(statSync(join(root, 'dist')).ino).toBe(before);
});

test('only what changed is translated, and standard output stays for the program', async () => {
  const [cliBefore, wordBefore] = [inode('cli.js'), inode('lib/word.js')];
  writeFileSync(join(root, 'src/lib/word.ts'), "export const word: string = 'won';\n");
  const { stdout, stderr } = await buildIfStale();
  expect(stdout).toBe('');
  expect(stderr).toMatch(/^Building \(sources changed\)… 1 file, \d+\.\d\d s\n$/);
  expect((await cli()).stdout).toBe('won object\n');
  expect(inode('cli.js')).toBe(cliBefore);
  expect(inode('lib/word.js')).not.toBe(wordBefore);
});

test('a source counts as changed with an older time too, as one that was moved over another has', async () => {
  writeFileSync(join(root, 'src/lib/other.ts'), "export const word: string = 'from another file';\n");
  utimesSync(join(root, 'src/lib/other.ts'), 1_000_000, 1_000_000);
  renameSync(join(root, 'src/lib/other.ts'), join(root, 'src/lib/word.ts'));
  await buildIfStale();
  expect((await cli()).stdout).toBe('from another file object\n');
});

test('changed settings, and a build that is asked for, translate everything', async () => {
  const settings = join(root, 'tsconfig.build.json');
  writeFileSync(settings, readFileSync(settings, 'utf8').replace('"sourceMap": true', '"removeComments": true, $&'));
  const before = inode('cli.js');
  expect((await buildIfStale()).stderr).toMatch(/^Building \(sources changed\)… 2 files, /);
  const between = inode('cli.js');
  expect(between).not.toBe(before);
  expect((await build()).stderr).toMatch(/^Building… 2 files, /);
  expect(inode('cli.js')).not.toBe(between);
});

test('a changed source is built again, and one taken away is gone', async () => {
  writeFileSync(join(root, 'src/lib/word.ts'), "export const word: string = 'two';\n");
  writeFileSync(join(root, 'src/lib/stray.ts'), 'export const stray = 1;\n');
  await buildIfStale();
  expect((await cli()).stdout).toBe('two object\n');
  expect(existsSync(join(root, 'dist/lib/stray.js'))).toBe(true);
  rmSync(join(root, 'src/lib/stray.ts'));
  await buildIfStale();
  expect(existsSync(join(root, 'dist/lib/stray.js'))).toBe(false);
});

test('a source that is not TypeScript leaves the old build in place and says where', async () => {
  writeFileSync(join(root, 'src/lib/word.ts'), 'export const word: = ;\n');
  await expect(buildIfStale()).rejects.toMatchObject({ stderr: expect.stringContaining('src/lib/word.ts') });
  expect((await cli()).stdout).toBe('two object\n');
  expect(readFileSync(join(root, 'dist/lib/word.js'), 'utf8')).toContain("'two'");
});
