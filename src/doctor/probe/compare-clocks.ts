import type { Clock } from '../../lib/clock.ts';
import type { Zone } from '../../lib/local-time.ts';
import type { Findings } from '../diagnosis.ts';
import type { Row } from './prober.ts';

/** Largest difference of clocks at which the outcome of a lost deposit can still be looked up. */
const TOLERANCE_MS = 5 * 60_000;
/** Precision of the measurement: a Date header has whole seconds, and answers take time. */
const NOISE_MS = 2000;

/** Compares clocks by the Date header, and by the newest operation, which may only lie in the future if a clock is wrong. */
export function compareClocks(
  skewMs: number | null,
  operations: readonly Row[],
  zone: Zone,
  clock: Clock,
  findings: Findings,
): void {
  const ahead = newest(operations, zone) - clock.now();
  if (ahead > TOLERANCE_MS) {
    const text = `the newest operation lies ${durationText(ahead)} in the future: timeZone or the server's clock is wrong`;
    findings.add('warning', 'CLOCK_DIFFERS', text, 'operations.list');
    return;
  }
  if (skewMs === null) findings.add('info', 'CLOCK_UNKNOWN', 'the server sends no Date header');
  else if (Math.abs(skewMs) > TOLERANCE_MS / 5) {
    findings.add(
      'warning',
      'CLOCK_DIFFERS',
      `the server's clock is ${durationText(Math.abs(skewMs))} ${skewMs > 0 ? 'ahead of' : 'behind'} ours`,
    );
  } else {
    const difference = Math.abs(skewMs) <= NOISE_MS ? 'to the second' : `to ${durationText(Math.abs(skewMs))}`;
    findings.add('info', 'CLOCK_AGREES', `the clocks agree ${difference}`);
  }
}

function newest(operations: readonly Row[], zone: Zone): number {
  const instants = operations.flatMap(({ createdAt }) => {
    const instant = typeof createdAt === 'string' ? zone.toInstant(createdAt) : null;
    return instant === null ? [] : [instant];
  });
  return Math.max(Number.NEGATIVE_INFINITY, ...instants);
}

function durationText(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 360) / 10} h`;
}
