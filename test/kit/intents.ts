import { setTimeout as pause } from 'node:timers/promises';
import { createIntents, type Intents, type IntentsOptions } from '../../src/intents/intents.ts';
import type { Move, MoveOutcome } from '../../src/intents/move.ts';
import type { Money } from '../../src/lib/decimal.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import type { Tenant } from '../../src/tenants/registry.ts';
import type { Upstream } from '../../src/upstream/client.ts';
import { atEnd } from './at-end.ts';
import type { TestClock } from './clock.ts';
import type { createGraph, GraphOptions } from './graph.ts';

export interface Asked {
  readonly key?: string;
  readonly principal?: string;
  readonly tenant?: Tenant;
  readonly deadlineMs?: number;
  readonly upstream?: Upstream;
}

export const KEY = 'an-idempotency-key-1';

export interface BookingOptions {
  /** Opened when it is first needed. */
  graph(): ReturnType<typeof createGraph>;
  readonly clock: TestClock;
  readonly sandbox: Sandbox;
  readonly options: GraphOptions;
}

/** Value moves below the graph: what `intents` is asked for and tells. */
export function bookingOf({ graph, clock, sandbox, options }: BookingOptions) {
  const tenant = () => graph().tenants.all[0] as Tenant;
  const book = async (move: Move, asked: Asked = {}, by?: Intents): Promise<MoveOutcome> => {
    const { key = KEY, principal = 'API_KEY:site', tenant: who = tenant(), deadlineMs = 2000 } = asked;
    await graph().started;
    const deadline = clock.now() + deadlineMs;
    const upstream = asked.upstream ?? { client: who.client, context: { deadline } };
    return (by ?? graph().intents).move({ tenant: who, principal, key, move, upstream, deadline });
  };
  return {
    book,
    /** Asks again until the outcome is as wanted; time passes in between. */
    async bookUntil(state: MoveOutcome['state'], move: Move, asked: Asked = {}, by?: Intents): Promise<MoveOutcome> {
      for (let tries = 0; tries < 60; tries++) {
        const outcome = await book(move, asked, by);
        if (outcome.state === state) return outcome;
        clock.advance(31_000);
        await pause(5);
      }
      throw new Error(`it never became ${state}`);
    },
    /** Takes back what a key has booked; all that is left by default. */
    reverse(by: Pick<Intents, 'reverse'>, key: string, originalKey: string, amount: Money | null = null) {
      const deadline = clock.now() + 2000;
      const upstream = { client: tenant().client, context: { deadline } };
      const caller = { tenant: tenant(), principal: 'API_KEY:site', upstream, deadline };
      return by.reverse({ ...caller, key, originalKey, amount, expiresAt: null, reason: `Отмена ${key}` });
    },
    /** Another gateway on this log and server. */
    async another(more: Partial<IntentsOptions> = {}): Promise<Intents> {
      await graph().started;
      const { store, tenants } = graph();
      const made = createIntents({ clock, tenants, ...options, store, ...more });
      await made.start();
      atEnd(() => made.close());
      return made;
    },
    /** Rows whose reason begins so. */
    booked: (reason: string) => sandbox.operations().filter((row) => row.reason?.startsWith(reason)),
  };
}
