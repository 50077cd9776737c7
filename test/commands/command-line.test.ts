import { expect, test } from 'vitest';
import { COMMANDS } from '../../src/commands/commands.ts';
import { runCli } from './run-cli.ts';

test('--help lists every command with its summary', async () => {
  for (const argv of [['--help'], ['-h'], ['help']]) {
    const { code, out } = await runCli(argv);
    expect(code).toBe(0);
    for (const { name, summary } of COMMANDS) expect(out).toMatch(new RegExp(`^  ${name} +${summary}$`, 'm'));
  }
});

test('--help of each command begins with its name and summary, and shows its usage', async () => {
  for (const { name, summary } of COMMANDS) {
    const { code, out } = await runCli([name, '--help']);
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`^${name}: ${summary}\n\nUsage: probonus-gateway ${name}\\b`));
  }
});

test('an unknown command, option or argument is a usage error, with the help', async () => {
  expect(await runCli(['frobnicate'])).toMatchObject({
    code: 2,
    err: expect.stringContaining('no command "frobnicate"'),
  });
  const unknown = await runCli(['check-config', '--confg', 'x']);
  expect(unknown.code).toBe(2);
  expect(unknown.err).toContain('--confg');
  expect(unknown.err).toContain('Usage: probonus-gateway check-config');
  expect((await runCli(['schema', 'extra'])).code).toBe(2);
  expect((await runCli(['check-config', '--config'])).code).toBe(2);
});

test('without a command, a configuration means start', async () => {
  for (const [argv, env] of [
    [['--config', 'nowhere.yaml'], {}],
    [['--config=nowhere.yaml'], {}],
    [[], { GATEWAY_CONFIG: 'nowhere.yaml' }],
  ] as const) {
    const { code, err } = await runCli([...argv], env);
    expect(code).toBe(1);
    expect(err).toContain('nowhere.yaml  the configuration file cannot be read (ENOENT)');
  }
});

test('in production without a configuration it refuses to start and says what to do', async () => {
  for (const argv of [[], ['start']]) {
    const { code, err, started } = await runCli(argv, { NODE_ENV: 'production' });
    expect(code).toBe(1);
    expect(err).toContain('start --config gateway.yaml');
    expect(err).toContain('GATEWAY_CONFIG');
    expect(started).toEqual([]);
  }
});
