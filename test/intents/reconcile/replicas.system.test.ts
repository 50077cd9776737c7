import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import type { TenantConfig } from '../../../src/config/gateway-config.ts';
import type { CardMove, MoveOutcome } from '../../../src/intents/move.ts';
import { createPostgresStore } from '../../../src/intents/store/postgres.ts';
import type { IntentStore } from '../../../src/intents/store/store.ts';
import { type Clock, systemClock } from '../../../src/lib/clock.ts';
import type { FaultRule } from '../../../src/sandbox/failures/faults.ts';
import { createSandbox, type Sandbox } from '../../../src/sandbox/sandbox.ts';
import { createTenants, type Tenant } from '../../../src/tenants/registry.ts';
import type { UpstreamError } from '../../../src/upstream/errors.ts';
import { fastClock } from '../../kit/clock.ts';
import { tenantConfig } from '../../kit/config.ts';
import { givenPostgres } from '../../kit/given-postgres.ts';
import { type Mortal, startMortal } from '../../kit/mortal.ts';

const postgres = await givenPostgres();

interface Replica extends Mortal {
  readonly store: IntentStore;
  /** Keys that its reconciler took, each time that it did. */
  readonly taken: string[];
  /** Null: nothing was sent, as on a machine that is too slow. */
  ask(key: string, move: CardMove): Promise<MoveOutcome | null>;
}

interface Given {
  readonly sandbox: Sandbox;
  readonly replicas: readonly [Replica, Replica];
  readonly cards: readonly number[];
  /** Another gateway on the same log. */
  another(): Promise<Replica>;
}

interface Options {
  readonly clock?: Clock;
  readonly upstream?: Partial<TenantConfig['upstream']>;
  readonly settleSeconds?: number;
}

/** Two gateways that share nothing but a database and the server, which has booked for each of them. */
async function givenReplicas(options: Options = {}): Promise<Given> {
  const { clock = fastClock(1), settleSeconds = 600 } = options;
  const url = await postgres.database();
  const sandbox = await createSandbox({ clock, faultClock: clock, size: 'small', accessTokenSeconds: 1_000_000 });
  onTestFinished(() => sandbox.close());
  const config = tenantConfig({
    baseUrl: sandbox.url,
    upstream: { breakerCalls: 1_000_000, maxConcurrent: 64, retryBaseMs: 1, ...options.upstream },
    // Only lost answers are looked for.
    valueMoves: { settleSeconds, audit: 0 },
  });
  const cards = sandbox.accounts().flatMap(({ id, isBlocked }) => (isBlocked ? [] : [id]));

  const another = async (): Promise<Replica> => {
    const tenants = createTenants({ tenants: [config] }, { clock });
    const real = createPostgresStore({ url, clock: systemClock });
    const taken: string[] = [];
    const store: IntentStore = {
      ...real,
      async takeDue(...args) {
        const rows = await real.takeDue(...args);
        taken.push(...rows.map(({ key }) => key));
        return rows;
      },
    };
    const mortal = await startMortal({ store, clock, tenants });
    onTestFinished(async () => {
      mortal.kill();
      await real.close();
      await tenants.close();
    });
    const tenant = tenants.all[0] as Tenant;
    return {
      ...mortal,
      store,
      taken,
      ask(key, move) {
        const deadline = clock.now() + tenant.deadlineMs;
        const upstream = { client: tenant.client, context: { deadline } };
        return mortal.intents
          .move({ tenant, principal: 'API_KEY:site', key, move, upstream, deadline })
          .catch((error: UpstreamError) => (error.sent === 'NOT_SENT' ? null : Promise.reject(error)));
      },
    };
  };
  const replicas = [await another(), await another()] as const;
  for (const [at, { ask }] of replicas.entries())
    expect(await ask(`first-${at}`, depositOn(cards[0], `first-${at}`))).toMatchObject({ state: 'BOOKED' });
  return { sandbox, replicas, cards, another };
}

/** The reason names the key. */
const depositOn = (cardId: number | undefined, key: string): CardMove => ({
  kind: 'CARD_DEPOSIT',
  cardId: cardId ?? 0,
  amount: 12_345,
  reason: `<${key}>`,
});

