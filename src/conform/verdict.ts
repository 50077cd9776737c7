import type { OperationId } from '../contract/schemas.ts';

/** FITS: the answers agree. SUSPECT: they contradict each other, and did so again a minute later. UNTOLD: nothing to compare, or refused. */
export type Verdict = 'FITS' | 'SUSPECT' | 'UNTOLD';

/** What a comparison of answers says. The text holds no value of a person. */
export interface Outcome {
  readonly verdict: Verdict;
  readonly text: string;
}

/** A feature of the graph and what is known of it. */
export interface FeatureResult extends Outcome {
  /** Such as `cards.walk`. */
  readonly feature: string;
  /** The operation of the contract whose answers are suspect; null where it is none alone. */
  readonly operation: OperationId | null;
}

export const fits = (text: string): Outcome => ({ verdict: 'FITS', text });
export const suspect = (text: string): Outcome => ({ verdict: 'SUSPECT', text });
export const untold = (text: string): Outcome => ({ verdict: 'UNTOLD', text });

/** SUSPECT with the first difference, else the other outcome. */
export function firstOf(differences: readonly (string | false | null)[], otherwise: Outcome): Outcome {
  const found = differences.find((text) => typeof text === 'string');
  return typeof found === 'string' ? suspect(found) : otherwise;
}

/** `1 card`, `2 cards`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** Of all features together. Where nothing could be compared, nothing is vouched for. */
export function overall(features: readonly Outcome[]): Verdict {
  const has = (wanted: Verdict) => features.some(({ verdict }) => verdict === wanted);
  return has('SUSPECT') ? 'SUSPECT' : has('FITS') ? 'FITS' : 'UNTOLD';
}
