import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { hashKey, newKey } from '../../../src/tenants/api-keys.ts';
import { given } from '../../kit/given.ts';

const REPLICAS = 3;
const REQUESTS = 3_000;
const POLL_MS = 1_000;

const folder = mkdtempSync(join(tmpdir(), 'rolling-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A gateway in a process of its own, as production starts it. */
async function startReplica(config: string): Promise<{ url: string; process: ChildProcess; stop(): Promise<number> }> {
  const process_ = spawn(process.execPath, ['dist/cli.js', 'start', '--config', config], {
    env: { ...process.env, NODE_ENV: 'production', LOG_LEVEL: 'silent', PASSWORD: 'gateway', HOST: '', PORT: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number>((resolve) => process_.once('exit', (code) => resolve(code ?? -1)));
  const url = await new Promise<string>((resolve, reject) => {
    let out = '';
    process_.stdout.on('data', (chunk) => {
      out += chunk;
      const found = /at (http:\/\/\S+)\/graphql\n/.exec(out)?.[1];
      if (found) resolve(found);
    });
    void ended.then((code) => reject(new Error(`a replica ended with ${code}`)));
  });
  return {
    url,
    process: process_,
    stop() {
      process_.kill('SIGTERM');
      return ended;
    },
  };
}

/** Passes requests in turn to those that were ready when it last asked, once a second; tries nothing twice. */
async function createBalancer(backends: readonly { url: string }[]) {
  const agent = new Agent({ keepAlive: true });
  let ready: readonly { url: string }[] = [];
  let turn = 0;
  const poll = async () => {
    const states = await Promise.all(
      backends.map((backend) =>
        fetch(`${backend.url}/readyz`).then(
          ({ ok }) => ok,
          () => false,
        ),
      ),
    );
    ready = backends.filter((_, index) => states[index]);
  };
  await poll();
  const timer = setInterval(poll, POLL_MS);
  const server = createServer((incoming: IncomingMessage, response) => {
    const backend = ready[turn++ % ready.length];
    const refuse = () => response.writeHead(502).end();
    if (!backend) return refuse();
    const { method, url, headers } = incoming;
    const onward = request(`${backend.url}${url}`, { method, headers, agent }, (answer) => {
      const { connection: _hop, ...rest } = answer.headers;
      response.writeHead(answer.statusCode ?? 502, rest);
      answer.pipe(response);
    });
    onward.on('error', refuse);
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    isReady: (backend: { url: string }) => ready.includes(backend),
    close() {
      clearInterval(timer);
      agent.destroy();
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Restarts each of three replicas in turn under load. Gives what was answered, and how long a stop took at most. */
async function rollingRestart(server: object) {
  const { sandbox } = await given({});
  const { key } = newKey('site');
  const configs = Array.from({ length: REPLICAS }, (_, index) => {
    const path = join(folder, `${index}.yaml`);
    const tenant = { slug: 'saturn', name: 'Saturn', baseUrl: sandbox.url, timeZone: 'Europe/Moscow' };
    const file = {
      server: { port: 0, ...server },
      tenants: [{ ...tenant, credentials: { login: 'gateway', password: { env: 'PASSWORD' } } }],
      apiKeys: [{ id: 'site', tenant: 'saturn', hash: `sha256:${hashKey(key)}`, roles: ['admin'] }],
      intents: { store: 'sqlite', path: `./${index}.db` },
    };
    writeFileSync(path, JSON.stringify(file));
    return path;
  });
  const replicas = await Promise.all(configs.map(startReplica));
  const backends = replicas.map(({ url }) => ({ url }));
  const balancer = await createBalancer(backends);
  onTestFinished(() => {
    balancer.close();
    for (const { process: child } of replicas) child.kill('SIGKILL');
  });

  const statuses: number[] = [];
  let isOver = false;
  const ask = async () => {
    while (!isOver || statuses.length < REQUESTS) {
      const response = await fetch(`${balancer.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
        body: '{"query":"{ groups { name } }"}',
      });
      await response.text();
      statuses.push(response.status);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const clients = Array.from({ length: 4 }, ask);
  let longestMs = 0;
  for (const [index, config] of configs.entries()) {
    const beganAt = performance.now();
    expect(await replicas[index]?.stop()).toBe(0);
    longestMs = Math.max(longestMs, performance.now() - beganAt);
    const next = await startReplica(config);
    replicas[index] = next;
    const backend = backends[index];
    if (!backend) throw new Error('no backend');
    backend.url = next.url;
    await expect.poll(() => balancer.isReady(backend)).toBe(true);
  }
  isOver = true;
  await Promise.all(clients);
  const refused = statuses.filter((status) => status !== 200).length;
  console.log(
    `${statuses.length} requests over ${REPLICAS} restarts, ${refused} refused; longest stop ${longestMs | 0} ms`,
  );
  return { asked: statuses.length, refused, longestMs };
}

test('rolling restarts behind a balancer that asks for readiness each second refuse nothing', async () => {
  const { asked, refused, longestMs } = await rollingRestart({});
  expect(asked).toBeGreaterThanOrEqual(REQUESTS);
  expect(refused).toBe(0);
  expect(longestMs).toBeGreaterThan(5_000);
  expect(longestMs).toBeLessThan(17_000);
});

test('without drainSeconds they do, so that this test can tell', async () => {
  expect((await rollingRestart({ drainSeconds: 0 })).refused).toBeGreaterThan(0);
});
