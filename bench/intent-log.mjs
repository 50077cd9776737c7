/**
 * What the log of value moves costs: deposits through the GraphQL endpoint of a gateway in a process of its own, on the memory
 * log, SQLite and, where it is installed, PostgreSQL, in interleaved rounds. Latency and CPU as ratios to the memory log, which
 * costs next to nothing; flushes of the disk counted apart, by strace for SQLite, by the server's own counter for
 * PostgreSQL. Bounded; loopback only. Run: npm run build && NODE_ENV=production node bench/intent-log.mjs
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Agent, request } from 'undici';
import { loadConfig } from '../dist/config/load.js';
import { encodeId } from '../dist/graph/ids/global-id.js';
import { startGateway } from '../dist/main.js';
import { createSandbox } from '../dist/sandbox/sandbox.js';
import { hashKey, newKey } from '../dist/tenants/api-keys.js';

const ROUNDS = 7;
/** Deposits of a round, by how many are under way at once. */
const LOADS = [
  [1, 150],
  [8, 400],
  [64, 800],
];
const CARDS = 400;

/** The child: one gateway, which tells its address and, when asked, the CPU that it has used, threads and all. */
async function serve() {
  const { config, faults } = loadConfig({ path: 'bench', text: process.argv[2], env: { LOG_LEVEL: 'silent' } });
  if (faults) throw new Error(JSON.stringify(faults));
  const gateway = await startGateway({ config });
  process.on('message', () => process.send({ cpu: process.cpuUsage() }));
  process.on('disconnect', () => gateway.close().then(() => process.exit(0)));
  process.send({ url: gateway.url });
}

async function compare() {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const postgres = await openPostgres();
  try {
    await measure(folder, postgres);
  } finally {
    await postgres?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(folder, postgres) {
  const sandbox = await createSandbox();
  const agent = new Agent({ connections: 64 });
  const url = (await postgres?.database())?.reveal();
  const key = newKey('bench').key;
  const cards = sandbox.accounts().flatMap(({ id, isBlocked }) => (isBlocked ? [] : [encodeId('saturn', 'Card', id)]));
  const logs = {
    memory: { store: 'memory' },
    sqlite: { store: 'sqlite', path: join(folder, 'intents.db') },
    ...(url ? { postgres: { store: 'postgres', url } } : {}),
  };
  const gateways = {};
  const launchOn = (intents, tracer) => launch(sandbox.url, key, intents, tracer);
  for (const [name, intents] of Object.entries(logs)) gateways[name] = await launchOn(intents);
  const ask = createAsk({ agent, key, cards });

  for (const gateway of Object.values(gateways)) for (const [atOnce] of LOADS) await round(gateway, ask, atOnce, 300);
  const results = {};
  for (let at = 0; at < ROUNDS; at++)
    for (const [atOnce, deposits] of LOADS)
      for (const [name, gateway] of Object.entries(gateways)) {
        results[`${name} ${atOnce}`] ??= [];
        results[`${name} ${atOnce}`].push(await round(gateway, ask, atOnce, deposits));
      }
  for (const [atOnce] of LOADS) for (const name of Object.keys(gateways)) print(results, name, atOnce);
  await countSqlite(folder, launchOn, ask);
  if (url) await countPostgres(url, gateways.postgres, ask);
  else console.log('postgres   SKIPPED: there is no PostgreSQL on this machine');

  for (const gateway of Object.values(gateways)) await stop(gateway);
  await Promise.all([sandbox.close(), agent.close()]);
}

async function stop({ child }) {
  child.disconnect();
  await once(child, 'exit');
}

async function launch(baseUrl, key, intents, tracer = []) {
  const text = JSON.stringify({
    server: { port: 0 },
    intents,
    secrets: { keys: [{ kid: 'bench', secret: 's'.repeat(32) }] },
    tenants: [
      {
        slug: 'saturn',
        name: 'Saturn',
        baseUrl,
        timeZone: 'Europe/Moscow',
        credentials: { login: 'gateway', password: 'gateway' },
        upstream: { maxConcurrent: 64 },
      },
    ],
    apiKeys: [{ id: 'bench', tenant: 'saturn', hash: `sha256:${hashKey(key)}`, roles: ['admin'] }],
  });
  const [command, ...args] = [...tracer, process.execPath, fileURLToPath(import.meta.url), text];
  const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const [{ url }] = await once(child, 'message');
  return { child, url };
}

async function cpuOf({ child }) {
  child.send('cpu');
  const [{ cpu }] = await once(child, 'message');
  return (cpu.user + cpu.system) / 1000;
}

const DEPOSIT = `mutation ($input: CardDepositInput!) {
  cardDeposit(input: $input) { __typename ... on CardDepositPayload { replayed operation { id } } } }`;

/** Each deposit has a key and, for a while, a card of its own: moves of one card wait for each other, whatever the log. */
function createAsk({ agent, key, cards }) {
  let made = 0;
  return async ({ url }) => {
    const at = made++;
    const idempotencyKey = `bench-${String(at).padStart(12, '0')}`;
    const input = {
      cardId: cards[at % Math.min(CARDS, cards.length)],
      amount: '1.00',
      reason: 'bench',
      idempotencyKey,
    };
    const began = performance.now();
    const { body } = await request(`${url}/graphql`, {
      dispatcher: agent,
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({ query: DEPOSIT, variables: { input } }),
    });
    const answer = await body.json();
    if (answer.data?.cardDeposit?.replayed !== false) throw new Error(JSON.stringify(answer));
    return performance.now() - began;
  };
}

/** Milliseconds: of the median and the slowest hundredth, and of CPU in the gateway for each deposit. */
async function round(gateway, ask, atOnce, deposits) {
  const times = [];
  let left = deposits;
  const [began, cpu] = [performance.now(), await cpuOf(gateway)];
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (left-- > 0) times.push(await ask(gateway));
    }),
  );
  const spent = (await cpuOf(gateway)) - cpu;
  const perSecond = deposits / ((performance.now() - began) / 1000);
  times.sort((a, b) => a - b);
  return { p50: times[deposits >> 1], p99: times[Math.floor(deposits * 0.99)], cpu: spent / deposits, perSecond };
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

