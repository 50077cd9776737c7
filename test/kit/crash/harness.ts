import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { DEFAULT_DIALECT } from '../../../src/config/dialect.ts';
import { DEFAULT_LIMITS } from '../../../src/config/upstream-limits.ts';
import { openIntentStore } from '../../../src/intents/store/open.ts';
import { type Clock, monotonicNow, systemClock } from '../../../src/lib/clock.ts';
import { Secret } from '../../../src/lib/secret.ts';
import type { FaultRule } from '../../../src/sandbox/failures/faults.ts';
import { createSandbox } from '../../../src/sandbox/sandbox.ts';
import { type PostgresServer, startPostgres } from '../postgres-server.ts';
import { type Asked, check, isUnfinished, type Verdict } from './checker.ts';
import { type Gateway, startGateway } from './gateway.ts';
import { createRandom, FAILPOINTS, faultFor, LATE_MS, movesOf, type Random } from './load.ts';
import type { Death, StartMessage } from './messages.ts';

export interface CrashOptions {
  readonly operations: number;
  readonly kills: number;
  readonly faults: number;
  /** Of PostgreSQL: its connections cut, all its processes paused, or restarted, in turn. */
  readonly databaseFaults: number;
  readonly seed: number;
  readonly clients: number;
  /** Gateways on one log; more than one need PostgreSQL. */
  readonly replicas: number;
  readonly store: 'sqlite' | 'postgres';
  /** Negative control: 0 believes absence at once. */
  readonly settleSeconds: number;
  /** Negative control: a start sends again what was being sent. */
  readonly resend: boolean;
  /** Every fault is a booking after the client's patience. */
  readonly onlyLate?: boolean;
  /** Where gateways end themselves; by default at every named point in turn. */
  readonly points?: readonly Death['point'][];
}

export interface CrashReport extends Verdict {
  readonly operations: number;
  readonly kills: number;
  readonly faults: number;
  readonly databaseFaults: number;
  readonly asked: number;
  readonly seconds: number;
  readonly outcomes: Record<string, number>;
}

const DEADLINE_MS = 1200;
const PATIENCE_MS = 90_000;
/** How long those without an answer ask on in the end, after the last of them that got one. */
const LAST_MS = 240_000;

/**
 * Real gateway processes under load against a bad server, killed again and again at random and at named points. In the end every
 * answer ever given is held against the server's ledger. Null: it needs PostgreSQL, and there is none.
 */
export async function crash(options: CrashOptions): Promise<CrashReport | null> {
  const began = Date.now();
  const random = createRandom(options.seed);
  const postgres = options.store === 'postgres' ? await startPostgres() : undefined;
  if (postgres === null) return null;
  const folder = mkdtempSync(join(tmpdir(), 'crash-'));
  const punctual = punctualClock();
  const sandbox = await createSandbox({ seed: options.seed, accessTokenSeconds: 3600, faultClock: punctual });
  const store: StartMessage['store'] = postgres
    ? { store: 'postgres', url: (await postgres.database()).reveal() }
    : { store: 'sqlite', path: join(folder, 'intents.db') };
  const start = { store, tenant: tenantAt(sandbox.url, options.settleSeconds), resend: options.resend };
  const gateways = Array.from({ length: options.replicas }, (_, at) =>
    startGateway({ ...start, clockAheadMs: at * CLOCKS_APART_MS }),
  );
  const asked: Asked[] = movesOf(options.operations, sandbox.accounts(), random).map((move, at) => ({
    key: `crash-key-${String(at).padStart(10, '0')}`,
    move,
    told: [],
  }));
  let done = 0;
  let asks = 0;
  let faults = 0;

  const arm = (rule: FaultRule): void => {
    const { latencyMs } = rule;
    // It is read when the rule acts, and only then.
    sandbox.faults.add({
      ...rule,
      get latencyMs() {
        faults++;
        return latencyMs ?? 0;
      },
    });
  };

  const ask = async (one: Asked, gateway: Gateway): Promise<void> => {
    const { key, move, told } = one;
    const isKnown = !isUnfinished(one);
    asks++;
    const answer = await gateway.ask({ key, move, deadlineMs: DEADLINE_MS });
    if (answer) told.push(answer);
    if (isKnown && answer?.state === 'PENDING') one.isForgotten = true;
  };

  /** An impatient client: asks until it knows, sometimes several times at once. */
  const client = async (one: Asked): Promise<void> => {
    if (random.chance(options.faults / options.operations)) arm(faultFor(one.move, random, options.onlyLate ?? false));
    const end = Date.now() + PATIENCE_MS;
    while (Date.now() < end) {
      const times = random.chance(0.15) ? 3 : 1;
      await Promise.all(Array.from({ length: times }, () => ask(one, random.pick(gateways))));
      const last = one.told.at(-1)?.state;
      if (last !== undefined && last !== 'PENDING' && last !== 'FAILED') break;
      await pause(random.int(50, 400));
    }
    done++;
  };

  // Nothing proves that a move was not booked while no other of its sort was: each sort begins with one, before any fault.
  for (const kind of new Set(asked.map(({ move }) => move.kind))) {
    const ofKind = asked.filter(({ move }) => move.kind === kind).slice(0, 20);
    for (const one of ofKind) {
      for (let tries = 0; tries < 100 && isUnfinished(one); tries++) await ask(one, random.pick(gateways));
      if (one.told.some(({ state }) => state === 'BOOKED' || state === 'GROUP_BOOKED')) break;
    }
  }
  const queue = asked.values();
  const clients = Array.from({ length: options.clients }, async () => {
    for (const one of queue) await client(one);
  });
  const points = options.points ?? FAILPOINTS;
  const deaths = () => gateways.reduce((sum, gateway) => sum + gateway.deaths(), 0);
  const killer = (async () => {
    for (let at = 0; deaths() < options.kills && done < options.operations; at++) {
      const wanted = ((deaths() + 1) * options.operations) / (options.kills + 1);
      if (done < wanted) {
        await pause(20);
        continue;
      }
      const point = points[at % points.length];
      const isNamed = point !== undefined && at % 3 !== 0;
      await random.pick(gateways).kill(isNamed ? { point, hit: random.int(1, 5) } : undefined);
    }
  })();
  let databaseFaults = 0;
  const saboteur = (async () => {
    while (postgres && databaseFaults < options.databaseFaults && done < options.operations) {
      if (done < ((databaseFaults + 0.5) * options.operations) / options.databaseFaults) await pause(20);
      else await disturb(postgres, databaseFaults++, random);
    }
  })();
  await Promise.all([...clients, killer, saboteur]);

  sandbox.faults.clear();
  await pause(LATE_MS + 500);
  const kills = deaths();
  // A last life: what was told before is told again.
  for (const gateway of gateways) await gateway.kill();
  const replays = asked.values();
  await Promise.all(
    Array.from({ length: 32 }, async () => {
      for (const one of replays) await ask(one, random.pick(gateways));
    }),
  );
  // On a machine with other work the gateways are far behind when the last clients give up: slow is not unfinished.
  let end = Date.now() + LAST_MS;
  for (let before = asked.length; ; ) {
    const open = asked.filter(isUnfinished);
    if (open.length < before) end = Date.now() + LAST_MS;
    before = open.length;
    if (before === 0 || Date.now() > end) break;
    await pause(500);
    await Promise.all(open.slice(0, 32).map((one) => ask(one, random.pick(gateways))));
  }
  const verdict = check(asked, sandbox.operations());
  for (const gateway of gateways) await gateway.stop();
  await explain(verdict, store);
  punctual.stop();
  await sandbox.close();
  await postgres?.stop();
  rmSync(folder, { recursive: true, force: true });
  return {
    ...verdict,
    operations: options.operations,
    kills,
    faults,
    databaseFaults,
    asked: asks,
    seconds: (Date.now() - began) / 1000,
    outcomes: outcomesOf(asked),
  };
}

