import { expect, test } from 'vitest';
import {
  addMoney,
  formatMoney,
  moneyFromMajor,
  moneyFromMinor,
  moneyToMajor,
  parseMoney,
} from '../../src/lib/decimal.ts';

test.each([
  ['482.50', 48250],
  ['482.5', 48250],
  ['-0.01', -1],
  ['-0', 0],
  ['999999999.99', 99_999_999_999],
])('a client may write %s', (text, minor) => expect(parseMoney(text)).toBe(minor));

test.each(['', '.5', '1.', '1,50', '1e9', '0.001', '1234567890', '+1', ' 1', '１', '1\n', 'NaN'])(
  '%j is no amount',
  (text) => {
    expect(parseMoney(text)).toBeNull();
  },
);

test('amounts print with two decimals', () => {
  expect([0, 5, -5, 48250, -48250, 10n ** 17n].map(formatMoney)).toEqual([
    '0.00',
    '0.05',
    '-0.05',
    '482.50',
    '-482.50',
    '1000000000000000.00',
  ]);
});

test('roubles are read from their shortest decimal form, exactly', () => {
  const read = (value: number) => {
    const money = moneyFromMajor(value);
    return money === null ? null : formatMoney(money);
  };
  expect([0.1 + 0.2, 1e15, 482.5, 1e21, -0.005, 1.005, 5e-7, 0.29 * 100, -0, Number.NaN].map(read)).toEqual([
    '0.30',
    '1000000000000000.00',
    '482.50',
    '1000000000000000000000.00',
    '-0.01',
    '1.01',
    '0.00',
    '29.00',
    '0.00',
    null,
  ]);
});

test('minor units must be whole', () => {
  expect(moneyFromMinor(1.5)).toBeNull();
  expect(moneyFromMinor(-0)).toBe(0);
  expect(moneyFromMinor(1e17)).toBe(10n ** 17n);
});

test('sums leave the range of doubles without loss', () => {
  expect(formatMoney(addMoney(Number.MAX_SAFE_INTEGER, 1))).toBe('90071992547409.92');
  expect(moneyToMajor(48250)).toBe(482.5);
});
