/** Digits a client may mean by a phone: 10-15, with an optional `+` and the usual separators; else null. `8XXXXXXXXXX` is a Russian trunk prefix and becomes `7…`. */
export function parsePhone(text: string): string | null {
  if (text.length > 40 || !/^\s*\+?[\d\s().-]+$/.test(text)) return null;
  const digits = text.replace(/\D/g, '');
  if (digits.length < 10 || digits.length > 15) return null;
  if (text.includes('+')) return digits;
  if (digits.length === 11 && digits.startsWith('8')) return `7${digits.slice(1)}`;
  if (digits.length === 10 && digits.startsWith('9')) return `7${digits}`;
  return digits;
}

/** A plus, a code in brackets, or the groups of a phone with a hyphen between the last. */
const EVIDENT = /^\s*(?:\+|[78]?[\s-]*\(\d{3,5}\)|(?:[78][\s-]?)?\d{3}[\s-]\d{3}-\d{2}-?\d{2}\s*$)/;

/** The same of a text that can be nothing but a phone; null for bare digits, and digits in other groups: a card number may be written so. */
export function parseEvidentPhone(text: string): string | null {
  return text.length <= 40 && EVIDENT.test(text) ? parsePhone(text) : null;
}

/** A stored phone in E.164 (`+79000001042`); null when what is stored cannot be read as a phone. */
export function toE164(stored: string): string | null {
  const digits = parsePhone(stored);
  return digits === null ? null : `+${digits}`;
}