/** From a pause that nobody notices to one beyond every statement's time. */
const PAUSES_MS = [300, 2000, 10_000];

/** Each kind of fault in its turn. */
async function disturb(postgres: PostgresServer, at: number, random: Random): Promise<void> {
  if (at % 3 === 0) return postgres.restart();
  if (at % 3 === 2) return postgres.cutConnections();
  const goOn = postgres.pause();
  await pause(random.pick(PAUSES_MS));
  goOn();
}

/** The clocks of two replicas. */
const CLOCKS_APART_MS = 20 * 60_000;

/** How much later than asked a wait may end. */
const OVERSLEPT_MS = 500;

/** How often the server's process must come by, and how long a request may have waited unread where it did not. */
const BEAT_MS = 50;
const UNREAD_MS = 2000;

/**
 * Waits of the server. One that a starved machine makes much longer never ends, nor one that begins with a request that may have waited
 * unread: the server books late, but never later than the settle time promises.
 */
function punctualClock(): Clock & { stop(): void } {
  let beatAt = monotonicNow();
  let stoodUntil = Number.NEGATIVE_INFINITY;
  const beat = (): void => {
    const now = monotonicNow();
    if (now - beatAt > OVERSLEPT_MS) stoodUntil = now;
    beatAt = now;
  };
  const timer = setInterval(beat, BEAT_MS);
  return {
    ...systemClock,
    after(ms, run) {
      beat();
      const dueAt = monotonicNow() + ms;
      const isRead = monotonicNow() - stoodUntil > UNREAD_MS;
      return systemClock.after(ms, () => {
        if (isRead && monotonicNow() - dueAt < OVERSLEPT_MS) run();
      });
    },
    stop: () => clearInterval(timer),
  };
}

/** What the log says of the keys that something was found of. */
async function explain({ findings }: Verdict, config: StartMessage['store']): Promise<void> {
  if (findings.length === 0) return;
  const log = await openIntentStore(config.store === 'postgres' ? { ...config, url: new Secret(config.url) } : config, {
    readOnly: true,
  });
  for (const [at, finding] of findings.slice(0, 20).entries()) {
    const rows = await log.list({ name: /crash-key-\d+/.exec(finding)?.[0], limit: 5 });
    findings[at] = `${finding}; log: ${JSON.stringify(rows)}`;
  }
  await log.close();
}

function tenantAt(baseUrl: string, settleSeconds: number): StartMessage['tenant'] {
  return {
    slug: 'saturn',
    name: 'Saturn',
    baseUrl,
    timeZone: 'Europe/Moscow',
    dialect: DEFAULT_DIALECT,
    // A breaker would shield the moves from the faults that they are here to meet.
    upstream: { ...DEFAULT_LIMITS, maxConcurrent: 64, timeoutMs: 400, deadlineMs: 1500, breakerCalls: 1_000_000 },
    valueMoves: { maxAmount: 10_000_000, settleSeconds, reasonVerbatim: 'auto', audit: 1, groupTimeoutMs: 3000 },
  };
}

function outcomesOf(asked: readonly Asked[]): Record<string, number> {
  const outcomes: Record<string, number> = {};
  for (const { told } of asked) {
    const last = told.at(-1)?.state ?? 'NONE';
    outcomes[last] = (outcomes[last] ?? 0) + 1;
  }
  return outcomes;
}
