import type { Scalar } from '../document/shape.ts';
import { flat, likeness, meaningsOf, overlap } from './words.ts';

export interface ValueMatch {
  /** Ours → the server's, only where they differ. */
  readonly map: Readonly<Record<string, Scalar>>;
  /** Ours for which the server has nothing, and how many of the server's are not ours. */
  readonly lacking: readonly string[];
  readonly unknown: number;
  /** Some were paired by their order alone. */
  readonly guessed: boolean;
}

/** What the contract's words are on a server that says which values there are. */
export function matchValues(ours: readonly string[], theirs: readonly Scalar[]): ValueMatch {
  const map: Record<string, Scalar> = {};
  const found = new Set<string>();
  const left = new Set(theirs.filter(isValue));
  const take = (word: string, value: Scalar): void => {
    found.add(word);
    left.delete(value);
    if (value !== word) map[word] = value;
  };
  for (const word of ours) if (left.has(word)) take(word, word);
  for (const word of ours) {
    const same = found.has(word) ? undefined : [...left].find((value) => flat(String(value)) === flat(word));
    if (same !== undefined) take(word, same);
  }
  const pairs = ours
    .filter((word) => !found.has(word))
    .flatMap((word) => [...left].map((value) => ({ word, value, score: wordScore(word, String(value)) })))
    .filter(({ score }) => score >= 0.7)
    .sort((a, b) => b.score - a.score);
  for (const { word, value } of pairs) if (!found.has(word) && left.has(value)) take(word, value);

  // As many left on either side: numbers, or words we do not know, in the order of the contract.
  const rest = ours.filter((word) => !found.has(word));
  const guessed = rest.length > 0 && rest.length === left.size && (rest.length === 1 || rest.length === ours.length);
  if (guessed) for (const [index, value] of [...left].entries()) take(rest[index] ?? '', value);
  return { map, lacking: ours.filter((word) => !found.has(word)), unknown: left.size, guessed };
}

/** Whether two lists are of the same words, so that whatever has them must be the same. */
export function isSameList(ours: readonly string[], theirs: readonly Scalar[]): boolean {
  const words = new Set(theirs.map((value) => flat(String(value))));
  const common = ours.filter((word) => words.has(flat(word))).length;
  return common >= 2 && common >= ours.length / 2;
}

/** Only what a configuration file can hold without doubt. */
function isValue(value: Scalar): boolean {
  return typeof value !== 'string' || /^[\p{L}\d_.\- ]{1,64}$/u.test(value);
}

function wordScore(ours: string, theirs: string): number {
  if (/^\d+$/.test(theirs)) return 0;
  const isStart = flat(theirs).length > 0 && flat(ours).startsWith(flat(theirs));
  return Math.max(overlap(meaningsOf(ours), meaningsOf(theirs)), likeness(ours, theirs), isStart ? 0.75 : 0);
}
