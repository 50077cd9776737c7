import { randomBytes } from 'node:crypto';
import { LARGE } from '../../lib/concurrency/turns.ts';
import type { Money } from '../../lib/decimal.ts';
import { moneyFromText } from '../../lib/decimal.ts';

/**
 * JSON.parse reads numbers as doubles and drops the digits that a double cannot hold. So the text of a response with such
 * numbers is rewritten first: each number of 16 digits or more becomes a string that begins with an unguessable mark.
 */
const MARK = `\uE0F1${randomBytes(6).toString('base64url')}:`;
const LONG = /-?\d[\d.eE+-]{15,}/g;

export function hasLongNumber(text: string): boolean {
  return /[:,[]\s*-?\d[\d.]{15}/.test(text);
}

/** Marks the long numbers outside of strings. Linear in the length of the text, in steps of some 10 ms. */
export function* markLongNumbers(text: string): Generator<undefined, string> {
  let out = '';
  let at = 0;
  let stop = LARGE;
  while (at < text.length) {
    if (at >= stop) {
      yield;
      stop = at + LARGE;
    }
    const quote = text.indexOf('"', at);
    const end = quote === -1 ? text.length : quote;
    out += text.slice(at, end).replace(LONG, (digits) => `"${MARK}${digits}"`);
    at = quote === -1 ? end : endOfString(text, quote);
    out += text.slice(end, at);
  }
  return out;
}

/** The index after the closing quote of the string that begins at `quote`. */
export function endOfString(text: string, quote: number): number {
  let at = quote + 1;
  for (;;) {
    const close = text.indexOf('"', at);
    if (close === -1) return text.length;
    let slashes = 0;
    while (text.charCodeAt(close - 1 - slashes) === 92) slashes++;
    if (slashes % 2 === 0) return close + 1;
    at = close + 1;
  }
}

/** The digits of a marked number; undefined for any other value. */
export function markedDigits(value: unknown): string | undefined {
  return typeof value === 'string' && value.startsWith(MARK) ? value.slice(MARK.length) : undefined;
}

/** A marked number as an amount; undefined for an unmarked value or an unreadable number. */
export function markedMoney(value: unknown, unit: 'kopecks' | 'roubles'): Money | undefined {
  const digits = markedDigits(value);
  return digits === undefined ? undefined : (moneyFromText(digits, unit === 'roubles' ? 2 : 0) ?? undefined);
}

/** Replaces marked numbers by the doubles of JSON.parse, so that `read-fields.ts` rejects those that are not exact. */
export function unmark(value: unknown): unknown {
  if (typeof value === 'string') {
    const digits = markedDigits(value);
    return digits === undefined ? value : Number(digits);
  }
  if (Array.isArray(value)) return value.map(unmark);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unmark(inner)]));
}

/** A placeholder for these digits in JSON.stringify's input; `writeRawNumbers` turns it into a number. */
export function rawNumber(digits: string): string {
  return MARK + digits;
}

export function writeRawNumbers(json: string): string {
  return json.includes(MARK) ? json.replace(RAW, '$1') : json;
}

const RAW = new RegExp(`"${MARK}(-?\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?)"`, 'g');
