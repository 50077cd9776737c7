import { expect, test } from 'vitest';
import { dayRange, isDayOfYear, withinDays } from '../../../src/domain/guest/birthday.ts';

test.each([
  ['2026-02-20', 8, { from: '02-20', to: '02-29' }],
  ['2028-02-20', 8, { from: '02-20', to: '02-28' }],
  ['2028-02-20', 9, { from: '02-20', to: '02-29' }],
  ['2026-02-28', 0, { from: '02-28', to: '02-29' }],
  ['2028-02-28', 0, { from: '02-28', to: '02-28' }],
  ['2028-02-29', 0, { from: '02-29', to: '02-29' }],
  ['2026-02-28', 1, { from: '02-28', to: '03-01' }],
  ['2026-12-31', 1, { from: '12-31', to: '01-01' }],
  ['2026-12-25', 65, { from: '12-25', to: '02-29' }],
  ['2027-12-25', 65, { from: '12-25', to: '02-28' }],
  ['2026-03-10', 364, { from: '03-10', to: '03-09' }],
  ['2026-03-10', 365, { from: '01-01', to: '12-31' }],
  ['2027-03-01', 364, { from: '03-01', to: '02-28' }],
  ['1900-02-28', 0, { from: '02-28', to: '02-29' }],
  ['2000-02-28', 0, { from: '02-28', to: '02-28' }],
] as const)('from %s on, %i days are %j', (today, days, range) => {
  expect(withinDays(today, days)).toEqual(range);
});

test.each([
  ['2026-03-10', { from: '02-01', to: '02-28' }, { from: '02-01', to: '02-29' }],
  // The February that comes next is that of 2028.
  ['2027-03-10', { from: '02-01', to: '02-28' }, { from: '02-01', to: '02-28' }],
  ['2028-02-28', { from: '02-01', to: '02-28' }, { from: '02-01', to: '02-28' }],
  ['2026-12-30', { from: '12-20', to: '01-10' }, { from: '12-20', to: '01-10' }],
] as const)('on %s the range %j means %j', (today, range, expected) => {
  expect(dayRange(today, range)).toEqual(expected);
});

test('only days that some year has are days of the year', () => {
  expect(['01-01', '02-29', '12-31', '04-30'].filter(isDayOfYear)).toEqual(['01-01', '02-29', '12-31', '04-30']);
  expect(['02-30', '04-31', '00-01', '01-00', '1-1', '13-13', '01-01x', ''].filter(isDayOfYear)).toEqual([]);
});
