import { expect, test } from 'vitest';
import { createFindings } from '../../src/doctor/diagnosis.ts';
import { compareClocks } from '../../src/doctor/probe/compare-clocks.ts';
import { zone } from '../../src/lib/local-time.ts';
import { standingClock } from '../kit/clock.ts';

const NOW = Date.parse('2026-03-10T15:00:00Z');
const MINUTE = 60_000;

/** Operations of four days from eight in the morning to midnight by Moscow, one each half an hour. */
function days(last: number): number[] {
  const instants: number[] = [];
  for (let at = last; at > last - 96 * 60 * MINUTE; at -= 30 * MINUTE) {
    if (new Date(at + 180 * MINUTE).getUTCHours() >= 8) instants.push(at);
  }
  return instants;
}

function compared(instants: readonly number[], isUtc: boolean) {
  const findings = createFindings();
  const rows = instants.map((at) => ({
    createdAt: new Date(at + (isUtc ? 0 : 180 * MINUTE)).toISOString().slice(0, 19),
  }));
  const found = compareClocks(0, rows, zone('Europe/Moscow'), standingClock(NOW), findings);
  return { isUtc: found, codes: findings.all().map(({ code, severity }) => `${severity} ${code}`) };
}

/** One each ten minutes, day and night. */
const busy = Array.from({ length: 400 }, (_, index) => NOW - 5 * MINUTE - index * 10 * MINUTE);

test('times in UTC show where guests pay day and night', () => {
  expect(compared(busy, true)).toEqual({ isUtc: true, codes: ['error CLOCK_DIFFERS'] });
  expect(compared(busy, false)).toEqual({ isUtc: false, codes: ['info CLOCK_AGREES'] });
});

test('nights prove nothing: a restaurant that is closed then is not said to be in another zone', () => {
  expect(compared(days(NOW - 5 * MINUTE), false).codes).toEqual(['info CLOCK_AGREES']);
  expect(compared(days(NOW - 5 * MINUTE), true)).toEqual({ isUtc: false, codes: ['info CLOCK_AGREES'] });
});

test('few rows, or rows of one day, prove nothing', () => {
  expect(compared(busy.slice(0, 10), true).isUtc).toBe(false);
  expect(compared(busy.slice(0, 100), true).isUtc).toBe(false);
});

test('a silence that UTC does not explain is only asked about', () => {
  const quiet = busy.map((at) => at - 600 * MINUTE);
  expect(compared(quiet, false)).toEqual({ isUtc: false, codes: ['warning CLOCK_DIFFERS', 'info CLOCK_AGREES'] });
});

test('an operation in the future is told', () => {
  expect(
    compared(
      busy.map((at) => at + 60 * MINUTE),
      false,
    ).codes,
  ).toEqual(['warning CLOCK_DIFFERS']);
});
