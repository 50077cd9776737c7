/**
 * What takes too long for `npm test`: each step by its name, all of them, whatever fails; then a line for each. Hours on two cores.
 *
 *   npm run long            all        npm run long -- fuzz isolation        these
 */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const script = (name, ...args) => ({ args: [`scripts/${name}.mjs`, ...args] });
const test = (files, env = {}) => ({
  args: ['node_modules/vitest/vitest.mjs', 'run', ...[files].flat(), '--testTimeout=7200000'],
  env,
});

const steps = {
  'value-moves': script('crash', '--operations', '5000', '--kills', '50', '--faults', '2000', '--controls'),
  replicas: script(
    ...['crash', '--store', 'postgres', '--replicas', '2', '--operations', '2400', '--kills', '30', '--faults', '1000'],
    ...['--database-faults', '10'],
  ),
  servers: test('test/intents/servers/servers.test.ts', { SERVERS: 'full' }),
  fuzz: script('fuzz', '--runs', '200000'),
  isolation: script('isolation', '--runs', '100000'),
  'event-loop': test('test/server/graphql/event-loop.test.ts', { EVENT_LOOP_MS: '50' }),
  'cold-requests': test('test/gateway.test.ts'),
  restarts: test('test/server/connections/restarts.test.ts', { RESTARTS: '100' }),
  'many-clients': script('many-clients'),
  soak: script('soak', '--minutes', '60'),
  properties: test(
    ['test/config/hostile.test.ts', 'test/server/graphql/hostile-input.test.ts', 'test/server/graphql/jit'],
    { DRAWS: '20' },
  ),
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in steps));
if (unknown.length > 0) {
  console.error(`no step ${unknown.join(', ')}; there are ${Object.keys(steps).join(', ')}`);
  process.exit(2);
}
const results = Object.entries(steps)
  .filter(([name]) => asked.length === 0 || asked.includes(name))
  .map(([name, { args, env }]) => {
    console.log(`\n=== ${name}`);
    const began = performance.now();
    const { status } = spawnSync(process.execPath, args, {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, ...env },
    });
    return { name, ok: status === 0, seconds: Math.round((performance.now() - began) / 1000) };
  });
console.log('\n=== long');
for (const { name, ok, seconds } of results) console.log(`${ok ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
process.exitCode = results.every(({ ok }) => ok) ? 0 : 1;
