import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { createSharedDatabase } from '../../../src/tenants/shared/postgres-pool.ts';
import { createBalancer } from '../../kit/balancer.ts';
import { type GatewayProcess, startGatewayProcess } from '../../kit/gateway-process.ts';
import { givenPostgres } from '../../kit/given-postgres.ts';
import { createManneredServer, firstCard } from '../../kit/mannered-server.ts';
import { keysWhere, verdictOf } from './ledger.ts';
import { askAt, PATIENT, putUnderLoad, READ, replicasFile } from './replicas.ts';

const postgres = await givenPostgres();

const DRAIN_SECONDS = 10;
/** What a value move may be told while PostgreSQL is away, or while the server has ended the token. Nothing was booked then. */
const MOVE_CODES = ['OVERLOADED', 'UPSTREAM_UNAVAILABLE'];

test.skipIf(postgres.isMissing).each([
  { sessions: 'one session per login', oneSession: true, readCodesWhileAway: ['UPSTREAM_UNAVAILABLE'] },
  { sessions: 'many sessions', oneSession: false, readCodesWhileAway: [] },
])(
  'three replicas under load on a server with $sessions, one drained, one killed, the file reloaded, PostgreSQL restarted and paused: one login per generation, no failed read, no move lost or doubled',
  async ({ oneSession, readCodesWhileAway }) => {
    const [server, neptune] = [
      await createManneredServer({ oneSession, now: inMoscow }),
      await createManneredServer({ oneSession }),
    ];
    const url = await postgres.database();
    const servers = { neptune: neptune.url, saturn: server.url };
    const file = replicasFile({ servers, database: url.reveal(), drainSeconds: DRAIN_SECONDS });
    const start = () => startGatewayProcess(file.path, { LOG_LEVEL: 'warn' });
    // A process that compiles its first query reads no answer of PostgreSQL meanwhile, on a busy machine for seconds.
    const warmUp = (replica: GatewayProcess) =>
      askAt(replica.url, file.keys.neptune ?? '', READ, { id: `${firstCard}` });
    const replicas = await Promise.all([start(), start(), start()]);
    for (const replica of replicas) await warmUp(replica);
    const backends = replicas.map((replica) => ({ url: originOf(replica) }));
    const balancer = await createBalancer(backends);
    const database = createSharedDatabase(url);
    onTestFinished(database.close);
    const one = async (sql: string) => Object.values((await database.run(sql, []))[0] ?? {})[0];
    const generation = async () =>
      Number(await one(`SELECT generation FROM probonus_tokens WHERE tenant = 'saturn'`)) || 0;

    const address = `${balancer.url}/graphql`;
    const load = putUnderLoad(address, credentialsOf('saturn', { readers: 10, movers: 3 }));
    const besides = putUnderLoad(address, credentialsOf('neptune', { readers: 1, movers: 0 }));
    function credentialsOf(tenant: 'saturn' | 'neptune', loops: { readers: number; movers: number }) {
      return { tenant, credential: file.keys[tenant] ?? '', ...loops };
    }
    const runFor = async (ms: number) => {
      const before = [load.counts.reads, besides.counts.reads];
      await pause(ms);
      await expect.poll(() => load.counts.reads).toBeGreaterThan(before[0] ?? 0);
      await expect.poll(() => besides.counts.reads).toBeGreaterThan(before[1] ?? 0);
    };
    const CALM = { failed: [], unanswered: 0 };
    /** So many logins were needed in all, and since the last look no read failed. The other server was never logged in to again. */
    const expectCalm = async (logins: number) => {
      expect([load.failures(), besides.failures(), neptune.logins.length]).toEqual([CALM, CALM, 1]);
      expect([server.logins.length, await generation()]).toEqual([logins, logins]);
    };
    const startAgain = async (at: number) => {
      const [replica, backend] = [await start(), backends[at]];
      if (!backend) throw new Error('no backend');
      await warmUp(replica);
      replicas[at] = replica;
      backend.url = originOf(replica);
      await expect.poll(() => balancer.isReady(backend)).toBe(true);
    };
    const allSaid = (text: string) => replicas.every(({ said }) => said().includes(text));

    await runFor(2000);
    await expectCalm(1);

    const [, drained, killed] = replicas;
    // Before one is killed: what that had begun keeps requests waiting for longer than a gateway waits for its end.
    drained?.child.kill('SIGTERM');
    const drainedAt = performance.now();
    await expect.poll(async () => (await fetch(`${backends[1]?.url}/readyz`)).status).toBe(503);
    expect(await drained?.ended).toBe(0);
    expect(performance.now() - drainedAt).toBeGreaterThanOrEqual(DRAIN_SECONDS * 1000);
    await startAgain(1);
    await runFor(1000);
    await expectCalm(1);

    killed?.child.kill('SIGKILL');
    expect(await killed?.ended).toBe(null);
    // Until the balancer has noticed, clients that it sends there get no answer.
    await expect.poll(() => backends.every(balancer.isReady)).toBe(false);
    await runFor(1000);
    expect([load.failures().failed, besides.failures().failed]).toEqual([[], []]);
    await startAgain(2);
    server.revoke();
    await runFor(2000);
    await expectCalm(2);

    file.write({ tenants: { neptune: { name: 'Neptune' } } });
    await expect.poll(() => allSaid('changed: tenants[neptune].name\n')).toBe(true);
    const withSecondKey = () =>
      Promise.all(replicas.map(async (replica) => (await askAt(replica.url, file.secondKeys.saturn ?? '', ME))?.codes));
    expect(await withSecondKey()).toEqual(Array(3).fill(['UNAUTHENTICATED']));
    const changed = { name: 'Neptune', upstream: { ...PATIENT, maxConcurrent: 24 } };
    file.write({
      tenants: { neptune: changed, saturn: { upstream: { ...PATIENT, maxConcurrent: 16 } } },
      second: ['saturn'],
    });
    for (const { child } of replicas) child.kill('SIGHUP');
    await expect.poll(() => allSaid('tenants[saturn].upstream.maxConcurrent')).toBe(true);
    expect(await withSecondKey()).toEqual(Array(3).fill([]));
    for (const { child } of replicas) child.kill('SIGHUP');
    await expect.poll(() => allSaid('nothing has changed')).toBe(true);
    await runFor(1000);
    await expectCalm(2);

    const STARTED = 'SELECT pg_postmaster_start_time()::text';
    const startedAt = await one(STARTED);
    await postgres.restart();
    await runFor(2000);
    expect(await one(STARTED)).not.toBe(startedAt);
    await expectCalm(2);
    server.revoke();
    await runFor(2000);
    await expectCalm(3);

    const goOn = postgres.pause();
    await runFor(1000);
    await expect(generation()).rejects.toThrow();
    expect([load.failures(), server.logins.length]).toEqual([CALM, 3]);
    // Now each logs in by itself, once: on a server with one session per login the last one has the token that lives.
    server.revoke();
    await expect.poll(() => server.logins.length).toBe(6);
    await expect.poll(() => allSaid('LOGIN_NOT_SHARED')).toBe(true);
    await runFor(1000);
    goOn();
    const { failed, unanswered } = load.failures();
    expect([failed.filter((code) => !readCodesWhileAway.includes(code)), unanswered]).toEqual([[], 0]);
    expect(server.logins.length).toBe(6);
    await expect.poll(async () => [await pause(1500), load.failures()]).toEqual([undefined, CALM]);
    const afterwards = server.logins.length;
    expect(afterwards).toBeLessThanOrEqual(7);
    await runFor(3000);
    expect([load.failures(), server.logins.length]).toEqual([CALM, afterwards]);

    await Promise.all([load.end(), besides.end()]);
    expect([besides.failures(), neptune.logins.length]).toEqual([CALM, 1]);
    const verdict = verdictOf(load.moves, server.operations);
    const asked = keysWhere(load.moves, ({ asks }) => asks > 1);
    const retold = await load.retold([...asked, ...[...load.moves.keys()].slice(-30)]);
    expect({ ...verdict, retold }).toEqual({ open: [], lost: [], doubled: [], contradicted: [], retold: [] });
    expect([...load.moveCodes].filter((code) => !MOVE_CODES.includes(code))).toEqual([]);
    expect(keysWhere(load.moves, ({ state }) => state === 'BOOKED').length).toBeGreaterThan(20);
    const figures = { oneSession, ...load.counts, moves: load.moves.size, askedAgain: asked.length };
    const away = { failedWhileAway: failed.length, moveCodes: [...load.moveCodes] };
    process.stderr.write(`${JSON.stringify({ ...figures, ...away, logins: server.logins.length })}\n`);
  },
  300_000,
);

const ME = '{ viewer { name } }';

/** Without the path of the endpoint. */
const originOf = ({ url }: GatewayProcess) => new URL(url).origin;

/** The time of the server, as it writes it. */
function inMoscow(): string {
  return new Date(Date.now() + 3 * 3_600_000).toISOString().slice(0, 19);
}
