import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { createSharedDatabase } from '../../../src/tenants/shared/postgres-pool.ts';
import { givenPostgres } from '../../kit/given-postgres.ts';
import { createManneredServer } from '../../kit/mannered-server.ts';
import { putUnderLoad, type Replica, replicasFile, startReplica } from './replicas.ts';

const postgres = await givenPostgres();

test.skipIf(postgres.isMissing).each([
  ['one session per login', true],
  ['many sessions', false],
])(
  'three replicas under load on a server with %s, one killed, PostgreSQL restarted and paused: one login per generation, no failed read, no move lost or doubled',
  async (_, oneSession) => {
    const server = await createManneredServer({ oneSession, now: inMoscow });
    const url = await postgres.database();
    const config = replicasFile(server.url, url.reveal());
    const replicas: Replica[] = await Promise.all([startReplica(config), startReplica(config), startReplica(config)]);
    const database = createSharedDatabase(url);
    onTestFinished(database.close);
    const generation = async () =>
      Number((await database.run('SELECT generation FROM probonus_tokens', []))[0]?.generation ?? 0);
    const load = putUnderLoad(replicas);
    const runFor = async (ms: number) => {
      const { reads } = load.counts;
      await pause(ms);
      expect(load.counts.reads).toBeGreaterThan(reads);
    };

    await runFor(3000);
    expect([server.logins.length, await generation(), load.failures()]).toEqual([1, 1, []]);

    server.revoke();
    await runFor(2000);
    expect([server.logins.length, await generation(), load.failures()]).toEqual([2, 2, []]);

    replicas[2]?.child.kill('SIGKILL');
    await runFor(2000);
    replicas[2] = await startReplica(config);
    await runFor(2000);
    expect([server.logins.length, await generation(), load.failures()]).toEqual([2, 2, []]);

    await postgres.restart();
    await runFor(3000);
    expect([server.logins.length, load.failures()]).toEqual([2, []]);
    server.revoke();
    await runFor(3000);
    expect([server.logins.length, await generation(), load.failures()]).toEqual([3, 3, []]);

    const paused = postgres.pause(6000);
    await runFor(2000);
    expect([server.logins.length, load.failures()]).toEqual([3, []]);
    // Now each logs in by itself, once: on a server with one session per login the last one has the token that lives.
    server.revoke();
    await paused;
    expect([...new Set(load.failures())].filter((code) => code !== 'UPSTREAM_UNAVAILABLE')).toEqual([]);
    expect(server.logins.length).toBeLessThanOrEqual(6);
    await expect.poll(async () => [await pause(1500), load.failures()]).toEqual([undefined, []]);
    const afterwards = server.logins.length;
    expect(afterwards).toBeLessThanOrEqual(7);
    await runFor(5000);
    expect([server.logins.length, load.failures()]).toEqual([afterwards, []]);

    await load.end();
    const rows = new Map<string, number>();
    for (const { reason } of server.operations) {
      const key = String(reason).replace(/ #[A-Z2-7]{12}$/, '');
      rows.set(key, (rows.get(key) ?? 0) + 1);
    }
    const wrong = [...load.outcomes].filter(([key, outcome]) => {
      const booked = rows.get(key) ?? 0;
      return outcome === 'OPEN' ? booked > 1 : booked !== (outcome === 'BOOKED' ? 1 : 0);
    });
    expect(wrong).toEqual([]);
    const open = [...load.outcomes.values()].filter((outcome) => outcome === 'OPEN').length;
    expect(open).toBe(0);
    expect([...load.outcomes.values()].filter((outcome) => outcome === 'BOOKED').length).toBeGreaterThan(20);
    const figures = { oneSession, ...load.counts, moves: load.outcomes.size, logins: server.logins.length };
    process.stderr.write(`${JSON.stringify(figures)}\n`);
  },
  300_000,
);

/** The time of the server, as it writes it. */
function inMoscow(): string {
  return new Date(Date.now() + 3 * 3_600_000).toISOString().slice(0, 19);
}
