import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { businessDateOf, parseDate, parseInstant, zone } from '../../src/lib/local-time.ts';
import { draws } from '../kit/draws.ts';

describe('a zone', () => {
  const berlin = zone('Europe/Berlin');

  test.each([
    ['an ordinary time', '2026-07-01T02:30:00', '2026-07-01T02:30:00+02:00'],
    ['a fraction', '2026-07-01T02:30:00.5', '2026-07-01T02:30:00.500+02:00'],
    ['a blank for the T', '2026-07-01 02:30:00', '2026-07-01T02:30:00+02:00'],
    ['an ambiguous hour takes the earlier offset', '2026-10-25T02:30:00', '2026-10-25T02:30:00+02:00'],
    ['after the ambiguous hour', '2026-10-25T03:00:00', '2026-10-25T03:00:00+01:00'],
    ['a gap moves forward', '2026-03-29T02:30:00', '2026-03-29T03:30:00+02:00'],
    ['its own offset is kept as an instant', '2026-07-01T00:30:00Z', '2026-07-01T02:30:00+02:00'],
    ['a year of the first century', '0050-07-01T02:30:00', '0050-07-01T02:30:00+00:53'],
  ])('%s', (_, local, shown) => {
    expect(berlin.format(local)).toBe(shown);
    expect(berlin.format(local)).toBe(shown); // the second time comes from the cache of steady days
  });

  test.each(['', 'yesterday', '2026-02-30T10:00:00', '2026-01-01T24:00:00', '01.02.2026 10:00'])(
    '%j is unreadable',
    (text) => {
      expect(berlin.format(text)).toBeNull();
      expect(berlin.toInstant(text)).toBeNull();
    },
  );

  test('a time is told the same with a fraction of nothing, which no kept day serves', () => {
    const two = (max: number) => fc.integer({ min: 0, max }).map((n) => String(n).padStart(2, '0'));
    const years = fc.constantFrom('2024', '2025', '2026', '1970', '0024', '9999');
    const time = fc
      .tuple(years, two(13), two(32), fc.constantFrom('T', ' '), two(24), two(60), two(60))
      .map(
        ([year, month, day, gap, hour, minute, second]) => `${year}-${month}-${day}${gap}${hour}:${minute}:${second}`,
      );
    const zones = fc
      .constantFrom('Europe/Berlin', 'Europe/Moscow', 'America/St_Johns', 'Australia/Lord_Howe')
      .map(zone);
    fc.assert(
      fc.property(zones, time, (local, text) => local.format(text) === local.format(`${text}.0`)),
      { numRuns: draws(1000) },
    );
  });

  test('a bound from the second pass of an ambiguous hour is the end of that hour', () => {
    expect(berlin.localBound(Date.parse('2026-10-25T00:40:00.2Z'))).toBe('2026-10-25T02:40:01');
    expect(berlin.localBound(Date.parse('2026-10-25T01:40:00Z'))).toBe('2026-10-25T03:00:00');
  });
});

test('a business day begins at its hour', () => {
  expect(businessDateOf('2026-03-01T05:59:59', '06:00')).toBe('2026-02-28');
  expect(businessDateOf('2026-03-01T06:00:00', '06:00')).toBe('2026-03-01');
});

test('dates and instants of clients are strict', () => {
  expect(parseDate('2026-02-29')).toBeNull();
  expect(parseDate('2028-02-29')).toBe('2028-02-29');
  expect(parseInstant('2026-03-01T10:00:00')).toBeNull();
  expect(parseInstant('2026-02-30T10:00:00Z')).toBeNull();
  expect(parseInstant('2026-03-01T10:00:00+03:00')).toBe(Date.UTC(2026, 2, 1, 7));
});
