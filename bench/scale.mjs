/**
 * One gateway with a thousand tenants: what each costs in memory and connections, what a request costs while all are asked, what a
 * reload and a look at the metrics take. Their servers are one process that repeats the answers of an emulated one.
 * Bounded, below three minutes; loopback only. Needs 10,000 file descriptors. Run: npm run build && node bench/scale.mjs
 */
import { fork, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Agent, request } from 'undici';

const TENANTS = 1_000;
const SECONDS = 12;
const AT_ONCE = [16, 64];
const CARD = 'query($id: ID!) { card(by: { id: $id }) { balance guest { name { full } } group { name } } }';
const CARDS = '{ cards(first: 20) { nodes { id balance group { name } } } }';

if (process.argv[2] === 'servers') await repeatAnswers();
else await measure();

/** Answers each tenant's calls with what the sandbox once said to the same call. */
async function repeatAnswers() {
  const { createSandbox } = await import('../dist/sandbox/sandbox.js');
  const sandbox = await createSandbox({ accessTokenSeconds: 3600 });
  const known = new Map();
  let calls = 0;
  const server = createServer((incoming, response) => {
    calls++;
    const path = incoming.url.replace(/^\/\d+/, '');
    const kept = incoming.method === 'GET' ? known.get(path) : undefined;
    if (kept) return response.writeHead(200, { 'content-type': 'application/json' }).end(kept);
    let body = '';
    incoming.on('data', (chunk) => (body += chunk));
    incoming.on('end', async () => {
      const { 'content-type': type, authorization } = incoming.headers;
      const headers = { ...(type && { 'content-type': type }), ...(authorization && { authorization }) };
      const sent = body === '' ? {} : { body };
      const answer = await request(`${sandbox.origin}${path}`, { method: incoming.method, headers, ...sent });
      const text = await answer.body.text();
      if (incoming.method === 'GET' && answer.statusCode === 200) known.set(path, text);
      response.writeHead(answer.statusCode, { 'content-type': 'application/json' }).end(text);
    });
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
  process.on('message', () => process.send({ calls }));
}

async function measure() {
  const { hashKey, newKey } = await import('../dist/tenants/api-keys.js');
  const servers = fork(fileURLToPath(import.meta.url), ['servers']);
  process.once('exit', () => servers.kill('SIGKILL'));
  const { port } = await answerOf(servers);
  const folder = mkdtempSync(join(tmpdir(), 'scale-'));
  const file = join(folder, 'gateway.yaml');
  const keys = Array.from({ length: TENANTS }, () => newKey('bench').key);
  const write = (tenants, change = 0) => {
    const credentials = { login: 'gateway', password: { env: 'PROBONUS_PASSWORD' } };
    const rows = Array.from({ length: tenants }, (_, at) => ({
      slug: `t${at}`,
      name: `t${at}`,
      baseUrl: `http://127.0.0.1:${port}/${at}/api/v0`,
      timeZone: 'Europe/Moscow',
      credentials,
      ...(at === 0 ? { upstream: { maxQueue: 1_000 + change } } : {}),
    }));
    const apiKeys = rows.map(({ slug }, at) => {
      return { id: 'bench', tenant: slug, hash: `sha256:${hashKey(keys[at])}`, roles: ['admin'] };
    });
    const text = JSON.stringify({ server: { port: 0, adminPort: 0, drainSeconds: 0 }, tenants: rows, apiKeys });
    writeFileSync(`${file}.new`, text);
    renameSync(`${file}.new`, file);
  };
  const agent = new Agent({ connections: Math.max(...AT_ONCE) });
  try {
    write(1);
    const small = await startGateway(file);
    await askAll(small, keys.slice(0, 1), agent, CARDS);
    const alone = await small.status();
    await small.stop();

    write(TENANTS);
    const gateway = await startGateway(file);
    const idle = await gateway.status();
    console.log(
      `start with ${TENANTS} tenants: ${gateway.startMs} ms; idle ${idle.rssMB} MB (one tenant, in use: ${alone.rssMB} MB)`,
    );
    const began = performance.now();
    const [answer] = await askAll(gateway, keys, agent, CARDS);
    const used = await gateway.status();
    const perTenant = Math.round(((used.rssMB - idle.rssMB) * 1024) / TENANTS);
    console.log(
      `each asked once, ${Math.round(performance.now() - began)} ms: ${used.rssMB} MB, ${perTenant} KB a tenant in use; ${used.fds} descriptors; ${used.series} series, /metrics in ${used.metricsMs} ms`,
    );
    const { calls: first } = await answerOf(servers, 'calls');
    console.log(`${first} calls for that, ${used.logins} logins; dictionaries ${used.dictionariesMB} MB`);

    const cards = answer.data.cards.nodes.map(({ id }) => Buffer.from(id, 'base64url').toString());
    const idOf = (tenant, at) =>
      Buffer.from(cards[at % cards.length].replace(/\bt0\b/, `t${tenant}`)).toString('base64url');
    for (const clients of AT_ONCE) {
      for (const [many, name] of [
        [TENANTS, 'all tenants'],
        [10, 'ten tenants'],
      ]) {
        await answerOf(servers, 'calls');
        const before = { ...(await gateway.status()), ...(await answerOf(servers, 'calls')) };
        const told = await load(gateway, keys.slice(0, many), agent, clients, idOf);
        const after = { ...(await gateway.status()), ...(await answerOf(servers, 'calls')) };
        const cpu = Math.round(((after.cpuSeconds - before.cpuSeconds) * 1e6) / told.requests);
        console.log(
          `${name}, ${clients} at once: ${Math.round(told.requests / SECONDS)} requests/s, ${cpu} µs of CPU and ${((after.calls - before.calls) / told.requests).toFixed(2)} calls a request, p50 ${told.p50} ms, p99 ${told.p99} ms, ${told.failed} failed; ${after.fds} descriptors, ${after.rssMB} MB, event loop p99 ${after.lagMs} ms`,
        );
      }
    }
    const before = await gateway.status();
    const lines = gateway.lines.length;
    write(TENANTS, 1);
    const reloadBegan = performance.now();
    while (
      !gateway.lines.slice(lines).some((line) => line.includes('reload')) &&
      performance.now() - reloadBegan < 20_000
    )
      await sleep(20);
    const after = await gateway.status();
    console.log(
      `reload with one changed tenant: told after ${Math.round(performance.now() - reloadBegan)} ms, ${Math.round((after.cpuSeconds - before.cpuSeconds) * 1000)} ms of CPU, ${after.logins - before.logins} logins; ${after.rssMB} MB`,
    );
    console.log(`stopped in ${await gateway.stop()} ms`);
  } finally {
    await agent.close();
    servers.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

function answerOf(child, message) {
  return new Promise((resolve) => {
    child.once('message', resolve);
    if (message) child.send(message);
  });
}

async function ask(gateway, key, agent, body) {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
  const sent = { dispatcher: agent, method: 'POST', headers, body: JSON.stringify(body) };
  return await (await request(`${gateway.url}/graphql`, sent)).body.json();
}

async function askAll(gateway, keys, agent, query) {
  const answers = [];
  const left = [...keys.entries()];
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      for (let next = left.shift(); next; next = left.shift())
        answers[next[0]] = await ask(gateway, next[1], agent, { query });
    }),
  );
  const failed = answers.filter(({ errors }) => errors);
  if (failed.length > 0) throw new Error(`${failed.length} failed: ${JSON.stringify(failed[0])}`);
  return answers;
}

async function load(gateway, keys, agent, clients, idOf) {
  const until = performance.now() + SECONDS * 1_000;
  const times = [];
  let at = 0;
  let failed = 0;
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (performance.now() < until) {
        const tenant = at % keys.length;
        const variables = { id: idOf(tenant, Math.floor(at++ / keys.length)) };
        const began = performance.now();
        const { errors } = await ask(gateway, keys[tenant], agent, { query: CARD, variables });
        times.push(performance.now() - began);
        if (errors) failed++;
      }
    }),
  );
  times.sort((a, b) => a - b);
  const quantile = (part) => Math.round(times[Math.floor(times.length * part)] * 10) / 10;
  return { requests: times.length, failed, p50: quantile(0.5), p99: quantile(0.99) };
}

