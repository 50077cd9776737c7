import { createHmac, randomBytes } from 'node:crypto';
import { type Clock, sleep } from '../../lib/clock.ts';

/** A refused login is answered at a multiple of this time after its request. */
const STEP_MS = 500;
/** Refusals of one server whose times are kept. */
const SAMPLES = 32;

/** Keeps the time of a refusal from telling whether a server was asked. Both resolve when the client may be answered. */
export interface RefusalTime {
  /** For a login that the tenant's server refused. */
  asked(slug: string, startedAt: number): Promise<void>;
  /** For a login without a call upstream: takes as long as a former refusal of a server. `tenant` need not exist. */
  unasked(tenant: string, startedAt: number): Promise<void>;
}

export function createRefusalTime(clock: Clock, random: () => number = Math.random): RefusalTime {
  const samples = new Map<string, readonly number[]>();
  const secret = randomBytes(16);

  const answer = (startedAt: number, took: number): Promise<void> => {
    const at = startedAt + Math.max(1, Math.ceil(took / STEP_MS)) * STEP_MS;
    return sleep(clock, Math.max(0, at - clock.now()));
  };
  /** Times of this tenant; of an unknown one those of another, always the same, so that nobody can tell it from one with a server. */
  const timesLike = (tenant: string): readonly number[] => {
    const cached = samples.get(tenant);
    if (cached) return cached;
    const all = [...samples.values()];
    const index = createHmac('sha256', secret).update(tenant).digest().readUInt32BE() % Math.max(1, all.length);
    return all[index] ?? [];
  };

  return {
    asked(slug, startedAt) {
      const took = clock.now() - startedAt;
      samples.set(slug, [...(samples.get(slug) ?? []), took].slice(-SAMPLES));
      return answer(startedAt, took);
    },
    unasked(tenant, startedAt) {
      const times = timesLike(tenant);
      return answer(startedAt, times[Math.floor(random() * times.length)] ?? 0);
    },
  };
}
