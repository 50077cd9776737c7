import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = mkdtempSync(join(tmpdir(), 'build-'));
const run = promisify(execFile);
const build = () => run(process.execPath, ['scripts/build.mjs', '--if-stale'], { cwd: root });
const cli = () => run(process.execPath, ['dist/cli.js'], { cwd: root });

beforeAll(() => {
  for (const path of [
    'scripts/build.mjs',
    'tsconfig.json',
    'tsconfig.build.json',
    'package.json',
    'package-lock.json',
  ]) {
    cpSync(path, join(root, path));
  }
  symlinkSync(join(process.cwd(), 'node_modules'), join(root, 'node_modules'));
  mkdirSync(join(root, 'src/lib'), { recursive: true });
  mkdirSync(join(root, 'schema'));
  writeFileSync(join(root, 'src/lib/word.ts'), "export const word: string = 'one';\n");
  writeFileSync(
    join(root, 'src/cli.ts'),
    "import { word } from './lib/word.ts';\nconsole.log(word, typeof (await import('./lib/word.ts')));\n",
  );
});
afterAll(() => rmSync(root, { recursive: true }));

test('two builds at once on a fresh checkout leave one that runs, and nothing aside', async () => {
  await Promise.all([build(), build()]);
  expect((await cli()).stdout).toBe('one object\n');
  expect(readdirSync(root).filter((name) => name.startsWith('dist'))).toEqual(['dist']);
  expect(statSync(join(root, 'dist/cli.js')).mode & 0o111).not.toBe(0);
});

test('a build that is fresh is left alone, silently', async () => {
  const before = statSync(join(root, 'dist')).ino;
  expect(await build()).toEqual({ stdout: '', stderr: '' });
  expect(statSync(join(root, 'dist')).ino).toBe(before);
});

test('a changed source is built again, and one taken away is gone', async () => {
  writeFileSync(join(root, 'src/lib/word.ts'), "export const word: string = 'two';\n");
  writeFileSync(join(root, 'src/lib/stray.ts'), 'export const stray = 1;\n');
  await build();
  expect((await cli()).stdout).toBe('two object\n');
  expect(existsSync(join(root, 'dist/lib/stray.js'))).toBe(true);
  rmSync(join(root, 'src/lib/stray.ts'));
  await build();
  expect(existsSync(join(root, 'dist/lib/stray.js'))).toBe(false);
});

test('a source that is not TypeScript leaves the old build in place and says where', async () => {
  writeFileSync(join(root, 'src/lib/word.ts'), 'export const word: = ;\n');
  await expect(build()).rejects.toMatchObject({ stderr: expect.stringContaining('src/lib/word.ts') });
  expect((await cli()).stdout).toBe('two object\n');
  expect(readFileSync(join(root, 'dist/lib/word.js'), 'utf8')).toContain("'two'");
});
