import type { CardRow } from './readings.ts';

/** A card for an operator: the end of its number, never the whole. */
export function masked({ number }: Pick<CardRow, 'number'>): string {
  if (number === null) return 'a card without a number';
  return number.length < 8 ? 'card ****' : `card ****${number.slice(-4)}`;
}
