/**
 * A gateway under mixed load for long: reads, value moves, faults of two servers, ended sessions, reloads. Its heap, memory, file
 * descriptors and timers must not grow, its memory not beyond what the first part took, and what it told of moves must be in the ledger once.
 * Exit code 1 otherwise.
 *
 *   npm run soak -- --minutes 60 [--rate 40] [--seed 1]        loopback only; sensible from 10 minutes on
 */
import { execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const option = (fallback) => ({ type: 'string', default: fallback });
const { values } = parseArgs({ options: { minutes: option('60'), rate: option('40'), seed: option('1') } });
const minutes = Number(values.minutes);
/** Requests a second. */
const rate = Number(values.rate);
const FAULT_EVERY_MS = 15_000;
const FAULT_MS = 5_000;
const RELOAD_EVERY_MS = 20_000;
/** The load stands still before a sample, so that what is under way has ended. */
const QUIET_MS = 6_000;
const SAMPLES = 12;
/** What the last third may have more than the first one. */
const MAY_GROW = { heapMB: 6, rssMB: 30, descriptors: 15, timers: 15 };

execFileSync(process.execPath, [join(root, 'scripts/build.mjs'), '--if-stale'], { stdio: 'inherit' });
const { hashKey, newKey } = await import('../dist/tenants/api-keys.js');
const { createSandbox } = await import('../dist/sandbox/sandbox.js');
const { createRandom } = await import('../dist/sandbox/seed/random.js');

const random = createRandom(Number(values.seed));
const pick = (list) => list[Math.floor(random.next() * list.length)];
const folder = mkdtempSync(join(tmpdir(), 'soak-'));
const file = join(folder, 'gateway.yaml');
const sandboxes = { saturn: await createSandbox(), jupiter: await createSandbox({ variant: 'jupiter', seed: 2 }) };
const keys = Object.fromEntries(Object.keys(sandboxes).map((slug) => [slug, newKey('soak').key]));
const agent = new Agent({ keepAlive: true, maxSockets: 32 });

const READS = [
  '{ cards(first: 20) { nodes { id balance guest { name { full } } group { name } } } }',
  'query($id: ID!) { card(by: { id: $id }) { balance operations(first: 10) { nodes { amount reason kind createdAt } } } }',
  '{ guest(by: { phone: "+79000001042" }) { name { full } card { balance } } }',
  '{ guests(first: 10) { nodes { id name { full } } } groups { name } }',
];
const RESULT = '__typename ... on UserError { code }';
const DEPOSIT = `mutation($input: CardDepositInput!) { cardDeposit(input: $input) { ${RESULT}
  ... on CardDepositPayload { operation { upstreamId } } ... on OperationPending { state } } }`;
const WITHDRAW = DEPOSIT.replaceAll('Deposit', 'Withdraw');
const FAULTS = [
  { operationId: 'accounts.*', do: 'status', status: 500, body: { detail: 'x' } },
  { operationId: 'accounts.*', do: 'reset' },
  { operationId: 'accounts.*', do: 'hang', times: 20 },
  { operationId: 'operations.*', do: 'reset', phase: 'after', probability: 0.5 },
  { operationId: 'operations.*', do: 'status', status: 429, headers: { 'retry-after': '1' }, body: {} },
  { do: 'garbage', probability: 0.3 },
  { do: 'close', probability: 0.3 },
  { latencyMs: 300, jitterMs: 300 },
  { operationId: 'auth.*', do: 'status', status: 401, body: { detail: 'Incorrect username or password' } },
  { do: 'drip', bytes: 200, everyMs: 20, probability: 0.3 },
];

/** @type {Record<string, number>} */
const answers = {};
/** The operations that clients were told, by tenant. */
const told = { saturn: [], jupiter: [] };
const samples = [];
let faults = 0;
let reloads = 0;
let isPaused = false;
let isOver = false;

write();
const gateway = await startGateway();
const cards = Object.fromEntries(await Promise.all(Object.keys(keys).map(async (slug) => [slug, await cardsOf(slug)])));
const failures = [];
try {
  const until = performance.now() + minutes * 60_000;
  const running = [load(), every(FAULT_EVERY_MS, fault), every(RELOAD_EVERY_MS, reload)];
  for (let at = 1; at <= SAMPLES; at++) {
    await sleep(Math.max(0, until - performance.now() - (SAMPLES - at) * ((minutes * 60_000) / SAMPLES)));
    samples.push(await sample());
    console.log(JSON.stringify({ ...samples.at(-1), requests: sum(answers), faults, reloads }));
  }
  isOver = true;
  await Promise.all(running);
  judge();
} finally {
  gateway.process.kill('SIGTERM');
  await gateway.ended;
  for (const sandbox of Object.values(sandboxes)) await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
}
console.log(JSON.stringify({ minutes, answers, faults, reloads, moves: told.saturn.length + told.jupiter.length }));
for (const failure of failures) console.log(`FAILED: ${failure}`);
process.exit(failures.length > 0 ? 1 : 0);

async function load() {
  const underWay = new Set();
  while (!isOver) {
    await sleep(1_000 / rate);
    if (isPaused || underWay.size >= 64) continue;
    const asked = (random.next() < 0.8 ? read() : move()).finally(() => underWay.delete(asked));
    underWay.add(asked);
  }
  await Promise.all(underWay);
}

async function read() {
  const slug = pick(Object.keys(keys));
  // One document in ten is new.
  const query = random.next() < 0.1 ? `${pick(READS)}\n#${randomUUID()}` : pick(READS);
  await ask(slug, query, query.includes('$id') ? { id: pick(cards[slug]) } : {});
}

async function move() {
  const slug = pick(Object.keys(keys));
  const input = { cardId: pick(cards[slug]), amount: '1.00', reason: 'soak', idempotencyKey: randomUUID() };
  const { data } = await ask(slug, random.next() < 0.6 ? DEPOSIT : WITHDRAW, { input });
  const id = (data?.cardDeposit ?? data?.cardWithdraw)?.operation?.upstreamId;
  if (id) told[slug].push(Number(id));
}

async function fault() {
  const sandbox = pick(Object.values(sandboxes));
  faults++;
  if (random.next() < 0.2) return sandbox.revokeTokens();
  sandbox.faults.add(pick(FAULTS));
  await sleep(FAULT_MS);
  sandbox.faults.clear();
}

/** Another timeout, another key, and now and then a file that is faulty, by SIGHUP or by the change alone. */
async function reload() {
  reloads++;
  if (random.next() < 0.2) writeFileSync(file, 'tenants: [');
  else write();
  if (random.next() < 0.5) gateway.process.kill('SIGHUP');
}

function write() {
  const tenants = Object.entries(sandboxes).map(([slug, { url, timeZone }]) => ({
    slug,
    name: slug,
    baseUrl: url,
    timeZone,
    credentials: { login: 'gateway', password: { env: 'PROBONUS_PASSWORD' } },
    upstream: { timeoutMs: 2_000 + 100 * (reloads % 4), maxConcurrent: 16 + (reloads % 2) },
    valueMoves: { settleSeconds: 30 },
  }));
  const apiKeys = Object.entries(keys).map(([tenant, key]) => {
    return { id: 'soak', tenant, hash: `sha256:${hashKey(key)}`, roles: ['admin'] };
  });
  const others = { id: `k${reloads}`, tenant: 'saturn', hash: `sha256:${hashKey(randomUUID())}`, roles: ['booking'] };
  const intents = { store: 'sqlite', path: join(folder, 'intents.db') };
  const rateLimit = { costPerMinute: 10_000_000 };
  const server = { port: 0, adminPort: 0, drainSeconds: 0 };
  writeFileSync(`${file}.new`, JSON.stringify({ server, tenants, apiKeys: [...apiKeys, others], intents, rateLimit }));
  renameSync(`${file}.new`, file);
}

async function sample() {
  isPaused = true;
  for (const sandbox of Object.values(sandboxes)) sandbox.faults.clear();
  await sleep(QUIET_MS);
  const { heap, heapTotal, external, timers, rss } = await gateway.meter();
  const descriptors = readdirSync(`/proc/${gateway.process.pid}/fd`).length;
  isPaused = false;
  const megabytes = (bytes) => Math.round((bytes / 2 ** 20) * 10) / 10;
  const beside = { heapTotalMB: megabytes(heapTotal), externalMB: megabytes(external) };
  return { heapMB: megabytes(heap), rssMB: megabytes(rss), ...beside, descriptors, timers };
}

function judge() {
  const third = SAMPLES / 3;
  const median = (list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)];
  for (const [what, limit] of Object.entries(MAY_GROW)) {
    // The first sample is of a gateway that has not met everything yet.
    const first = median(samples.slice(1, 1 + third).map((each) => each[what]));
    const last = median(samples.slice(-third).map((each) => each[what]));
    console.log(`${what.padEnd(12)} ${first} → ${last}`);
    if (last > first + limit) failures.push(`${what} grew from ${first} to ${last}`);
  }
  for (const [slug, sandbox] of Object.entries(sandboxes)) {
    const booked = new Set(sandbox.operations().map(({ id }) => id));
    const lost = told[slug].filter((id) => !booked.has(id));
    const marked = sandbox.operations().flatMap(({ reason }) => / #([A-Z2-7]{12})$/.exec(reason ?? '')?.[1] ?? []);
    if (lost.length > 0) failures.push(`${slug}: ${lost.length} operations were told and are not in the ledger`);
    if (new Set(told[slug]).size < told[slug].length) failures.push(`${slug}: one operation was told for two moves`);
    if (new Set(marked).size < marked.length) failures.push(`${slug}: a move is in the ledger twice`);
  }
  if (!(answers.ok > 0.5 * sum(answers))) failures.push('more than half of the requests failed');
  if (answers.INTERNAL_SERVER_ERROR) failures.push(`${answers.INTERNAL_SERVER_ERROR} internal errors`);
  if (faults === 0 || reloads === 0) failures.push('too short: nothing failed and nothing was reloaded');
  if (gateway.process.exitCode !== null) failures.push('the gateway ended');
}

async function every(ms, act) {
  while (!isOver) {
    await sleep(ms * (0.5 + random.next()));
    if (!isOver && !isPaused) await act();
  }
}

async function cardsOf(slug) {
  const { data } = await ask(slug, READS[0]);
  return data.cards.nodes.map(({ id }) => id);
}

async function ask(slug, query, variables = {}) {
  const body = JSON.stringify({ query, variables });
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${keys[slug]}` };
  const answer = await post(headers, body).catch((error) => ({ errors: [{ extensions: { code: error.code } }] }));
  const code = answer.errors?.[0]?.extensions?.code ?? 'ok';
  answers[code] = (answers[code] ?? 0) + 1;
  return answer;
}

function post(headers, body) {
  return new Promise((resolve, reject) => {
    const options = { agent, host: '127.0.0.1', port: gateway.port, path: '/graphql', method: 'POST', headers };
    const sent = request(options, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => (text += chunk));
      response.on('end', () => resolve(JSON.parse(text))).on('error', reject);
    });
    sent.on('error', reject).end(body);
  });
}

function sum(counts) {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

/** A gateway in a process of its own, which tells what it holds after a collection of garbage. */
async function startGateway() {
  // Timers that hold no process are no active resources: only their hooks tell of them.
  const meter = `import { createHook } from 'node:async_hooks';
    const timers = new Set();
    const init = (id, type) => type === 'Timeout' && timers.add(id);
    createHook({ init, destroy: (id) => timers.delete(id) }).enable();
    process.on('message', () => {
      globalThis.gc();
      const { heapUsed, heapTotal, external, rss } = process.memoryUsage();
      process.send({ heap: heapUsed, heapTotal, external, rss, timers: timers.size });
    });
    process.channel.unref();`;
  const preload = `data:text/javascript,${encodeURIComponent(meter)}`;
  const child = spawn(
    process.execPath,
    ['--expose-gc', '--import', preload, 'dist/cli.js', 'start', '--config', file],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { PATH: process.env.PATH, NODE_ENV: 'production', LOG_LEVEL: 'error', PROBONUS_PASSWORD: 'gateway' },
    },
  );
  process.once('exit', () => child.kill('SIGKILL'));
  let said = '';
  child.stderr.on('data', (data) => (said = `${said}${data}`.slice(-4_000)));
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const port = await new Promise((resolve, reject) => {
    let output = '';
    child.once('exit', () => reject(new Error(`the gateway does not start: ${said}`)));
    child.stdout.on('data', (data) => {
      output = `${output}${data}`.slice(0, 4_000);
      const [, number] = /http:\/\/127\.0\.0\.1:(\d+)\/graphql/.exec(output) ?? [];
      if (number) resolve(Number(number));
    });
  });
  const meterOf = () =>
    new Promise((resolve) => {
      child.once('message', resolve);
      child.send('meter');
    });
  return { port, process: child, ended, meter: meterOf };
}
