import type { Money } from './decimal.ts';

const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/;

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
  const signed = sign ? -minor : minor;
  const small = Number(signed);
  return Number.isSafeInteger(small) ? small : signed;
}
