import { CHECKS } from '../../src/conform/checks.ts';
import { type Conformity, conform } from '../../src/conform/conform.ts';
import type { Verdict } from '../../src/conform/verdict.ts';
import type { Clock } from '../../src/lib/clock.ts';
import { configOf, type TenantFile } from './config.ts';

/** Holds a server against itself, in these features or in all; a minute passes at once. */
export function conformAt(file: TenantFile, clock: Clock, features?: readonly string[]): Promise<Conformity> {
  const { config } = configOf([file]);
  const [tenant] = config.tenants;
  if (!tenant) throw new Error('no tenant');
  const checks = CHECKS.filter(({ feature }) => features?.includes(feature) ?? true);
  if (features && checks.length < features.length) throw new Error(`not all of ${features.join()} are checks`);
  return conform({
    config,
    tenant,
    checks,
    clock: { ...clock, after: (ms, run) => clock.after(ms === 60_000 ? 0 : ms, run) },
  });
}

/** The features with a verdict, and what is said of them. */
export function withVerdict({ features }: Conformity, verdict: Verdict): Record<string, string> {
  return Object.fromEntries(
    features.filter((found) => found.verdict === verdict).map(({ feature, text }) => [feature, text]),
  );
}
