import { randomBytes } from 'node:crypto';
import type { Money } from '../../lib/decimal.ts';
import { moneyFromText } from '../../lib/decimal.ts';

/**
 * JSON.parse reads numbers as doubles, and the digits that a double cannot hold are lost by then. So where an answer may
 * hold such numbers, its text is rewritten first: each number of 16 digits or more becomes a string that begins with a
 * mark nobody else can know.
 */
const MARK = `\uE0F1${randomBytes(6).toString('base64url')}:`;
const LONG = /-?\d[\d.eE+-]{15,}/g;

export function hasLongNumber(text: string): boolean {
  return /[:,[]\s*-?\d[\d.]{15}/.test(text);
}

/** The text with its long numbers marked; what stands within strings stays as it is. Linear in the text. */
export function markLongNumbers(text: string): string {
  let out = '';
  let at = 0;
  while (at < text.length) {
    const quote = text.indexOf('"', at);
    const end = quote === -1 ? text.length : quote;
    out += text.slice(at, end).replace(LONG, (digits) => `"${MARK}${digits}"`);
    at = quote === -1 ? end : endOfString(text, quote);
    out += text.slice(end, at);
  }
  return out;
}

function endOfString(text: string, quote: number): number {
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

/** The number as it was written; undefined for what is not marked. */
export function markedDigits(value: unknown): string | undefined {
  return typeof value === 'string' && value.startsWith(MARK) ? value.slice(MARK.length) : undefined;
}

/** A marked number as an amount; undefined where it is not marked, or not readable. */
export function markedMoney(value: unknown, unit: 'kopecks' | 'roubles'): Money | undefined {
  const digits = markedDigits(value);
  return digits === undefined ? undefined : (moneyFromText(digits, unit === 'roubles' ? 2 : 0) ?? undefined);
}

/** Takes the marks off: what remains is the double that JSON.parse would have made, so a reader sees that it is not exact. */
export function unmark(value: unknown): unknown {
  if (typeof value === 'string') {
    const digits = markedDigits(value);
    return digits === undefined ? value : Number(digits);
  }
  if (Array.isArray(value)) return value.map(unmark);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unmark(inner)]));
}

/** Stands for a number of so many digits in what JSON.stringify gets; `writeRawNumbers` puts the digits in its place. */
export function rawNumber(digits: string): string {
  return MARK + digits;
}

export function writeRawNumbers(json: string): string {
  return json.includes(MARK) ? json.replace(RAW, '$1') : json;
}

const RAW = new RegExp(`"${MARK}(-?\\d+(?:\\.\\d+)?)"`, 'g');
