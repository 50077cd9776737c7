import { expect, test } from 'vitest';
import { runCli } from './run-cli.ts';

test.each([
  [['--port', '70000'], '--port must be'],
  [['--variant', 'mars'], 'saturn, jupiter'],
  [['--seed', '1.5'], '--seed must be'],
])('sandbox %j is a usage error', async (argv, message) => {
  const { code, err } = await runCli(['sandbox', ...argv]);
  expect(code).toBe(2);
  expect(err).toContain(message);
});