async function startGateway(file) {
  const began = performance.now();
  const child = spawn(process.execPath, ['dist/cli.js', 'start', '--config', file], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, NODE_ENV: 'production', LOG_LEVEL: 'info', PROBONUS_PASSWORD: 'gateway' },
  });
  process.once('exit', () => child.kill('SIGKILL'));
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const lines = [];
  for (const stream of [child.stdout, child.stderr]) {
    let rest = '';
    stream.on('data', (data) => {
      const [...whole] = `${rest}${data}`.split('\n');
      rest = whole.pop();
      // Lines of requests are read by nobody here.
      lines.push(...whole.filter((line) => !line.includes('"msg":"request"')));
    });
  }
  const found = (pattern) => lines.map((line) => pattern.exec(line)?.[1]).find(Boolean);
  while (!found(/(http:\S+)\/readyz/)) {
    if (child.exitCode !== null) throw new Error(`the gateway does not start: ${lines.join('\n').slice(0, 2_000)}`);
    await sleep(10);
  }
  const startMs = Math.round(performance.now() - began);
  const url = found(/(http:\S+)\/graphql/);
  const adminUrl = found(/(http:\S+)\/readyz/);
  const status = async () => {
    await sleep(500);
    const askedAt = performance.now();
    const text = await (await request(`${adminUrl}/metrics`)).body.text();
    const metricsMs = Math.round(performance.now() - askedAt);
    const rows = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    const sumOf = (name) =>
      rows.filter((row) => row.startsWith(name)).reduce((total, row) => total + Number(row.split(' ').at(-1)), 0);
    return {
      series: rows.length,
      metricsMs,
      fds: readdirSync(`/proc/${child.pid}/fd`).length,
      rssMB: Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))[1]) / 1024),
      cpuSeconds: sumOf('process_cpu_seconds_total'),
      logins: sumOf('probonus_upstream_logins_total'),
      dictionariesMB: Math.round(sumOf('probonus_memory_bytes{kind="dictionaries"') / 2 ** 20),
      lagMs: Math.round(sumOf('nodejs_eventloop_lag_p99_seconds') * 1000),
    };
  };
  const stop = async () => {
    const asked = performance.now();
    child.kill('SIGTERM');
    await ended;
    return Math.round(performance.now() - asked);
  };
  return { url, startMs, lines, status, stop };
}
