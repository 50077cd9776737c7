import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatMoney, moneyFromMajor, moneyFromText } from '../../src/lib/decimal.ts';

test.each([
  ['482.5', 48250],
  ['482', 48200],
  ['-0.01', -1],
  ['0.30000000000000004', 30],
  ['1e15', 100_000_000_000_000_000n],
  ['1E2', 10000],
  ['1.5e-1', 15],
  ['1000000000000000.37', 100_000_000_000_000_037n],
  ['0.005', 1],
  ['-0.005', -1],
  ['0.00499999999999999999', 0],
  ['1e-20', 0],
])('%s roubles are %s kopecks', (text, kopecks) => expect(moneyFromText(text, 2)).toBe(kopecks));

test.each([
  ['9007199254740993', 9_007_199_254_740_993n],
  ['-9223372036854775808', -9_223_372_036_854_775_808n],
  ['100.0', 100],
  ['1e3', 1000],
  ['1.5', null],
  ['1e999', null],
  ['', null],
  ['abc', null],
  ['1'.repeat(65), null],
])('%s kopecks are %s', (text, kopecks) => expect(moneyFromText(text, 0)).toBe(kopecks));

test('any amount that prints as roubles reads back as itself', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), (minor) => {
      expect(BigInt(moneyFromText(formatMoney(minor), 2) ?? Number.NaN)).toBe(minor);
    }),
  );
});

test('what a double holds exactly reads the same from the number and from its text', () => {
  fc.assert(
    fc.property(fc.integer({ min: -(10 ** 12), max: 10 ** 12 }), (minor) => {
      const roubles = Number(formatMoney(minor));
      expect(moneyFromText(String(roubles), 2)).toBe(moneyFromMajor(roubles));
    }),
  );
});
