import { setTimeout as pause } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import type { DialectConfig } from '../../src/config/dialect.ts';
import type { TenantConfig } from '../../src/config/gateway-config.ts';
import { createIntents, type Intents, type IntentsOptions } from '../../src/intents/intents.ts';
import type { Move, MoveOutcome } from '../../src/intents/move.ts';
import { createMemoryStore } from '../../src/intents/store/memory.ts';
import type { IntentStore } from '../../src/intents/store/store.ts';
import { createSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { createTenants, type Tenant, type Tenants } from '../../src/tenants/registry.ts';
import type { Upstream } from '../../src/upstream/client.ts';
import { standingClock, type TestClock } from '../kit/clock.ts';
import { tenantConfig } from '../kit/graph.ts';

export interface Asked {
  key?: string;
  principal?: string;
  tenant?: Tenant;
  deadlineMs?: number;
  upstream?: Upstream;
}

export interface GivenIntents {
  readonly clock: TestClock;
  readonly sandbox: Sandbox;
  readonly store: IntentStore;
  readonly tenant: Tenant;
  readonly tenants: Tenants;
  readonly intents: Intents;
  /** Another gateway on this store and server. */
  another(options?: Partial<IntentsOptions>): Promise<Intents>;
  ask(move: Move, asked?: Asked, by?: Intents): Promise<MoveOutcome>;
  /** Asks again until the outcome is as wanted; time passes in between. */
  askUntil(state: MoveOutcome['state'], move: Move, asked: Asked, by?: Intents): Promise<MoveOutcome>;
  /** Rows whose reason begins so. */
  booked(reason: string): ReturnType<Sandbox['operations']>;
  sends(): number;
}

export interface KitOptions extends Partial<Omit<IntentsOptions, 'tenants'>> {
  /** Besides the one on the sandbox. */
  readonly tenants?: readonly TenantConfig[];
  readonly sandbox?: SandboxOptions;
  /** The server's clock minus ours; a function where it changes. */
  readonly skewMs?: number | (() => number);
  /** When the clocks stand at first. @default noon of a day in March */
  readonly epoch?: number;
  readonly tenant?: Partial<Omit<TenantConfig, 'dialect'>> & { dialect?: Partial<DialectConfig> };
}

export const KEY = 'an-idempotency-key-1';

/** Intents on a small sandbox; both live by a clock that is moved by hand, so that no test waits for a settle time. */
export async function givenIntents(kit: KitOptions = {}): Promise<GivenIntents> {
  const {
    sandbox: server,
    tenant: changes,
    tenants: others = [],
    skewMs = 0,
    epoch = Date.UTC(2026, 2, 10, 12),
    ...options
  } = kit;
  const clock = standingClock(epoch);
  const skew = typeof skewMs === 'function' ? skewMs : () => skewMs;
  const serverClock = { ...clock, now: () => clock.now() + skew() };
  const sandbox = await createSandbox({ clock: serverClock, faultClock: clock, size: 'small', ...server });
  onTestFinished(() => sandbox.close());
  const store = options.store ?? createMemoryStore();
  const config = tenantConfig(sandbox.url, changes);
  const tenants = createTenants({ tenants: [config, ...others] }, { clock });
  const tenant = tenants.all[0] as Tenant;
  onTestFinished(() => tenants.close());
  const another = async (more: Partial<IntentsOptions> = {}): Promise<Intents> => {
    const made = createIntents({ store, clock, tenants, ...options, ...more });
    await made.start();
    onTestFinished(() => made.close());
    return made;
  };
  const intents = await another();

  const ask = (move: Move, asked: Asked = {}, by = intents): Promise<MoveOutcome> => {
    const { key = KEY, principal = 'API_KEY:site', tenant: who = tenant, deadlineMs = 2000 } = asked;
    const deadline = clock.now() + deadlineMs;
    const upstream = asked.upstream ?? { client: who.client, context: { deadline } };
    return by.move({ tenant: who, principal, key, move, upstream, deadline });
  };
  return {
    clock,
    sandbox,
    store,
    tenant,
    tenants,
    intents,
    another,
    ask,
    async askUntil(state, move, asked, by) {
      for (let tries = 0; tries < 60; tries++) {
        const outcome = await ask(move, asked, by);
        if (outcome.state === state) return outcome;
        clock.advance(31_000);
        await pause(5);
      }
      throw new Error(`it never became ${state}`);
    },
    booked: (reason) => sandbox.operations().filter((row) => row.reason?.startsWith(reason)),
    sends: () =>
      Object.entries(sandbox.callCounts())
        .filter(([name]) => /^operations\.(deposit|withdraw|group)/.test(name))
        .reduce((sum, [, count]) => sum + count, 0),
  };
}
