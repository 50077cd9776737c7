import { plainKey } from './plain-text.ts';

/** A national number of Russia or Kazakhstan. */
const NATIONAL = /^[347-9]\d{9}$/;
/**
 * Whole numbers of other countries that could be Russian by their length: mobile phones of Vietnam, but for Moscow's 495 and
 * 499, and the ten digits of the Maldives, Lebanon and Bhutan.
 */
const FOREIGN = /^(?:84(?!95|99)[35789]\d{8}|(?:960|961|975)\d{7})$/;

const ASCII = /^[ -~]*$/;

/** A phone as people write it, in plain digits, spaces, brackets and hyphens. */
function plainPhone(text: string): string | null {
  if (text.length > 80) return null;
  // NFKC turns full-width digits and signs into plain ones. Most phones are ASCII, which it leaves alone.
  const plain = (
    ASCII.test(text) ? text.trim() : plainKey(text.normalize('NFKC')).replace(/[\p{Pd}\u2043\u2212]/gu, '-')
  ).replace(/^tel:/i, '');
  return plain.length <= 40 && /^[\s(]*\+?[\d\s().\-/]+$/.test(plain) ? plain : null;
}

function asDigits(plain: string): string | null {
  const digits = plain.replace(/\D/g, '');
  return digits.length < 10 || digits.length > 15 ? null : digits;
}

/** Digits that somebody may mean who types a phone: 10-15, with an optional `+` and the usual separators; else null. `8XXXXXXXXXX` is a Russian trunk prefix and becomes `7…`. */
export function parsePhone(text: string): string | null {
  const plain = plainPhone(text);
  if (plain === null || plain.includes('+')) return plain && asDigits(plain);
  // The prefixes that are dialled in place of the plus, in most countries and in Russia.
  const digits = asDigits(plain.replace(/\D/g, '').replace(/^(?:00|810(?=\d{10}))/, ''));
  const hasCountry = /^8\d[^\d]/.test(plain);
  return digits && !hasCountry ? (nationalIn(digits) ?? digits) : digits;
}

/** The Russian number that these digits without a plus mean by their length; null for none. */
function nationalIn(digits: string): string | null {
  const national = digits.length === 11 && digits.startsWith('8') ? digits.slice(1) : digits;
  return NATIONAL.test(national) && (national !== digits || digits.startsWith('9')) ? `7${national}` : null;
}

/** A plus, a code in brackets, or the groups of a phone with a hyphen between the last. */
const EVIDENT = /^\s*(?:\+|[78]?[\s-]*\(\d{3,5}\)|(?:[78][\s-]?)?\d{3}[\s-]\d{3}-\d{2}-?\d{2}\s*$)/;

/** The same of a text that can be nothing but a phone; null for bare digits, and digits in other groups: a card number may be written so. */
export function parseEvidentPhone(text: string): string | null {
  const plain = plainPhone(text);
  return plain !== null && EVIDENT.test(plain) ? parsePhone(plain) : null;
}

/** A trunk prefix of its own, a code in brackets, or pairs of digits at the end. */
const RUSSIAN_WRITING = /^8[\s(-]|^\(|\d{2}-\d{2}$/;

/** The usual form of a stored phone. All below leaves it as it is. */
const RUSSIAN = /^7\d{10}$/;

/**
 * The digits of a stored phone; null for none. Phones are stored as whole numbers, so what is a number of another country
 * stays one. Others may bear the trunk prefix of the place that stored them.
 */
export function readStoredPhone(stored: string): string | null {
  if (RUSSIAN.test(stored)) return stored;
  const plain = plainPhone(stored);
  if (plain === null) return null;
  const digits = plain.replace(/\D/g, '');
  return FOREIGN.test(digits) && !RUSSIAN_WRITING.test(plain) ? digits : parsePhone(plain);
}

/** A stored phone in E.164 (`+79000001042`); null when what is stored cannot be read as a phone. */
export function toE164(stored: string): string | null {
  const digits = readStoredPhone(stored);
  return digits === null ? null : `+${digits}`;
}