/** Sends that the server worked on, by key; of one that it dropped nobody knows the key. */
function sendsOf({ calls }: Sandbox): Map<string, number> {
  const sends = new Map<string, number>();
  for (const { operationId, body } of calls) {
    if (operationId !== 'operations.deposit') continue;
    const key = /^<(.*)>/.exec(String((body as { reason?: unknown } | null)?.reason))?.[1] ?? '';
    sends.set(key, (sends.get(key) ?? 0) + 1);
  }
  return sends;
}

const rowsOf = (sandbox: Sandbox, key: string) =>
  sandbox.operations().filter(({ reason }) => reason?.startsWith(`<${key}>`));

const DEPOSITS: Readonly<Record<string, FaultRule>> = {
  reset: { do: 'reset', phase: 'after', probability: 0.12 },
  proxy: { do: 'html', phase: 'after', probability: 0.1 },
  cut: { do: 'cut', probability: 0.1 },
  silence: { do: 'hang', phase: 'after', probability: 0.04 },
  lost: { do: 'reset', probability: 0.06 },
  slow: { latencyMs: 120, probability: 0.1 },
};

test.skipIf(postgres.isMissing)(
  'the same 200 keys, each four times at each of two gateways, on a bad server: one send each, and the same answer everywhere',
  async () => {
    const { sandbox, replicas, cards } = await givenReplicas({
      upstream: { timeoutMs: 400, deadlineMs: 5000 },
      settleSeconds: 2,
    });
    sandbox.clearCalls();
    for (const rule of Object.values(DEPOSITS)) sandbox.faults.add({ operationId: 'operations.deposit', ...rule });
    sandbox.faults.add({ operationId: 'operations.list', do: 'status', status: 503, probability: 0.3 });
    const told = new Map<string, MoveOutcome[]>();
    const isOpen = (key: string) => !told.get(key)?.some(({ state }) => state !== 'PENDING');

    const askAll = async (key: string, at: number, times: number): Promise<void> => {
      const move = depositOn(cards[at % cards.length], key);
      const askers = Array.from({ length: times }, () => replicas.map(({ ask }) => ask(key, move))).flat();
      const answers = (await Promise.all(askers)).filter((answer) => answer !== null);
      told.set(key, [...(told.get(key) ?? []), ...answers]);
    };
    const keys = Array.from({ length: 200 }, (_, at) => `key-${at}`);
    const queue = keys.entries();
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        for (const [at, key] of queue) await askAll(key, at, 4);
      }),
    );
    for (let tries = 0; keys.some(isOpen) && tries < 600; tries++) {
      await pause(250);
      await Promise.all(keys.map(async (key, at) => isOpen(key) && (await askAll(key, at, 1))));
    }

    expect(sandbox.callCounts()['operations.deposit']).toBe(keys.length);
    const sends = sendsOf(sandbox);
    for (const [key, answers] of told) {
      const final = answers.filter(({ state }) => state !== 'PENDING');
      const essences = final.map((answer) => JSON.stringify({ ...answer, replayed: null }));
      expect(new Set(essences).size, `${key}: ${essences}`).toBe(1);
      expect(sends.get(key) ?? 0, key).toBeLessThanOrEqual(1);
      expect(rowsOf(sandbox, key), key).toHaveLength(final[0]?.state === 'BOOKED' ? 1 : 0);
      expect(answers.filter((answer) => 'replayed' in answer && !answer.replayed).length, key).toBeLessThanOrEqual(1);
    }
    const states = new Set([...told.values()].flat().map(({ state }) => state));
    expect([...states].sort()).toEqual(['BOOKED', 'NOT_APPLIED', 'PENDING']);
  },
);

