import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { hashKey, newKey } from '../../../src/tenants/api-keys.ts';
import { createBalancer } from '../../kit/balancer.ts';
import { startGatewayProcess } from '../../kit/gateway-process.ts';
import { given } from '../../kit/given.ts';

const REPLICAS = 3;
const REQUESTS = 3_000;

const folder = mkdtempSync(join(tmpdir(), 'rolling-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** As production starts it. */
async function startReplica(config: string) {
  const env = { NODE_ENV: 'production', LOG_LEVEL: 'silent', PASSWORD: 'gateway' };
  const { child, url, ended } = await startGatewayProcess(config, env);
  return {
    url: new URL(url).origin,
    stop() {
      child.kill('SIGTERM');
      return ended;
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
