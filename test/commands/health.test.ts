import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { fakeServer } from '../kit/fake-server.ts';
import { runCli } from './run-cli.ts';

function fileOf(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'health-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'gateway.yaml');
  writeFileSync(path, text);
  return path;
}

async function gatewayThatAnswers(status: number) {
  const asked: string[] = [];
  const { url } = await fakeServer(({ path }) => {
    asked.push(path);
    return { status };
  });
  return { port: new URL(url).port, asked };
}

test.each([
  [200, 0],
  [503, 1],
])('a gateway that answers %i has the exit code %i', async (status, code) => {
  const { port, asked } = await gatewayThatAnswers(status);
  const path = fileOf(`server: { host: 0.0.0.0, port: ${port} }`);
  expect((await runCli(['health', '--config', path])).code).toBe(code);
  expect(asked).toEqual(['/livez']);
});

test('PORT and GATEWAY_CONFIG hold as they do for start', async () => {
  const { port } = await gatewayThatAnswers(200);
  const path = fileOf('server: { port: 1 }');
  expect((await runCli(['health'], { GATEWAY_CONFIG: path, PORT: port })).code).toBe(0);
  const { code, err } = await runCli(['health'], { GATEWAY_CONFIG: path });
  expect([code, err]).toEqual([1, 'http://127.0.0.1:1/livez does not answer']);
});

test('a fault that a running gateway did not take does not make it unhealthy', async () => {
  const { port } = await gatewayThatAnswers(200);
  const path = fileOf(`{ server: { port: ${port}, nobody: 1 }, tenants: [] }`);
  expect((await runCli(['health', '--config', path])).code).toBe(0);
  expect((await runCli(['health', '--config', fileOf('server: [')], { PORT: port })).code).toBe(0);
});
