/** Asks a whole gateway for documents grown from its schema: `npm run fuzz -- [--runs 200000] [--seed N]`. Loopback only. */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '20000' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
  },
});
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
console.log(`${values.runs} documents, seed ${values.seed}`);
const { status } = spawnSync(
  process.execPath,
  [join(root, 'node_modules/vitest/vitest.mjs'), 'run', 'test/fuzz', '--testTimeout=7200000'],
  { cwd: root, stdio: 'inherit', env: { ...process.env, FUZZ_RUNS: values.runs, FUZZ_SEED: values.seed } },
);
process.exitCode = status ?? 1;
