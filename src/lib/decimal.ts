/**
 * An exact amount in minor units (kopecks, 1/100 of a bonus or rouble). A bigint only beyond ±2^53, so that the usual
 * amounts stay cheap and absurd ones stay exact. The only arithmetic on amounts is in this file.
 */
export type Money = number | bigint;

const INPUT = /^-?\d{1,9}(\.\d{1,2})?$/;
const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/;

/** Reads what a client wrote: up to nine digits and two decimals. Null for anything else. */
export function parseMoney(text: string): Money | null {
  if (!INPUT.test(text)) return null;
  const negative = text.startsWith('-');
  const [whole = '0', fraction = ''] = (negative ? text.slice(1) : text).split('.');
  const minor = Number(whole) * 100 + Number(fraction.padEnd(2, '0'));
  return negative && minor !== 0 ? -minor : minor;
}

/** `48250` → `"482.50"`. */
export function formatMoney(money: Money): string {
  const negative = money < 0;
  const digits = (negative ? -money : money).toString().padStart(3, '0');
  const text = `${digits.slice(0, -2)}.${digits.slice(-2)}`;
  return negative ? `-${text}` : text;
}

export function addMoney(a: Money, b: Money): Money {
  return shrink(BigInt(a) + BigInt(b));
}

export function multiplyMoney(money: Money, times: number): Money {
  return shrink(BigInt(money) * BigInt(times));
}

/** Without its sign. */
export function magnitude(money: Money): Money {
  return money < 0 ? -money : money;
}

/** Negative, zero or positive, as `a` is less than, equal to or greater than `b`. */
export function compareMoney(a: Money, b: Money): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A JSON number of minor units; null when it is not a whole number. Digits beyond 2^53 are read as the double holds them. */
export function moneyFromMinor(value: number): Money | null {
  if (Number.isSafeInteger(value)) return value === 0 ? 0 : value;
  return Number.isInteger(value) ? BigInt(value) : null;
}

/**
 * A JSON number of major units (roubles), read from its shortest decimal form: 482.5 → 48250, 0.30000000000000004 → 30.
 * Halves round away from zero. Null for NaN and infinities.
 */
export function moneyFromMajor(value: number): Money | null {
  if (!Number.isFinite(value)) return null;
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value));
  if (!match) return null;
  const [, sign, whole = '0', fraction = '', exponent = '0'] = match;
  const shift = Number(exponent) + 2; // two more digits for the minor unit
  const digits = whole + fraction;
  const point = whole.length + shift;
  const kept = point <= 0 ? '0' : digits.slice(0, point).padEnd(point, '0');
  const next = point < 0 ? '0' : (digits[point] ?? '0');
  let minor = BigInt(kept);
  if (next >= '5') minor += 1n;
  return shrink(sign ? -minor : minor);
}

/**
 * Reads a JSON number from its text, exactly, as minor units: with `shift` 2 it counts major units (`482.5` → 48250),
 * with 0 minor ones. Halves round away from zero; with shift 0 a fraction other than zero is no amount. Null for what
 * is no number or absurdly long.
 */
export function moneyFromText(text: string, shift: 0 | 2): Money | null {
  const match = text.length <= 64 ? NUMBER.exec(text) : null;
  if (!match) return null;
  const [, sign, whole = '0', fraction = '', exponent = '0'] = match;
  const digits = whole + fraction;
  const point = whole.length + Number(exponent) + shift;
  const rest = point < 0 ? digits : digits.slice(point);
  if (point > 64 || (shift === 0 && /[1-9]/.test(rest))) return null;
  let minor = BigInt(point <= 0 ? '0' : digits.slice(0, point).padEnd(point, '0'));
  if (point >= 0 && (digits[point] ?? '0') >= '5') minor += 1n;
  return shrink(sign ? -minor : minor);
}

/** Minor units as the JSON number of major units that prints exactly so: 48250 → 482.5. */
export function moneyToMajor(money: Money): number {
  return Number(formatMoney(money));
}

function shrink(minor: bigint): Money {
  const small = Number(minor);
  return Number.isSafeInteger(small) ? small : minor;
}
