import { addDays, parseDate } from '../../lib/local-time.ts';
import { parseEvidentPhone, parsePhone, readStoredPhone } from '../../lib/phone.ts';
import { plainKey } from '../../lib/plain-text.ts';
import { reader, toText, unreadable } from '../../upstream/codec/read-fields.ts';
import type { AccountQuery } from '../../upstream/resources/accounts.ts';
import type { AccountRow } from './loaders.ts';

/** Whether the account has this phone (digits), as a contact or as an identifier. */
export function hasPhone(row: AccountRow, phone: string): boolean {
  const contacts = reader('Account', row).optionalTexts('phones');
  return [...contacts, ...identifiersOf(row).map(({ value }) => value)].some((value) => isPhone(value, phone));
}

/** Whether this phone (digits) is a permanent identifier of the account, of one of these types. */
export function holdsPhone(row: AccountRow, phone: string, types: ReadonlySet<number>): boolean {
  return identifiersOf(row).some(
    ({ value, typeId, isTemporary }) => !isTemporary && types.has(typeId) && isPhone(value, phone),
  );
}

/** Whether the account has this value, and as an identifier of other types only. */
export function hasOtherwiseTyped(row: AccountRow, value: string, typeId: number): boolean {
  const same = Array.isArray(row.identifiers) ? identifiersOf(row).filter((one) => one.value === value) : [];
  return same.length > 0 && same.every((one) => one.typeId !== typeId);
}

/** Whether the account has this value, or the phone that it spells, as an identifier of the type; undefined: of any type. */
export function isIdentifiedBy(row: AccountRow, value: string, typeId: number | null | undefined): boolean {
  const phone = typeId === undefined ? parseEvidentPhone(value) : parsePhone(value);
  return identifiersOf(row).some(
    (one) => (one.value === value || one.value === phone) && (typeId === undefined || one.typeId === typeId),
  );
}

/** Whether the account has this value, or the phone that it spells, as a permanent identifier or as a contact phone. */
export function hasPermanently(row: AccountRow, value: string): boolean {
  const phone = parsePhone(value);
  const contacts = phone === null ? [] : reader('Account', row).optionalTexts('phones');
  return (
    contacts.some((stored) => phone !== null && isPhone(stored, phone)) ||
    identifiersOf(row).some(
      (one) =>
        !one.isTemporary && !one.expiresAt && (one.value === value || (phone !== null && isPhone(one.value, phone))),
    )
  );
}

/** An identifier whose value is no text is nobody's: its own field tells it, and the others still count. */
function identifiersOf(row: AccountRow) {
  return reader('Account', row)
    .records('identifiers')
    .map((one) => ({ ...one, value: toText(one.value) }));
}

/** Whether a stored text is this phone. Equal digits match even if they parse as another number without a plus. */
function isPhone(stored: string | null, phone: string): boolean {
  if (stored === null) return false;
  return stored === phone || readStoredPhone(stored) === phone;
}

/** Whether the account has this e-mail address, ignoring case. */
export function hasEmail(row: AccountRow, email: string): boolean {
  const stored = reader('Account', row).optionalText('email');
  return stored !== null && plainKey(stored).toLowerCase() === email.toLowerCase();
}

/**
 * Whether a row proves that the server did not apply a condition: a server ignores unknown parameters and then returns
 * everybody. A value absent from the row proves nothing. Made once for all rows: most queries have few conditions.
 */
export function contradiction(query: AccountQuery): (row: AccountRow) => boolean {
  const { groupId, discountId, tagId, isBlocked, phone, email, registeredFrom, registeredTo, updatedFrom } = query;
  const { birthdayFrom, birthdayTo } = query;
  const proofs: ((row: AccountRow) => boolean)[] = [];
  if (groupId !== undefined) proofs.push((row) => row.groupId !== groupId);
  if (isBlocked !== undefined) proofs.push((row) => row.isBlocked !== isBlocked);
  if (discountId !== undefined) proofs.push((row) => row.discountId != null && row.discountId !== discountId);
  if (tagId !== undefined) proofs.push((row) => Array.isArray(row.tagIds) && !row.tagIds.includes(tagId));
  if (phone !== undefined) proofs.push((row) => Array.isArray(row.phones) && !hasPhone(row, phone));
  if (email !== undefined) proofs.push((row) => row.email != null && !hasEmail(row, email));
  if (birthdayFrom !== undefined && birthdayTo !== undefined)
    proofs.push((row) => hasOtherBirthday(row, birthdayFrom, birthdayTo));
  if (registeredFrom !== undefined) proofs.push((row) => isBefore(row, 'registeredAt', registeredFrom));
  if (updatedFrom !== undefined) proofs.push((row) => isBefore(row, 'updatedAt', updatedFrom));
  if (registeredTo !== undefined) proofs.push((row) => isAfter(row, 'registeredAt', registeredTo));
  return proofs.length === 0 ? () => false : (row) => proofs.some((contradicts) => contradicts(row));
}

type Dated = 'registeredAt' | 'updatedAt' | 'birthday';

/** Earlier by more than a day: a server may begin days at another hour, or round. */
function isBefore(row: AccountRow, name: Dated, bound: string): boolean {
  const day = dayOf(row, name);
  return day !== null && day < addDays(bound.slice(0, 10), -1);
}

function isAfter(row: AccountRow, name: Dated, bound: string): boolean {
  const day = dayOf(row, name);
  return day !== null && addDays(day, -1) > bound;
}

/** The day of a stored time; null if there is none. Throws MALFORMED for another form, of which nobody knows whether it matches. */
export function dayOf(row: AccountRow, name: Dated): string | null {
  const stored: unknown = row[name];
  if (stored == null || stored === '' || String(stored).startsWith('0000')) return null;
  const day = typeof stored === 'string' ? parseDate(stored.slice(0, 10)) : null;
  if (day === null) throw unreadable(`Account.${name}`);
  return day;
}

function hasOtherBirthday(row: AccountRow, from: string, to: string): boolean {
  const day = dayOf(row, 'birthday')?.slice(5);
  if (day === undefined) return false;
  return from <= to ? day < from || day > to : day < from && day > to;
}
