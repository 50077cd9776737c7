/**
 * What a dead server costs the other tenants: latency of one tenant's reads while the other one's server answers, refuses or is
 * silent, in interleaved rounds. Bounded; loopback only. Run: npm run build && node bench/dead-tenant.mjs
 */
import { createServer } from 'node:net';
import { Agent, request } from 'undici';
import { loadConfig } from '../dist/config/load.js';
import { startGateway } from '../dist/main.js';
import { createSandbox } from '../dist/sandbox/sandbox.js';
import { hashKey, newKey } from '../dist/tenants/api-keys.js';

const ROUNDS = 5;
const REQUESTS = 400;
const AT_ONCE = 8;

const healthy = await createSandbox();
const other = await createSandbox({ variant: 'jupiter' });
const silent = createServer(() => {});
await new Promise((resolve) => silent.listen(0, '127.0.0.1', resolve));
const states = {
  alive: other.url,
  refusing: 'http://127.0.0.1:9/api/v0',
  silent: `http://127.0.0.1:${silent.address().port}/api/v0`,
};

async function open(otherUrl) {
  const keys = { saturn: newKey('bench').key, jupiter: newKey('bench').key };
  const credentials = { login: 'gateway', password: 'gateway' };
  const text = JSON.stringify({
    server: { port: 0 },
    intents: { store: 'memory' },
    tenants: [
      { slug: 'saturn', name: 'a', baseUrl: healthy.url, timeZone: 'Europe/Moscow', credentials },
      { slug: 'jupiter', name: 'b', baseUrl: otherUrl, timeZone: 'Europe/Moscow', credentials },
    ],
    apiKeys: Object.entries(keys).map(([tenant, key]) => ({
      id: 'bench',
      tenant,
      hash: `sha256:${hashKey(key)}`,
      roles: ['admin'],
    })),
  });
  const { config, faults } = loadConfig({ path: 'bench', text, env: { LOG_LEVEL: 'silent' } });
  if (faults) throw new Error(JSON.stringify(faults));
  return { gateway: await startGateway({ config }), keys };
}

const agent = new Agent({ connections: 64 });
const QUERY = '{ cards(first: 20) { nodes { balance guest { name { full } } group { name } } } }';
async function ask({ gateway, keys }, tenant) {
  const began = performance.now();
  const { body } = await request(`${gateway.url}/graphql`, {
    dispatcher: agent,
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${keys[tenant]}` },
    body: JSON.stringify({ query: QUERY }),
  });
  const answer = await body.json();
  return { ms: performance.now() - began, failed: Boolean(answer.errors) };
}

/** Latencies of the healthy tenant while the other one is asked just as much. */
async function round(target) {
  const times = [];
  let failed = 0;
  let left = REQUESTS;
  let running = true;
  const pressure = Array.from({ length: AT_ONCE }, async () => {
    while (running) {
      await ask(target, 'jupiter');
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  });
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (left-- > 0) {
        const { ms, failed: bad } = await ask(target, 'saturn');
        times.push(ms);
        failed += bad ? 1 : 0;
      }
    }),
  );
  running = false;
  await Promise.all(pressure);
  times.sort((a, b) => a - b);
  return { p50: times[Math.floor(times.length * 0.5)], p99: times[Math.floor(times.length * 0.99)], failed };
}

const targets = Object.fromEntries(
  await Promise.all(Object.entries(states).map(async ([name, url]) => [name, await open(url)])),
);
const results = Object.fromEntries(Object.keys(targets).map((name) => [name, []]));
for (const target of Object.values(targets)) await round(target); // warm
for (let i = 0; i < ROUNDS; i++)
  for (const [name, target] of Object.entries(targets)) results[name].push(await round(target));

const least = (rows, field) => Math.min(...rows.map((row) => row[field]));
for (const [name, rows] of Object.entries(results)) {
  const ratio = (field) => (least(rows, field) / least(results.alive, field)).toFixed(2);
  console.log(
    `${name.padEnd(9)} p50 ${least(rows, 'p50').toFixed(1)} ms (${ratio('p50')}x)  p99 ${least(rows, 'p99').toFixed(1)} ms (${ratio('p99')}x)  failed ${rows.reduce((sum, row) => sum + row.failed, 0)} of ${ROUNDS * REQUESTS}`,
  );
}
await Promise.all(Object.values(targets).map(({ gateway }) => gateway.close()));
await Promise.all([healthy.close(), other.close(), agent.close()]);
silent.close();
