/**
 * CPU per request of each known operation, this build against another checkout's, in interleaved windows:
 * `node bench/compare.mjs --other DIR`, with `--only Deposit` of those whose names begin so.
 * Both gateways run as processes of their own, each on a sandbox of its own: a log of value moves takes those of another for its own
 * that it lost. Client and sandboxes do not count. The figure is the mean of the two lowest windows, because a shared machine only
 * ever adds. Without --other it compares the build with itself, which shows the noise. Bounded; loopback only; Linux, as it reads /proc.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Agent, request } from 'undici';
import { KNOWN_OPERATIONS } from '../dist/domain/known-operations.js';
import { createSandbox } from '../dist/sandbox/sandbox.js';
import { hashKey, newKey } from '../dist/tenants/api-keys.js';

const { values } = parseArgs({
  options: {
    other: { type: 'string' },
    windows: { type: 'string', default: '6' },
    requests: { type: 'string', default: '1500' },
    'warm-up': { type: 'string', default: '1000' },
    only: { type: 'string', default: '' },
  },
});
const here = fileURLToPath(new URL('..', import.meta.url));
const builds = { this: here, other: resolve(values.other ?? here) };
const WINDOWS = Number(values.windows);
const AT_ONCE = 32;
const TICK_US = 10_000; // of /proc/PID/stat, on every Linux we know

const sandboxes = { this: await createSandbox(), other: await createSandbox() };
const folder = mkdtempSync(join(tmpdir(), 'bench-'));
const { key } = newKey('bench');
const agent = new Agent({ connections: AT_ONCE });
const gateways = {};
for (const [name, folderOf] of Object.entries(builds)) gateways[name] = await start(name, folderOf);

const { data } = await ask(gateways.this, '{ cards(first: 100) { nodes { id } } }');
const ids = data.cards.nodes.map(({ id }) => id);
let moves = 0;
/** Other cards in turn, and a new key each time: what is asked twice is answered from the log. */
const varied = (name, value, at) => {
  if (name === 'cardId') return ids[at % ids.length];
  return name === 'idempotencyKey' ? `bench-${String(++moves).padStart(16, '0')}` : value;
};
const today = (value) => {
  const [whole, days = '0'] = (typeof value === 'string' && /^today(-\d+)?$/.exec(value)) || [];
  return whole ? new Date(Date.now() + Number(days) * 86_400_000).toISOString().slice(0, 10) : value;
};
const works = KNOWN_OPERATIONS.filter(({ bench }) => bench !== null).map(({ name, query, variables, bench }) => ({
  name,
  query,
  share: bench,
  variables: (at) => JSON.parse(JSON.stringify(variables), (key, value) => varied(key, today(value), at)),
}));

try {
  for (const work of works) if (work.name.startsWith(values.only)) await compare(work);
} finally {
  for (const { child } of Object.values(gateways)) child.kill('SIGTERM');
  await agent.close();
  await Promise.all(Object.values(sandboxes).map((sandbox) => sandbox.close()));
  rmSync(folder, { recursive: true, force: true });
}

async function compare(work) {
  const count = Math.ceil(Number(values.requests) / work.share);
  const cpu = { this: [], other: [] };
  for (const gateway of Object.values(gateways))
    await run(gateway, work, Math.ceil(Number(values['warm-up']) / work.share));
  for (let window = 0; window < WINDOWS; window++) {
    const order = window % 2 === 0 ? ['this', 'other'] : ['other', 'this'];
    for (const which of order) {
      const before = cpuOf(gateways[which].child.pid);
      await run(gateways[which], work, count);
      cpu[which].push((cpuOf(gateways[which].child.pid) - before) / count);
    }
  }
  const [ours, theirs] = [lowest(cpu.this), lowest(cpu.other)];
  console.log(
    `${work.name.padEnd(22)} ${ours.toFixed(0)} us, other ${theirs.toFixed(0)} us, ratio ${(ours / theirs).toFixed(2)}`,
  );
}

async function run(gateway, { query, variables }, count) {
  let next = 0;
  const worker = async () => {
    while (next < count) {
      const { errors } = await ask(gateway, query, variables(next++));
      if (errors) throw new Error(JSON.stringify(errors[0]));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

async function ask({ url }, query, variables) {
  const { body } = await request(url, {
    dispatcher: agent,
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ query, variables }),
  });
  return body.json();
}

async function start(name, root) {
  const config = join(folder, `${name}.yaml`);
  writeFileSync(
    config,
    JSON.stringify({
      server: { port: 0 },
      intents: { store: 'sqlite', path: join(folder, `${name}.db`) },
      tenants: [
        {
          slug: 'saturn',
          name: 'saturn',
          baseUrl: sandboxes[name].url,
          timeZone: 'Europe/Moscow',
          credentials: { login: 'gateway', password: { env: 'BENCH_PASSWORD' } },
        },
      ],
      apiKeys: [{ id: 'bench', tenant: 'saturn', hash: `sha256:${hashKey(key)}`, roles: ['admin'] }],
      // The load is not to be refused.
      rateLimit: { costPerMinute: 1_000_000_000 },
    }),
  );
  const child = spawn(process.execPath, [join(root, 'dist/cli.js'), 'start', '--config', config], {
    env: { PATH: process.env.PATH, NODE_ENV: 'production', BENCH_PASSWORD: 'gateway' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise((found, failed) => {
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += text.length < 10_000 ? chunk : '';
      const match = /http:\/\/\S+\/graphql/.exec(text);
      if (match) found(match[0]);
    });
    child.once('exit', (code) => failed(new Error(`${name} ended with ${code}`)));
  });
  return { child, url };
}

function cpuOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_US;
}

function lowest(windows) {
  const [first, second] = [...windows].sort((a, b) => a - b);
  return (first + second) / 2;
}
