/**
 * Slow and many clients at a gateway in production mode, with its own time limits: 1,400 sockets that dawdle, each kind in its own
 * way, are gone within 10 s; 2,000 connections that ask at once are answered while the event loop runs. Exit code 1 otherwise.
 *
 *   node scripts/many-clients.mjs        about 100 s; loopback only, needs 5,000 file descriptors
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const GONE_MS = 10_000;
/** Who has had a response keeps the connection for 65 s, with blank lines for 5 s more. */
const IDLE_MS = 72_000;
const LAG_MS = 250;
/** Sockets of a kind. */
const EACH = 100;
const CONNECTIONS = 2_000;
const ROUNDS = 3;
const QUERY = '{ guest(by: { phone: "+79000001042" }) { name { full } card { balance } } }';

execFileSync(process.execPath, [join(root, 'scripts/build.mjs'), '--if-stale'], { stdio: 'inherit' });
const { hashKey, newKey } = await import('../dist/tenants/api-keys.js');
const { createSandbox } = await import('../dist/sandbox/sandbox.js');

const folder = mkdtempSync(join(tmpdir(), 'many-clients-'));
const sandbox = await createSandbox();
const { key } = newKey('long');
const gateway = await startGateway();
const HEAD = 'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
const LOGGED_IN = `${HEAD}Authorization: Bearer ${key}\r\n`;

/** Each phase as late as it is allowed: until when, what it sends. */
const LATE = [
  [4_500, ''],
  [5_000, LOGGED_IN],
  [8_500, 'X-Drip: 1\r\n'],
  [9_000, 'Content-Length: 9999\r\n\r\n'],
  [Infinity, ' '],
];
/** What each kind sends: first, then every half second. With `answered` it has had a response before, and its time counts from there. */
const KINDS = {
  'nothing sent': {},
  'blank lines': { drip: () => '\r\n' },
  'slow request line': { first: 'POST /gra', drip: () => 'p' },
  'slow headers': { first: HEAD, drip: () => 'X-Drip: 1\r\n' },
  'slow body': { first: `${LOGGED_IN}Content-Length: 100000\r\n\r\n`, drip: () => ' ' },
  'slow chunks': { first: `${LOGGED_IN}Transfer-Encoding: chunked\r\n\r\n`, drip: () => '1\r\n \r\n' },
  'slow trailers': { first: `${LOGGED_IN}Transfer-Encoding: chunked\r\n\r\n1\r\n \r\n0\r\n`, drip: () => 'X: 1\r\n' },
  'body that is asked for': {
    first: `${LOGGED_IN}Expect: 100-continue\r\nContent-Length: 9999\r\n\r\n`,
    drip: () => ' ',
  },
  'slow body without a key': { first: `${HEAD}Content-Length: 2000\r\n\r\n`, drip: () => ' ' },
  'slow body of a refused request': {
    first: 'POST /none HTTP/1.1\r\nHost: x\r\nContent-Length: 9999\r\n\r\n',
    drip: () => ' ',
  },
  'half of a TLS handshake': { first: Buffer.from('160301020001', 'hex'), drip: () => Buffer.from([0]) },
  'late first byte, slow headers, slow body': {
    drip: (ms) => LATE.find(([until]) => ms < until)[1],
  },
  'slow second request': { answered: true, first: 'GET /li', drip: () => 'v' },
  'slow body of a second request': {
    answered: true,
    first: `${LOGGED_IN}Content-Length: 99999\r\n\r\n`,
    drip: () => ' ',
  },
  'idle after an answer': { answered: true, within: IDLE_MS },
  'blank lines after an answer': { answered: true, drip: () => '\r\n', within: IDLE_MS },
};

const failures = [];
try {
  await slowClients();
  await manyConnections();
} finally {
  gateway.process.kill('SIGKILL');
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
}
for (const failure of failures) console.log(`FAILED: ${failure}`);
process.exit(failures.length > 0 ? 1 : 0);

async function slowClients() {
  const clients = Object.entries(KINDS).flatMap(([kind, how]) =>
    Array.from({ length: EACH }, () => slowClient(kind, how)),
  );
  const ended = await Promise.all(clients);
  for (const [kind, { within = GONE_MS }] of Object.entries(KINDS)) {
    const times = ended.filter((each) => each.kind === kind).map(({ ms }) => ms);
    const last = Math.max(...times);
    console.log(`${kind.padEnd(42)} ${times.length} gone after ${seconds(Math.min(...times))} to ${seconds(last)}`);
    if (last > within) failures.push(`${kind}: gone after ${seconds(last)}, not within ${seconds(within)}`);
  }
  const { p99, max } = await gateway.lag();
  console.log(`event loop meanwhile: p99 ${p99.toFixed(0)} ms, longest ${max.toFixed(0)} ms`);
}

