import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/** Runs the tests of a folder with more runs than `npm test` has, from another seed; `name` begins their environment variables. */
export function runTest({ folder, name, what, runs }) {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: runs },
      seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    },
  });
  const root = join(dirname(fileURLToPath(import.meta.url)), '..');
  console.log(`${values.runs} ${what}, seed ${values.seed}`);
  const { status } = spawnSync(
    process.execPath,
    [join(root, 'node_modules/vitest/vitest.mjs'), 'run', folder, '--testTimeout=43200000', '--reporter=verbose'],
    {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, [`${name}_RUNS`]: values.runs, [`${name}_SEED`]: values.seed },
    },
  );
  process.exitCode = status ?? 1;
}
