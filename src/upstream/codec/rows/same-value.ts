import { isRecord } from '../../../lib/is-record.ts';

/** Whether a stored value equals the one sent. Absent, null, empty, false and zero are equal, and so is text in any Unicode form. */
export function isSame(stored: unknown, sent: unknown): boolean {
  const [a, b] = [neutral(stored), neutral(sent)];
  if (Array.isArray(a) && Array.isArray(b)) return textOf([...a].sort()) === textOf([...b].sort());
  if (isRecord(b)) {
    const record = isRecord(a) ? a : {};
    return Object.entries(b).every(([key, value]) => isSame(record[key], value));
  }
  return textOf(a) === textOf(b);
}

/** Whether a value says no more than its absence. */
export function isNeutral(value: unknown): boolean {
  return isRecord(value) ? Object.values(value).every(isNeutral) : neutral(value) === null;
}

const textOf = (value: unknown) =>
  (isRecord(value) || Array.isArray(value) ? JSON.stringify(value) : String(value)).normalize('NFC');

function neutral(value: unknown): unknown {
  const isNothing = value === undefined || value === '' || value === 0 || value === false;
  return isNothing || (Array.isArray(value) && value.length === 0) ? null : value;
}
