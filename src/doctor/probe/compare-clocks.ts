import type { Clock } from '../../lib/clock.ts';
import type { Zone } from '../../lib/local-time.ts';
import type { Findings } from '../diagnosis.ts';
import type { Row } from './prober.ts';

/** Largest difference of clocks at which the outcome of a lost deposit can still be looked up. */
const TOLERANCE_MS = 5 * 60_000;
/** Precision of the measurement: a Date header has whole seconds, and answers take time. */
const NOISE_MS = 2000;

/**
 * Compares clocks by the Date header, and by the newest operation: it cannot lie in the future, and where guests pay all day it
 * does not lie further back than any two of them are apart. True where it shows that the server's times are UTC.
 */
export function compareClocks(
  skewMs: number | null,
  operations: readonly Row[],
  zone: Zone,
  clock: Clock,
  findings: Findings,
): boolean {
  const instants = instantsOf(operations, zone);
  const now = clock.now() + (skewMs ?? 0);
  const age = now - (instants[0] ?? now);
  const differ = (severity: 'error' | 'warning', text: string) =>
    findings.add(severity, 'CLOCK_DIFFERS', text, 'operations.list');
  if (age < -TOLERANCE_MS) {
    const text = `the newest operation lies ${durationText(-age)} in the future: timeZone or the server's clock is wrong`;
    differ('warning', text);
    return false;
  }
  const offset = Date.parse(`${zone.toLocal(clock.now()).slice(0, 19)}Z`) - clock.now();
  if (isFartherThanAny(age, instants) && Math.abs(offset) > TOLERANCE_MS) {
    const left = age - offset;
    const rare = `the newest operation reads as ${durationText(age)} ago, and no two of the ${instants.length} before are so far apart`;
    if (left > -TOLERANCE_MS && left < widestGap(instants)) {
      differ('error', `${rare}; read as UTC it is ${durationText(Math.max(0, left))} ago: the server's times are UTC`);
      return true;
    }
    differ('warning', `${rare}: compare it with ProBonus; timeZone may be wrong`);
  }
  compareHeader(skewMs, findings);
  return false;
}

function compareHeader(skewMs: number | null, findings: Findings): void {
  if (skewMs === null) findings.add('info', 'CLOCK_UNKNOWN', 'the server sends no Date header');
  else if (Math.abs(skewMs) > TOLERANCE_MS / 5) {
    const side = skewMs > 0 ? 'ahead of' : 'behind';
    findings.add('warning', 'CLOCK_DIFFERS', `the server's clock is ${durationText(Math.abs(skewMs))} ${side} ours`);
  } else {
    const difference = Math.abs(skewMs) <= NOISE_MS ? 'to the second' : `to ${durationText(Math.abs(skewMs))}`;
    findings.add('info', 'CLOCK_AGREES', `the clocks agree ${difference}`);
  }
}

/** Rows and days that show how far operations are apart, nights included. */
const ENOUGH_ROWS = 20;
const ENOUGH_MS = 36 * 3_600_000;

function isFartherThanAny(age: number, instants: readonly number[]): boolean {
  const span = (instants[0] ?? 0) - (instants.at(-1) ?? 0);
  return instants.length >= ENOUGH_ROWS && span >= ENOUGH_MS && age > 1.5 * widestGap(instants);
}

function widestGap(instants: readonly number[]): number {
  return Math.max(0, ...instants.slice(1).map((instant, index) => (instants[index] ?? instant) - instant));
}

/** The newest first. */
function instantsOf(operations: readonly Row[], zone: Zone): number[] {
  const instants = operations.flatMap(({ createdAt }) => {
    const instant = typeof createdAt === 'string' ? zone.toInstant(createdAt) : null;
    return instant === null ? [] : [instant];
  });
  return instants.sort((a, b) => b - a);
}

function durationText(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 360) / 10} h`;
}
