import { LARGE, nextTurn } from '../../lib/concurrency/turns.ts';
import { hasLongNumber, markedDigits, markLongNumbers, rawNumber, writeRawNumbers } from '../codec/long-numbers.ts';
import { isTooDeep } from '../codec/parse-json.ts';

/** 13 digits and two decimals: every double of that length is exact. */
const MAX_FRACTION = 1e13;

/**
 * The value of a JSON text that loses no digit: a whole number beyond 2^53 is a bigint, a fraction that no double keeps to
 * its second decimal is the text of its digits. Undefined for a text that is no JSON, and for one that is nested too deep.
 */
export async function readJson(text: string): Promise<unknown> {
  const json = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  if (json.length > LARGE) await nextTurn();
  const isLong = hasLongNumber(json);
  const marked = isLong ? await markInTurns(json) : json;
  let value: unknown;
  try {
    value = JSON.parse(marked);
  } catch {
    return undefined;
  }
  if (isTooDeep(value)) return undefined;
  return isLong ? replaceMarks(value) : value;
}

async function markInTurns(json: string): Promise<string> {
  const steps = markLongNumbers(json);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    await nextTurn();
  }
}

/** A copy with the numbers behind `markLongNumbers` and `rawNumber`, and bigints where they are needed. */
export function replaceMarks(value: unknown): unknown {
  if (typeof value === 'string') {
    const digits = markedDigits(value);
    return digits === undefined ? value : numberOf(digits);
  }
  if (typeof value === 'bigint') return numberOf(String(value));
  if (Array.isArray(value)) return value.map(replaceMarks);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, replaceMarks(inner)]));
}

function numberOf(digits: string): number | bigint | string {
  const number = Number(digits);
  if (Number.isSafeInteger(number)) return number;
  if (/^-?\d+$/.test(digits)) return BigInt(digits);
  return Math.abs(number) <= MAX_FRACTION ? number : digits;
}

/** The JSON of a value, bigints as numbers. Throws for what JSON would drop or change without a word: NaN, a Date, a Map. */
export function writeJson(value: unknown): string {
  const text = JSON.stringify(hasBigint(value, 0) ? markBigints(value) : value);
  if (text === undefined) throw new TypeError('no value');
  return writeRawNumbers(text);
}

const MAX_LEVELS = 32;

/** Whether there is a bigint in it. Throws for what is no JSON. */
function hasBigint(value: unknown, level: number): boolean {
  switch (typeof value) {
    case 'bigint':
      return true;
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError('JSON has no NaN and no Infinity');
      return false;
    case 'function':
    case 'symbol':
      throw new TypeError(`JSON has no ${typeof value}`);
    case 'object': {
      if (value === null) return false;
      if (level > MAX_LEVELS) throw new TypeError('nested too deep');
      // Nobody else awaits it.
      if (value instanceof Promise) value.catch(() => undefined);
      const isList = Array.isArray(value);
      if (!isList && !isPlain(value)) throw new TypeError('no plain object');
      let found = false;
      if (isList) for (const item of value) found = hasBigint(item, level + 1) || found;
      else for (const key in value) found = hasBigint((value as Record<string, unknown>)[key], level + 1) || found;
      return found;
    }
    default:
      return false;
  }
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function markBigints(value: unknown): unknown {
  if (typeof value === 'bigint') return rawNumber(String(value));
  if (Array.isArray(value)) return value.map(markBigints);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, markBigints(inner)]));
}
