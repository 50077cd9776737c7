import { expect, test } from 'vitest';
import { runCli } from './run-cli.ts';

test('sandbox prints a line with its base address, and ends with the process', async () => {
  const { code, out } = await runCli(['sandbox', '--port', '0']);
  expect(code).toBe(0);
  expect(out).toMatch(/^emulated ProBonus: http:\/\/127\.0\.0\.1:\d+\/api\/v0$/m);
});

test.each([
  [['--port', '70000'], '--port must be'],
  [['--variant', 'mars'], 'saturn, jupiter'],
  [['--seed', '1.5'], '--seed must be'],
])('sandbox %j is a usage error', async (argv, message) => {
  const { code, err } = await runCli(['sandbox', ...argv]);
  expect(code).toBe(2);
  expect(err).toContain(message);
});
