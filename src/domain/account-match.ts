import { parsePhone } from '../lib/phone.ts';
import { read } from '../upstream/fields.ts';
import type { AccountQuery } from '../upstream/resources/accounts.ts';
import type { AccountRow } from './account.ts';

/** Whether the account has this phone (digits), as a contact or as an identifier. */
export function hasPhone(row: AccountRow, phone: string): boolean {
  const stored = [
    ...read.optionalList(row.phones, 'Account.phones'),
    ...read.list(row.identifiers, 'Account.identifiers').map((row) => read.record(row, 'Account.identifiers').value),
  ];
  return stored.some((value) => parsePhone(read.text(value, 'Account.phones')) === phone);
}

/** Whether the account has this e-mail address, whatever its case. */
export function hasEmail(row: AccountRow, email: string): boolean {
  return typeof row.email === 'string' && row.email.trim().toLowerCase() === email.toLowerCase();
}

/**
 * Whether a row shows that the server did not apply a condition: a server ignores parameters that it does not know, and
 * would then give everybody. What a row does not tell is believed.
 */
export function contradicts(row: AccountRow, query: AccountQuery): boolean {
  const { groupId, discountId, tagId, isBlocked, phone, email } = query;
  return (
    (groupId !== undefined && row.groupId !== groupId) ||
    (isBlocked !== undefined && row.isBlocked !== isBlocked) ||
    (discountId !== undefined && row.discountId != null && row.discountId !== discountId) ||
    (tagId !== undefined && Array.isArray(row.tagIds) && !row.tagIds.includes(tagId)) ||
    (phone !== undefined && Array.isArray(row.phones) && !hasPhone(row, phone)) ||
    (email !== undefined && row.email != null && !hasEmail(row, email)) ||
    isBornElsewhen(row, query)
  );
}

function isBornElsewhen({ birthday }: AccountRow, { birthdayFrom: from, birthdayTo: to }: AccountQuery): boolean {
  const day = typeof birthday === 'string' ? /^\d{4}-(\d{2}-\d{2})/.exec(birthday)?.[1] : undefined;
  if (day === undefined || from === undefined || to === undefined) return false;
  return from <= to ? day < from || day > to : day < from && day > to;
}
