import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Move, MoveOutcome } from '../../../src/intents/move.ts';
import type { Failpoint } from '../../../src/intents/services.ts';
import { createMemoryStore } from '../../../src/intents/store/memory.ts';
import { createSqliteStore } from '../../../src/intents/store/sqlite.ts';
import type { IntentStore } from '../../../src/intents/store/store.ts';
import { type Clock, systemClock } from '../../../src/lib/clock.ts';
import { createSandbox, type Sandbox } from '../../../src/sandbox/sandbox.ts';
import { createTenants, type Tenants } from '../../../src/tenants/registry.ts';
import type { UpstreamError } from '../../../src/upstream/errors.ts';
import { tenantConfig } from '../../kit/config.ts';
import { type Mortal, startMortal } from '../../kit/mortal.ts';

export type StoreKind = 'memory' | 'sqlite';

export interface Owner {
  readonly tenant: string;
  readonly principal: string;
  readonly key: string;
}

/** How a call goes out: to a port where nobody listens, or with little patience for the answer. */
export interface Way {
  readonly isRefused?: boolean;
  readonly timeoutMs?: number;
}

export type Reply = MoveOutcome | UpstreamError;

/** A process of a gateway on a real sandbox, which can be killed and started again; no time passes but by hand. */
export interface World {
  readonly sandbox: Sandbox;
  now(): number;
  pass(ms: number): void;
  /** Server's clock minus ours, from now on. */
  setSkew(ms: number): void;
  /** Rejects with what is neither an outcome nor a failure of the server. */
  ask(owner: Owner, move: Move, way?: Way): Promise<Reply>;
  /** The reconciler's round, if one is due. Resolves when it is over. */
  round(): Promise<void>;
  /** Runs this in a process that dies when it comes by that step; then another one starts. Says whether it died. */
  dying(step: Failpoint, run: () => Promise<void>): Promise<boolean>;
  restart(): Promise<void>;
  /** Moves that reached the server, so far. */
  sends(): number;
  store(): IntentStore;
  close(): Promise<void>;
}

/** Not near the real time: the server's Date header tells nothing that agrees. */
const EPOCH = Date.UTC(2031, 2, 10, 12);
const TEN_YEARS_SECONDS = 10 * 365 * 86_400;

export async function openWorld(kind: StoreKind): Promise<World> {
  let time = EPOCH;
  let skewMs = 0;
  const clock: Clock = { now: () => time, monotonic: () => time, after: systemClock.after };
  const sandbox = await createSandbox({
    clock: { ...clock, now: () => time + skewMs },
    size: 'small',
    accessTokenSeconds: TEN_YEARS_SECONDS,
  });
  const nobody = await refusingPort(sandbox.port);
  const tenants = tenantsAt(sandbox.url, clock);
  const unreachable = tenantsAt(`http://127.0.0.1:${nobody.port}/api/v0`, clock);
  const folder = mkdtempSync(join(tmpdir(), 'model-'));
  const memory = createMemoryStore();
  const open = () => (kind === 'memory' ? memory : createSqliteStore({ path: join(folder, 'intents.db') }));
  let store = open();
  let life = await begin({ store, tenants, now: () => time });

  const restart = async (): Promise<void> => {
    life.kill();
    if (kind === 'sqlite') await store.close();
    store = open();
    life = await begin({ store, tenants, now: () => time });
  };

  return {
    sandbox,
    now: () => time,
    pass(ms) {
      time += ms;
    },
    setSkew(ms) {
      skewMs = ms;
    },
    async ask({ tenant: slug, principal, key }, move, { isRefused = false, timeoutMs } = {}) {
      const [tenant, way] = [tenants.get(slug), (isRefused ? unreachable : tenants).get(slug)];
      if (!tenant || !way) throw new RangeError(`no tenant ${slug}`);
      const deadline = time + tenant.deadlineMs;
      const upstream = { client: way.client, context: { deadline, timeoutMs } };
      return life.intents
        .move({ tenant, principal, key, move, upstream, deadline })
        .catch((error: Error) => (error.name === 'UpstreamError' ? (error as UpstreamError) : Promise.reject(error)));
    },
    round: () => life.round(),
    async dying(step, run) {
      const died = life.dieAt(step);
      const isDead = await Promise.race([run().then(() => false), died.then(() => true)]);
      life.live();
      if (isDead) await restart();
      return isDead;
    },
    restart,
    sends: () =>
      Object.entries(sandbox.callCounts())
        .filter(([name]) => /^operations\.(deposit|withdraw)$/.test(name))
        .reduce((sum, [, count]) => sum + count, 0),
    store: () => store,
    async close() {
      await life.intents.close();
      await Promise.all([tenants.close(), unreachable.close()]);
      nobody.close();
      await sandbox.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface Life extends Mortal {
  round(): Promise<void>;
}

/** A process in this one, whose timers wait for the hand that moves the time. */
async function begin(options: { store: IntentStore; tenants: Tenants; now: () => number }): Promise<Life> {
  const { tenants, now } = options;
  const timers = new Set<{ readonly at: number; readonly run: () => void }>();
  const clock: Clock = {
    now,
    monotonic: now,
    after(ms, run) {
      const timer = { at: now() + ms, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
  };
  let isDead = false;
  /** A round ends with that. */
  let hasCounted = true;
  /** Rows whose lookup is due; its decision is written. */
  const inLookup = new Set<string>();
  const store: IntentStore = {
    ...options.store,
    expireSends(...args) {
      hasCounted = false;
      return options.store.expireSends(...args);
    },
    async takeDue(...args) {
      const rows = await options.store.takeDue(...args);
      for (const { attempt } of rows) inLookup.add(attempt);
      return rows;
    },
    change: (row, ...args) => options.store.change(row, ...args).finally(() => inLookup.delete(row.attempt)),
    counts: () =>
      options.store.counts().finally(() => {
        hasCounted = true;
      }),
  };
  const mortal = await startMortal({ store, clock, tenants });
  return {
    ...mortal,
    kill() {
      isDead = true;
      mortal.kill();
    },
    async round() {
      hasCounted = true;
      for (const timer of [...timers].filter(({ at }) => at <= now())) {
        timers.delete(timer);
        timer.run();
      }
      while (!isDead && (!hasCounted || inLookup.size > 0)) await pause(1);
      // It sets its next timer after that.
      await pause(1);
    },
  };
}

function tenantsAt(baseUrl: string, clock: Clock): Tenants {
  // A breaker would keep the moves from the faults that they are here to meet.
  const upstream = { deadlineMs: 8000, retryBaseMs: 1, breakerCalls: 1_000_000 };
  const configs = ['saturn', 'neptune'].map((slug) => tenantConfig({ baseUrl, slug, upstream }));
  return createTenants({ tenants: configs }, { clock });
}

/** Where nobody listens, and nobody can as long as this is open: it is the near end of a connection. */
async function refusingPort(listening: number): Promise<{ port: number; close(): void }> {
  const socket = await new Promise<Socket>((resolve, reject) => {
    const made = connect(listening, '127.0.0.1', () => resolve(made)).on('error', reject);
  });
  return { port: socket.localPort ?? 0, close: () => socket.destroy() };
}
