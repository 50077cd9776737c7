import { isRecord } from '../../lib/is-record.ts';
import { nameScore } from '../match/synonyms.ts';

export interface FoundToken {
  /** Names on the way to it, such as `data.accessToken`. */
  readonly name: string;
  readonly value: string;
}

/** Envelopes within envelopes. */
const MAX_LEVELS = 3;

/** The token in the answer of a login: the text that is named like one, in the answer or in an envelope. Null without one. */
export function findToken(json: unknown, levels = MAX_LEVELS): FoundToken | null {
  if (!isRecord(json) || levels === 0) return null;
  const named = Object.entries(json)
    .map(([name, value]) => ({ name, value, score: nameScore('accessToken', name) }))
    .filter(({ name, value, score }) => score >= 0.75 && isToken(value) && isWord(name))
    .sort((a, b) => b.score - a.score);
  const [best] = named;
  if (best && isToken(best.value)) return { name: best.name, value: best.value };
  for (const [name, inner] of Object.entries(json)) {
    const found = isWord(name) ? findToken(inner, levels - 1) : null;
    if (found) return { name: `${name}.${found.name}`, value: found.value };
  }
  return null;
}

function isToken(value: unknown): value is string {
  return typeof value === 'string' && /^[\x21-\x7e]{8,}$/.test(value);
}

function isWord(name: string): boolean {
  return /^[\w-]{1,64}$/.test(name);
}
