import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createCheckout } from './checkout.ts';

const root = createCheckout({
  '.gitignore': '/node_modules\n',
  'src/word.ts': "export const word = 'one';\n",
  'schema/in.graphql': 'type Query {\n  word: String\n}\n',
  'codegen.ts': `export default {
  schema: 'schema/in.graphql',
  generates: { 'schema/out.graphql': { plugins: ['schema-ast'] } },
};
`,
});
// Without those of a hook that runs this test.
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')));
const git = (...args: string[]) => execFileSync('git', args, { cwd: root, env, encoding: 'utf8' });
const commit = () =>
  spawnSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', 'commit', '-qm', 'one'], {
    cwd: root,
    env,
    encoding: 'utf8',
  });
const write = (path: string, text: string) => writeFileSync(join(root, path), text);
const committed = (path: string) => git('show', `HEAD:${path}`);

afterAll(() => rmSync(root, { recursive: true }));

test('after `npm run hooks` a commit has its files formatted and what is generated from them, also when it was not staged', () => {
  git('init', '-q');
  execFileSync('npm', ['run', '-s', 'hooks'], { cwd: root, env });
  write('src/word.ts', 'export const word = "two"');
  git('add', '-A');
  expect(commit()).toMatchObject({ status: 0 });
  expect(committed('src/word.ts')).toBe("export const word = 'two';\n");
  expect(committed('schema/out.graphql')).toContain('word: String');
  expect(git('status', '--porcelain')).toBe('');
});

test('what is not staged stays so', () => {
  write('schema/in.graphql', 'type Query {\n  word: String\n  staged: Int\n}\n');
  appendFileSync(join(root, 'src/word.ts'), 'export const staged = 1;\n');
  git('add', '-A');
  appendFileSync(join(root, 'src/word.ts'), 'export const later = 2;\n');
  write('schema/in.graphql', 'type Query {\n  word: String\n  staged: Int\n  later: Int\n}\n');
  const { status, stderr } = commit();
  expect(status).toBe(0);
  expect(committed('src/word.ts')).toBe("export const word = 'two';\nexport const staged = 1;\n");
  expect(stderr).toContain('not all of its sources are staged');
  expect(committed('schema/out.graphql')).not.toMatch(/staged|later/);
  expect(readFileSync(join(root, 'schema/out.graphql'), 'utf8')).toContain('later');
});

test('a fault that cannot be mended ends the commit', () => {
  const before = git('rev-parse', 'HEAD');
  write('src/word.ts', 'export const word: any = 1;\n');
  git('add', 'src/word.ts');
  expect(commit()).toMatchObject({ status: 1, stderr: expect.stringContaining('noExplicitAny') });

  git('checkout', '-q', 'HEAD', '--', '.');
  write('schema/in.graphql', 'type Query {\n  word: Strin\n}\n');
  git('add', 'schema/in.graphql');
  expect(commit()).toMatchObject({ status: 1, stderr: expect.stringContaining('Unknown type') });
  expect(git('rev-parse', 'HEAD')).toBe(before);
});