test.skipIf(postgres.isMissing)(
  'a gateway dies while it sends: its cards are free at the deadline, the other finds out 30 s later, by itself, and tells the truth',
  async () => {
    const clock = fastClock(20);
    const { sandbox, replicas, cards, another } = await givenReplicas({
      clock,
      upstream: { timeoutMs: 20_000, deadlineMs: 60_000 },
      settleSeconds: 60,
    });
    const [dying, other] = replicas;
    const [sent, unsent] = [depositOn(cards[1], 'sent'), depositOn(cards[2], 'unsent')];
    const began = clock.now();
    for (const [step, move] of [
      ['after-begin', unsent],
      ['after-send', sent],
    ] as const) {
      const died = dying.dieAt(step);
      void dying.ask(move.reason, move);
      await died;
    }
    dying.kill();
    expect(rowsOf(sandbox, 'sent')).toHaveLength(1);
    for (const move of [sent, unsent]) expect(await other.ask(move.reason, move)).toMatchObject({ state: 'PENDING' });

    const free = async (card: number | undefined, key: string): Promise<MoveOutcome> =>
      (await other.ask(key, depositOn(card, key))) ?? free(card, key);
    for (const [at, key] of ['next-1', 'next-2'].entries()) {
      expect(await free(cards[at + 1], key)).toMatchObject({ state: 'BOOKED' });
      const [row] = await other.store.list({ limit: 1, name: key });
      expect(row?.submittedAt).toBeGreaterThan(began + 60_000);
      expect(row?.submittedAt).toBeLessThan(began + 60_000 + 30_000);
    }

    const stateOf = async ({ reason }: CardMove) => (await other.store.list({ limit: 1, name: reason }))[0]?.state;
    for (;;) {
      const state = await stateOf(sent);
      // Read after the state: it was so even then.
      if (clock.now() < began + 60_000 + 30_000) expect(state).toBe('SENDING');
      if (state === 'SUCCEEDED') break;
      await pause(20);
    }
    // The log is looked through each 15 s; the rest is for a slow machine.
    expect(clock.now()).toBeLessThan(began + 60_000 + 30_000 + 10 * 15_000);
    await expect.poll(() => stateOf(unsent)).toBe('NOT_APPLIED');
    for (const { ask } of [other, await another()]) {
      expect(await ask(sent.reason, sent)).toMatchObject({ state: 'BOOKED', replayed: true });
      expect(await ask(unsent.reason, unsent)).toMatchObject({ state: 'NOT_APPLIED' });
    }
    expect([...sendsOf(sandbox).entries()].filter(([key]) => !/^first|^next/.test(key))).toEqual([['sent', 1]]);
    expect(rowsOf(sandbox, 'unsent')).toEqual([]);
  },
);

test.skipIf(postgres.isMissing)(
  'two reconcilers never take the same row: each of 300 lost answers is looked for once',
  async () => {
    const clock = fastClock(20);
    const { sandbox, replicas, cards } = await givenReplicas({ clock, upstream: { deadlineMs: 60_000 } });
    sandbox.faults.add({ operationId: 'operations.deposit', do: 'reset', phase: 'after' });
    sandbox.faults.add({ operationId: 'operations.list', do: 'status', status: 503 });
    const keys = Array.from({ length: 300 }, (_, at) => `key-${at}`);
    const queue = keys.entries();
    await Promise.all(
      Array.from({ length: 16 }, async () => {
        for (const [at, key] of queue) await replicas[at % 2]?.ask(key, depositOn(cards[at % cards.length], key));
      }),
    );
    const { store } = replicas[0];
    expect((await store.list({ states: ['UNKNOWN'], limit: 1000 })).length).toBe(300);
    for (const { taken } of replicas) taken.length = 0;
    sandbox.faults.clear();
    sandbox.clearCalls();
    await expect.poll(() => store.list({ states: ['UNKNOWN'], limit: 1 })).toEqual([]);

    const read = sandbox.calls.filter(({ operationId, status }) => operationId === 'operations.list' && status === 200);
    expect(new Set(read.map(({ query }) => query.search)).size).toBe(300);
    const pages = read.map(({ query }) => `${query.search} ${query.offset}`);
    expect(new Set(pages).size).toBe(pages.length);
    for (const { taken } of replicas) expect(taken.length).toBeGreaterThan(0);
  },
);
