import { compareMoney, type Money, magnitude, parseMoney } from '../lib/decimal.ts';

/** An amount of the graph; null beyond nine digits, which no check needs. */
export const moneyOf = (text: string | null): Money | null => (text === null ? null : parseMoney(text));

export const isWhole = (text: string): boolean => text.endsWith('.00');
export const isZero = (text: string): boolean => /^-?0\.00$/.test(text);

/** Whether one amount is exactly a hundred times the other, as with kopecks that are read as roubles. Neither is zero. */
export function isHundredfold(a: Money, b: Money): boolean {
  const [x, y] = [BigInt(a), BigInt(b)];
  return x !== 0n && (x === y * 100n || y === x * 100n);
}

/** Ends a sentence on two amounts that differ; empty where the factor says nothing. */
export function factorOf(a: string, b: string): string {
  const [x, y] = [moneyOf(a), moneyOf(b)];
  return x !== null && y !== null && isHundredfold(x, y) ? ', by a factor of a hundred: the unit of one is wrong' : '';
}

export function isSameSize(a: Money, b: Money): boolean {
  return compareMoney(magnitude(a), magnitude(b)) === 0;
}
