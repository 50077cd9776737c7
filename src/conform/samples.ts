import type { CardRow } from './readings.ts';

const SAMPLES = 3;

export interface Sample {
  readonly card: CardRow;
  readonly value: string;
}

/** Some cards, spread over the walk, with the first of their values that no other card of it has. */
export function samples(
  cards: readonly CardRow[],
  valuesOf: (card: CardRow) => readonly string[],
  keyOf = (value: string) => value,
): readonly Sample[] {
  const uses = new Map<string, number>();
  for (const card of cards)
    for (const key of new Set(valuesOf(card).map(keyOf))) uses.set(key, (uses.get(key) ?? 0) + 1);
  const candidates = cards.flatMap((card) => {
    const value = valuesOf(card).find((one) => one !== '' && uses.get(keyOf(one)) === 1);
    return value === undefined ? [] : [{ card, value }];
  });
  return spread(candidates, SAMPLES);
}

/** At most `most` of the rows, the first and the last among them. */
export function spread<T>(rows: readonly T[], most: number): readonly T[] {
  if (rows.length <= most) return rows;
  return Array.from({ length: most }, (_, at) => rows[Math.round((at * (rows.length - 1)) / (most - 1))]).filter(
    (row) => row !== undefined,
  );
}