/** Each round against the memory log's of the same turn. */
function print(results, name, atOnce) {
  const [rows, base] = [results[`${name} ${atOnce}`], results[`memory ${atOnce}`]];
  const of = (field) => median(rows.map((row) => row[field]));
  const ratio = (field) => median(rows.map((row, at) => row[field] / base[at][field])).toFixed(2);
  const added = (field) => {
    const more = median(rows.map((row, at) => row[field] - base[at][field]));
    return `${more < 0 ? '' : '+'}${more.toFixed(2)}`;
  };
  const told = (field) => `${of(field).toFixed(2)} ms (${ratio(field)}x, ${added(field)} ms)`;
  console.log(
    `${name.padEnd(9)} ${String(atOnce).padStart(2)} at once  p50 ${told('p50')}  p99 ${told('p99')}  CPU ${told('cpu')}  ${Math.round(of('perSecond'))}/s`,
  );
}

function tellFlushes(name, atOnce, counted, deposits) {
  const each = (counted / deposits).toFixed(2);
  console.log(`${name.padEnd(9)} ${String(atOnce).padStart(2)} at once  ${each} flushes per deposit`);
}

/** Counts calls of fsync and fdatasync by a process and its threads, so far: each is a line. */
function flushesIn(file) {
  return readFileSync(file, 'utf8').match(/\bf(?:data)?sync\(/g)?.length ?? 0;
}

/** Flushes of the write-ahead log, as the server counts them; what its processes have counted reaches it within 10 s. */
async function walSyncs(client) {
  await pause(12_000);
  return Number((await client.query('SELECT wal_sync FROM pg_stat_wal')).rows[0].wal_sync);
}

/** In a gateway of its own, which is slowed a little at each flush and nowhere else. */
async function countSqlite(folder, launchOn, ask) {
  const trace = join(folder, 'strace');
  const tracer = ['strace', '--seccomp-bpf', '-f', '-qq', '-e', 'trace=fsync,fdatasync', '-o', trace];
  const isThere = spawnSync('strace', ['-qq', '-o', trace, 'true']).status === 0;
  if (!isThere) return console.log('sqlite     flushes NOT COUNTED: strace is not installed, or may not trace');
  const gateway = await launchOn({ store: 'sqlite', path: join(folder, 'counted.db') }, tracer);
  for (const [atOnce, deposits] of LOADS) {
    await round(gateway, ask, atOnce, 50);
    const before = flushesIn(trace);
    await round(gateway, ask, atOnce, deposits);
    tellFlushes('sqlite', atOnce, flushesIn(trace) - before, deposits);
  }
  await stop(gateway);
}

async function countPostgres(connectionString, gateway, ask) {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString });
  await client.connect();
  let before = await walSyncs(client);
  for (const [atOnce, deposits] of LOADS) {
    await round(gateway, ask, atOnce, deposits);
    const after = await walSyncs(client);
    tellFlushes('postgres', atOnce, after - before, deposits);
    before = after;
  }
  await client.end();
}

/** The tests' own starter, as JavaScript on the build; null where there is no PostgreSQL. */
async function openPostgres() {
  const { default: ts } = await import('typescript');
  const root = fileURLToPath(new URL('..', import.meta.url));
  const compilerOptions = { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true };
  const { outputText } = ts.transpileModule(readFileSync(join(root, 'test/kit/postgres-server.ts'), 'utf8'), {
    compilerOptions,
  });
  const text = outputText.replace(/'\.\.\/\.\.\/src\/(.*)\.ts'/g, `'${pathToFileURL(join(root, 'dist')).href}/$1.js'`);
  const folder = join(root, 'node_modules/.cache');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `bench-${process.pid}.mjs`);
  writeFileSync(file, text);
  try {
    return await (await import(pathToFileURL(file).href)).startPostgres();
  } finally {
    rmSync(file);
  }
}

if (process.send) await serve();
else await compare();