/** Resolves with the time from the opening (or from the answer) to the end that the gateway made. */
function slowClient(kind, { first, drip, answered = false, within = GONE_MS }) {
  return new Promise((resolve) => {
    // Its own side stays open: nobody but the gateway ends it.
    const socket = connect({ port: gateway.port, host: '127.0.0.1', allowHalfOpen: true });
    let began = performance.now();
    let timer;
    const elapsed = () => performance.now() - began;
    const start = () => {
      began = performance.now();
      if (first) socket.write(first);
      timer = setInterval(() => {
        if (elapsed() > within + 5_000) return socket.destroy();
        const bytes = drip?.(elapsed());
        if (bytes?.length) socket.write(bytes, () => {});
      }, 500);
    };
    socket.once('connect', () => {
      if (!answered) return start();
      socket.once('data', start);
      socket.write('GET /livez HTTP/1.1\r\nHost: x\r\n\r\n');
    });
    socket.on('error', () => {}).resume();
    // With its own side open a socket closes only once the other one is reset or destroyed.
    socket.once('close', () => {
      clearInterval(timer);
      resolve({ kind, ms: elapsed() });
    });
    // A gateway that has ended its side and is gone answers nothing more: a write meets a reset.
    socket.once('end', () => {
      clearInterval(timer);
      timer = setInterval(() => (elapsed() > within + 5_000 ? socket.destroy() : socket.write('x', () => {})), 50);
    });
  });
}

async function manyConnections() {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  for (let i = 0; i < 60; i++) await ask(agent);
  await gateway.lag();
  const answers = {};
  const probes = [];
  let running = true;
  const probing = (async () => {
    while (running) {
      const began = performance.now();
      await send(undefined, { path: '/livez', method: 'GET' });
      probes.push(performance.now() - began);
      await sleep(15);
    }
  })();
  for (let round = 0; round < ROUNDS; round++) {
    await Promise.all(
      Array.from({ length: CONNECTIONS }, async () => {
        const answer = await ask(agent).catch((error) => error.code ?? error.message);
        answers[answer] = (answers[answer] ?? 0) + 1;
      }),
    );
    await sleep(500);
  }
  running = false;
  await probing;
  agent.destroy();
  const { p99, max } = await gateway.lag();
  probes.sort((one, other) => one - other);
  const probe = probes[Math.floor(probes.length * 0.99)] ?? 0;
  console.log(`${CONNECTIONS} connections, ${ROUNDS} requests each: ${JSON.stringify(answers)}`);
  console.log(
    `event loop: p99 ${p99.toFixed(0)} ms, longest ${max.toFixed(0)} ms; /livez from outside: p99 ${probe.toFixed(0)} ms`,
  );
  if (p99 > LAG_MS) failures.push(`event loop lag p99 ${p99.toFixed(0)} ms, more than ${LAG_MS} ms`);
  const others = Object.keys(answers).filter((answer) => !['200', '503'].includes(answer));
  if (others.length > 0) failures.push(`answers other than 200 and 503: ${others}`);
}

function ask(agent) {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
  return send(agent, { path: '/graphql', method: 'POST', headers }, JSON.stringify({ query: QUERY }));
}

function send(agent, options, body) {
  return new Promise((resolve, reject) => {
    const sent = request({ agent, host: '127.0.0.1', port: gateway.port, ...options }, (response) => {
      response
        .resume()
        .on('end', () => resolve(response.statusCode))
        .on('error', reject);
    });
    sent.on('error', reject).end(body);
  });
}

function seconds(ms) {
  return `${(ms / 1000).toFixed(2)} s`;
}

/** A gateway in a process of its own, which tells the lag of its event loop since it was last asked. */
async function startGateway() {
  const file = join(folder, 'gateway.yaml');
  const settings = {
    server: { port: 0 },
    tenants: [
      {
        slug: 'saturn',
        name: 'Saturn',
        baseUrl: sandbox.url,
        timeZone: 'Europe/Moscow',
        credentials: { login: 'gateway', password: { env: 'PROBONUS_PASSWORD' } },
      },
    ],
    apiKeys: [{ id: 'long', tenant: 'saturn', hash: `sha256:${hashKey(key)}`, roles: ['admin'] }],
    intents: { store: 'sqlite', path: join(folder, 'intents.db') },
  };
  writeFileSync(file, JSON.stringify(settings));
  const meter = `import { monitorEventLoopDelay } from 'node:perf_hooks';
    const lag = monitorEventLoopDelay({ resolution: 10 });
    lag.enable();
    process.on('message', () => {
      process.send({ p99: lag.percentile(99) / 1e6, max: lag.max / 1e6 });
      lag.reset();
    });
    process.channel.unref();`;
  const child = spawn(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(meter)}`, 'dist/cli.js', 'start', '--config', file],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
      env: { PATH: process.env.PATH, NODE_ENV: 'production', LOG_LEVEL: 'warn', PROBONUS_PASSWORD: 'gateway' },
    },
  );
  process.once('exit', () => child.kill('SIGKILL'));
  const port = await new Promise((resolve, reject) => {
    let output = '';
    child.once('exit', () => reject(new Error('the gateway does not start')));
    child.stdout.on('data', (data) => {
      output += data;
      const [, number] = /http:\/\/127\.0\.0\.1:(\d+)/.exec(output) ?? [];
      if (number) resolve(Number(number));
    });
  });
  const lag = () =>
    new Promise((resolve) => {
      child.once('message', resolve);
      child.send('lag');
    });
  return { port, process: child, lag };
}
