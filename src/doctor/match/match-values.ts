import type { Scalar } from '../document/shape.ts';
import { kindsByPhrase } from './kind-phrases.ts';
import { flat, meaningsOf, overlap, similarity } from './words.ts';

export interface ValueMatch {
  /** Value of the contract → value of the server, only where they differ. */
  readonly map: Readonly<Record<string, Scalar>>;
  /** Values of the contract that the server lacks, and the server's values that mean none of the contract's by their words. */
  readonly missing: readonly string[];
  readonly unknown: readonly Scalar[];
}

/** Matches the values of the contract with those of a server by their words. Bare numbers have none: their order proves nothing. */
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
  const phrases = kindsByPhrase(
    ours.filter((word) => !found.has(word)),
    [...left],
  );
  for (const [word, value] of phrases) take(word, value);
  const pairs = ours
    .filter((word) => !found.has(word) && !isContested(word, [...left]))
    .flatMap((word) => [...left].map((value) => ({ word, value, score: wordScore(word, String(value)) })))
    .filter(({ score }) => score >= 0.7)
    .sort((a, b) => b.score - a.score);
  for (const { word, value } of pairs) if (!found.has(word) && left.has(value)) take(word, value);

  return { map, missing: ours.filter((word) => !found.has(word)), unknown: [...left] };
}

/** How people write no and yes. */
const ANSWERS = [
  ['0', '1'],
  ['false', 'true'],
  ['no', 'yes'],
  ['n', 'y'],
  ['нет', 'да'],
] as const;

/** The words of a flag: those that were seen, and the other one of their pair, in the same capitals. Null for other words. */
export function flagWords(theirs: readonly Scalar[]): { readonly false: string; readonly true: string } | null {
  const words = theirs.filter((value) => typeof value === 'string');
  const [first = ''] = words;
  const pair = ANSWERS.find((answers) =>
    words.every((word) => answers.some((answer) => answer === word.toLowerCase())),
  );
  if (!pair || words.length === 0 || words.length < theirs.length) return null;
  const isUpper = first === first.toUpperCase();
  const isTitle = first.slice(0, 1) !== first.slice(0, 1).toLowerCase();
  const cased = (word: string) =>
    isUpper ? word.toUpperCase() : isTitle ? word.slice(0, 1).toUpperCase() + word.slice(1) : word;
  return { false: cased(pair[0]), true: cased(pair[1]) };
}

/** Whether two lists share most of their words, so that their fields must be the same. */
export function isSameList(ours: readonly string[], theirs: readonly Scalar[]): boolean {
  const words = new Set(theirs.map((value) => flat(String(value))));
  const common = ours.filter((word) => words.has(flat(word))).length;
  return common >= 2 && common >= ours.length / 2;
}

/** Whether several values have a word of one meaning: of `accrual` and `manual_accrual` either may be a DEPOSIT. */
function isContested(ours: string, theirs: readonly Scalar[]): boolean {
  const meanings = meaningsOf(ours);
  return meanings.size === 1 && theirs.filter((value) => overlap(meanings, meaningsOf(String(value))) > 0).length > 1;
}

/** Whether a configuration file can hold the value. */
function isValue(value: Scalar): boolean {
  return typeof value !== 'string' || /^[\p{L}\d_.\- ]{1,64}$/u.test(value);
}

function wordScore(ours: string, theirs: string): number {
  if (/^\d+$/.test(theirs)) return 0;
  const isStart = flat(theirs).length > 0 && flat(ours).startsWith(flat(theirs));
  return Math.max(overlap(meaningsOf(ours), meaningsOf(theirs)), similarity(ours, theirs), isStart ? 0.75 : 0);
}
