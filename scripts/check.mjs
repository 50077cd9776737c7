/** Everything a change must pass besides the tests. All steps run, each by its name; one that fails makes the end fail. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { breakingChanges } from './breaking-changes.mjs';
import { unannouncedFields } from './unannounced-fields.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const bin = (name) => join(root, 'node_modules/.bin', name);

/** Runs a program, showing what it says; true when it succeeds. */
function run(command, ...args) {
  return spawnSync(command, args, { cwd: root, stdio: 'inherit' }).status === 0;
}

/** The schema that the code builds must be the one in schema/, which people read and clients generate from. */
function schemaIsPrinted() {
  if (!run(process.execPath, 'scripts/build.mjs', '--if-stale')) return false;
  const printed = spawnSync(process.execPath, ['dist/cli.js', 'schema'], { cwd: root, encoding: 'utf8' });
  if (printed.status !== 0) {
    console.error(printed.stderr);
    return false;
  }
  const kept = join(root, 'schema/schema.graphql');
  if (existsSync(kept) && readFileSync(kept, 'utf8').trim() === printed.stdout.trim()) return true;
  console.error('schema/schema.graphql is not what the code builds: run `npm run codegen` and read the difference');
  return false;
}

/** What clients of the released schema rely on stays, or its end is announced. */
function nothingBreaks() {
  const read = (path) => readFileSync(join(root, path), 'utf8');
  const changes = breakingChanges(read('schema/released.graphql'), read('schema/schema.graphql'), read('CHANGELOG.md'));
  for (const change of changes)
    console.error(`${change} If this is meant, add to CHANGELOG.md: "- BREAKING: ${change}"`);
  return changes.length === 0;
}

/** What clients get anew stands in the changelog. */
function newFieldsAreAnnounced() {
  const read = (path) => readFileSync(join(root, path), 'utf8');
  const [released, current] = [read('schema/released.graphql'), read('schema/schema.graphql')];
  const names = unannouncedFields(released, current, read('CHANGELOG.md'));
  for (const name of names) console.error(`CHANGELOG.md does not name \`${name}\``);
  return names.length === 0;
}

const steps = {
  'format and lint': () => run(bin('biome'), 'ci', '.'),
  types: () => run(bin('tsc'), '-p', '.'),
  'schema diff': schemaIsPrinted,
  'breaking changes': nothingBreaks,
  changelog: newFieldsAreAnnounced,
  'codegen diff': () => run(bin('graphql-codegen'), '--config', 'codegen.ts', '--check'),
  architecture: () => run(bin('vitest'), 'run', 'test/architecture.test.ts'),
  translations: () => run(bin('vitest'), 'run', 'test/docs/translations.test.ts'),
};

const results = Object.entries(steps).map(([name, step]) => {
  console.log(`\n=== ${name}`);
  return [name, step()];
});
console.log('\n=== check');
for (const [name, ok] of results) console.log(`${ok ? 'ok    ' : 'FAILED'} ${name}`);
process.exitCode = results.every(([, ok]) => ok) ? 0 : 1;
