import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { loadDialect } from '../../src/config/load.ts';
import { createSandbox } from '../../src/sandbox/sandbox.ts';
import { runCli } from './run-cli.ts';

const guide = readFileSync('docs/your-server.md', 'utf8');
const blocks = [...guide.matchAll(/```(\w+)\n([\s\S]*?)```/g)].map(([, language = '', text = '']) => ({
  language,
  text,
}));
const yaml = (title: string) => blocks.find(({ text }) => text.startsWith(`# ${title}\n`))?.text ?? '';
/** Lines that the guide shows of an output, by the beginning of the first. */
const shown = (beginning: string) => {
  const block = blocks.find(({ language, text }) => language === 'text' && text.startsWith(beginning));
  return (block?.text ?? `no block begins with ${beginning}`).split('\n').filter((line) => line !== '');
};

const folder = mkdtempSync(join(tmpdir(), 'your-server-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('the hour of an integrator, step by step, prints what the guide says', async () => {
  const differs = loadDialect(yaml('differs.yaml'));
  if ('faults' in differs) throw new Error(JSON.stringify(differs.faults));
  const { listEnvelope: _, ...dialect } = differs.dialect;
  const sandbox = await createSandbox({ dialect });
  const config = join(folder, 'gateway.yaml');
  const file = parse(yaml('gateway.yaml'));
  const write = (more: object = {}) => {
    const [tenant] = file.tenants;
    writeFileSync(config, JSON.stringify({ tenants: [{ ...tenant, baseUrl: sandbox.url, ...more }] }));
  };
  const run = async (command: string) => {
    const { code, out, err } = await runCli([command, '--config', config]);
    return { code, lines: `${out}\n${err}`.split('\n') };
  };
  try {
    write();
    expect((await run('check-config')).code).toBe(0);

    const first = await run('doctor');
    expect(first.code).toBe(1);
    expect(first.lines).toEqual(expect.arrayContaining(shown('saturn: the gateway CANNOT')));
    const proposed = parse(yaml('dialect'));
    const json = await runCli(['doctor', '--config', config, '--json']);
    const { checked: _checked, ...told } = JSON.parse(json.out).tenants[0].dialect;
    expect(told).toEqual(proposed);

    write({ dialect: proposed });
    const second = await run('doctor');
    expect(second.code).toBe(0);
    expect(second.lines).toEqual(expect.arrayContaining(shown('saturn: the gateway can serve it')));

    const third = await run('conform');
    expect(third.code).toBe(0);
    expect(third.lines).toEqual(expect.arrayContaining(shown('saturn: nothing that the server tells')));
  } finally {
    await sandbox.close();
  }
});
