/** Marks that come along with copied text and show nothing: directions, soft hyphens, spaces of no width, byte order marks. Joiners are letters' and emoji's own. */
const MARKS = /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;

/** A text in NFC, without such marks and trimmed: texts of one appearance are equal. */
export function plainText(text: string): string {
  return text.normalize('NFC').replace(MARKS, '').trim();
}

/** The same of a value that is looked up: no invisible character at all. */
export function plainKey(text: string): string {
  return plainText(text.replace(/\p{Cf}/gu, ''));
}

/** Whether a text can be sent: no half of a surrogate pair, which has no bytes, and no NUL, at which many servers stop reading. */
export function isWellFormed(text: string): boolean {
  return !/[\p{Surrogate}\0]/u.test(text);
}
