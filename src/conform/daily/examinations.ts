import { createHash } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import type { Clock } from '../../lib/clock.ts';
import type { Tenant } from '../../tenants/registry.ts';
import type { Examined } from './examine.ts';

export interface ExaminationsOptions {
  readonly clock: Clock;
  readonly tenants: { readonly all: readonly Tenant[] };
  /** Examines one tenant. */
  readonly examine: (slug: string, signal: AbortSignal) => Promise<Examined>;
}

/** For metrics: examinations by their outcome. */
export type ExaminationCounts = Readonly<Record<Examined['verdict'], number>>;

export interface Examinations {
  readonly counts: ExaminationCounts;
  /** Aborts the one under way. */
  stop(): Promise<void>;
}

/** Between two checks of which tenants are due. */
const INTERVAL_MS = 5 * 60_000;
const DAY_MS = 86_400_000;
/** The first examinations are spread over so long, by slug. */
const SPREAD_MS = 60 * 60_000;
/** Longest time of one. */
const MOST_MS = 5 * 60_000;

interface State {
  readonly client: Tenant['client'];
  /** Calls of the tenant that are known: its own examination is no use of it. */
  calls: number;
  nextAt: number | null;
}

/**
 * Examines each tenant once a day while it is in use, one after the other; the first time within an hour of its first use. One
 * timer for all of them, which keeps no process alive: a tenant that nobody uses costs nothing.
 */
export function createExaminations({ clock, tenants, examine }: ExaminationsOptions): Examinations {
  const counts = { FITS: 0, SUSPECT: 0, UNTOLD: 0 };
  const states = new Map<string, State>();
  const stopped = new AbortController();
  let cancel = () => {};

  const examineOne = async ({ slug, troubles }: Tenant): Promise<void> => {
    const timeUp = new AbortController();
    const cancelTimer = clock.after(MOST_MS, () => timeUp.abort());
    const signal = AbortSignal.any([stopped.signal, timeUp.signal]);
    // Each of its calls listens while it waits.
    setMaxListeners(0, signal);
    const { verdict, features } = await examine(slug, signal).finally(cancelTimer);
    if (stopped.signal.aborted) return;
    counts[verdict]++;
    if (verdict === 'UNTOLD') return;
    troubles.set('ANSWERS_DISAGREE', verdict === 'SUSPECT', { features });
  };

  const examineDue = async (): Promise<void> => {
    for (const tenant of tenants.all) {
      if (stopped.signal.aborted) return;
      const known = states.get(tenant.slug);
      const { client } = tenant;
      // Another client reads otherwise: what was found of the one before is asked for again.
      const state = known?.client === client ? known : { client, calls: known ? callsOf(tenant) : 0, nextAt: null };
      states.set(tenant.slug, state);
      if (callsOf(tenant) === state.calls) continue;
      state.nextAt ??= clock.now() + spreadOf(tenant.slug);
      if (clock.now() < state.nextAt) continue;
      await examineOne(tenant).catch(() => counts.UNTOLD++);
      state.calls = callsOf(tenant);
      state.nextAt = clock.now() + DAY_MS;
    }
    const slugs = new Set(tenants.all.map(({ slug }) => slug));
    for (const slug of states.keys()) if (!slugs.has(slug)) states.delete(slug);
  };
  const schedule = (): void => {
    cancel = clock.after(INTERVAL_MS, () => {
      void examineDue().then(() => {
        if (!stopped.signal.aborted) schedule();
      });
    });
  };
  schedule();
  return {
    counts,
    async stop() {
      cancel();
      stopped.abort();
    },
  };
}

function callsOf({ client }: Tenant): number {
  const { read, write } = client.counters.totals.byClass;
  return read.calls + write.calls;
}

function spreadOf(slug: string): number {
  return (createHash('sha256').update(slug).digest().readUInt32BE(0) / 2 ** 32) * SPREAD_MS;
}
