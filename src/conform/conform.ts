import { setMaxListeners } from 'node:events';
import { type Clock, keepAlive, sleep, systemClock } from '../lib/clock.ts';
import type { ReloadableConfig } from '../tenants/reloadable-tenants.ts';
import type { Check } from './check.ts';
import { CHECKS } from './checks.ts';
import { createGraphClient } from './graph-client.ts';
import { createReadings } from './readings.ts';
import { type ShownValue, shownValues } from './shown-values.ts';
import { type FeatureResult, overall, suspect } from './verdict.ts';

export interface ConformOptions {
  /** The configuration of the gateway. */
  readonly config: ReloadableConfig;
  readonly tenant: ReloadableConfig['tenants'][number];
  readonly clock?: Clock;
  /** @default all */
  readonly checks?: readonly Check[];
}

export interface Conformity {
  readonly slug: string;
  /** Whether something fits, and nothing is SUSPECT. */
  readonly ok: boolean;
  readonly features: readonly FeatureResult[];
  /** Values that only a person can compare with what ProBonus shows. */
  readonly shown: readonly ShownValue[];
  /** Upstream calls. */
  readonly calls: number;
}

const MAX_CALLS = 300;
/** So that each difference can be asked for again. */
const FIRST_ROUND_CALLS = 200;
const MAX_MS = 5 * 60_000;
const MAX_CONCURRENT = 4;
const AGAIN_MS = 60_000;

/**
 * Holds what one server tells against itself, through the graph. Reads only: at most 300 upstream calls and five minutes, four
 * calls at once. Never rejects for an error of the server.
 */
export async function conform(options: ConformOptions): Promise<Conformity> {
  const { config, tenant, clock = systemClock, checks = CHECKS } = options;
  const { upstream } = tenant;
  const maxConcurrent = Math.min(MAX_CONCURRENT, upstream.maxConcurrent);
  const tenants = [{ ...tenant, upstream: { ...upstream, maxConcurrent } }];
  const timeUp = new AbortController();
  // Each call under way listens.
  setMaxListeners(0, timeUp.signal);
  // A command has nothing else that does, while it waits to ask again.
  const letGo = keepAlive();
  const stopTimer = clock.after(MAX_MS, () => timeUp.abort());
  const client = createGraphClient({ config: { ...config, tenants }, clock, signal: timeUp.signal });
  try {
    client.allow(FIRST_ROUND_CALLS);
    const readings = createReadings(client);
    const shown = await shownValues(readings);
    const first = await runAll(checks, readings);

    // What is booked or changed between two answers makes them differ once.
    const differing = checks.filter((_, index) => first[index]?.verdict === 'SUSPECT');
    const again = new Map<Check, FeatureResult>();
    if (differing.length > 0) {
      await sleep(clock, AGAIN_MS, timeUp.signal).catch(() => undefined);
      client.allow(MAX_CALLS);
      const results = await runAll(differing, createReadings(client));
      for (const [index, check] of differing.entries()) again.set(check, twice(first, results[index], check));
    }
    const features = checks.flatMap((check, index) => again.get(check) ?? first[index] ?? []);
    return {
      slug: tenant.slug,
      ok: overall(features) === 'FITS',
      features,
      shown,
      calls: client.calls,
    };
  } finally {
    stopTimer();
    letGo();
    await client.close();
  }
}

/** One after another: each may use the budget to its end. */
export async function runAll(
  checks: readonly Check[],
  readings: ReturnType<typeof createReadings>,
): Promise<FeatureResult[]> {
  const results: FeatureResult[] = [];
  for (const check of checks) {
    const { feature, operation } = check;
    results.push({ feature, operation, ...(await check.run(readings)) });
  }
  return results;
}

/** The second answer counts, unless there was none: what differed then stays SUSPECT. */
function twice(first: readonly FeatureResult[], second: FeatureResult | undefined, check: Check): FeatureResult {
  const before = first.find(({ feature }) => feature === check.feature);
  if (second && second.verdict !== 'UNTOLD') return second;
  const { feature, operation } = check;
  return { feature, operation, ...suspect(`${before?.text ?? ''}; not told when asked again`) };
}
