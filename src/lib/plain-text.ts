/** Marks that come along with copied text and show nothing: directions, soft hyphens, spaces of no width, byte order marks. Joiners are letters' and emoji's own. */
const MARKS = /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;

/** Nothing but letters and marks of these has another form in NFC, or is changed by what stands beside it. */
const UNSTABLE = /[\u0300-\u03ff\u0530-\uffff]/;

/** A text in NFC. Latin and Cyrillic texts, which are in it as they are usually written, cost a third of the conversion. */
export function toNfc(text: string): string {
  return UNSTABLE.test(text) ? text.normalize('NFC') : text;
}

/** A text in NFC, without such marks and trimmed: texts of one appearance are equal. */
export function plainText(text: string): string {
  return toNfc(text).replace(MARKS, '').trim();
}

/** The same of a value that is looked up: no invisible character at all. */
export function plainKey(text: string): string {
  return plainText(text.replace(/\p{Cf}/gu, ''));
}

/** Whether a text can be sent: no half of a surrogate pair, which has no bytes, and no NUL, at which many servers stop reading. */
export function isWellFormed(text: string): boolean {
  return !/[\p{Surrogate}\0]/u.test(text);
}
