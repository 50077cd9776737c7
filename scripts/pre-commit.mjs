/**
 * Formats and lints what is staged, and generates anew where its sources are staged. `npm run hooks` makes Git call it before
 * each commit. A file of which only parts are staged is checked alone: to add it again would stage the rest.
 */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const bin = (name) => join(root, 'node_modules/.bin', name);
const GENERATED_FROM =
  /^(schema\/|src\/domain\/|src\/graph\/|examples\/operations\/|codegen\.ts$|scripts\/.*-plugin\.mjs$)/;

/** Standard output of a program that must succeed; the commit ends where it does not. */
function run(command, args) {
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  if (status === 0) return stdout;
  return refuse(stdout);
}

function refuse(reason) {
  if (reason) console.error(reason);
  console.error('pre-commit: not committed (`git commit --no-verify` passes this by)');
  process.exit(1);
}

process.chdir(root);
const git = (...args) => run('git', args);
const changed = (...options) =>
  git('diff', '--name-only', '--no-renames', '-z', ...options)
    .split('\0')
    .filter(Boolean);
const staged = changed('--cached');
const unstaged = new Set(changed());

function format() {
  const present = changed('--cached', '--diff-filter=d');
  const whole = present.filter((path) => !unstaged.has(path));
  const parts = present.filter((path) => unstaged.has(path));
  const biome = (files, ...options) =>
    files.length > 0 &&
    run(bin('biome'), ['check', '--no-errors-on-unmatched', '--files-ignore-unknown=true', ...options, ...files]);
  biome(parts);
  biome(whole, '--write');
  if (whole.length > 0) git('add', '--', ...whole);
}

async function generateAnew() {
  if (!staged.some((path) => GENERATED_FROM.test(path))) return;
  const { generate, loadContext } = await import('@graphql-codegen/cli');
  const context = await loadContext('codegen.ts');
  context.updateConfig({ silent: true });
  const generated = (await generate(context)).map(({ filename }) => filename);
  if ([...unstaged].some((path) => GENERATED_FROM.test(path) && !generated.includes(path))) {
    return console.error('pre-commit: generated anew, but not added, as not all of its sources are staged');
  }
  git('add', '--', ...generated);
}

format();
try {
  await generateAnew();
} catch (error) {
  refuse(error.message);
}
