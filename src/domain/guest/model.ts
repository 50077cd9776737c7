import { read } from '../../upstream/codec/read-fields.ts';
import type { Account } from '../../upstream/resources/accounts.ts';

export type Gender = 'MALE' | 'FEMALE' | 'UNKNOWN';

/** The person behind a card. Phones, e-mail, dates and times are as ProBonus holds them. */
export interface Guest {
  readonly __typename: 'Guest';
  readonly id: number;
  readonly lastName: string | null;
  readonly firstName: string | null;
  readonly patronymic: string | null;
  readonly gender: string | null;
  readonly birthday: string | null;
  readonly phones: readonly string[];
  readonly email: string | null;
  readonly note: string | null;
  readonly consents: { readonly personalData: boolean; readonly privacyPolicy: boolean; readonly adult: boolean };
  readonly tagIds: readonly number[];
  readonly referrerId: number | null;
  readonly registeredAt: string;
  readonly registrationSource: string | null;
  readonly updatedAt: string | null;
  /** The row itself, for the views that other concepts take of it. */
  readonly account: Account;
}

/** Throws MALFORMED where the row lacks what the contract requires. */
export function guestFromWire(row: Account): Guest {
  const { consents } = row;
  return {
    __typename: 'Guest',
    id: read.id(row.id, 'Account.id'),
    lastName: read.optionalText(row.lastName, 'Account.lastName'),
    firstName: read.optionalText(row.firstName, 'Account.firstName'),
    patronymic: read.optionalText(row.patronymic, 'Account.patronymic'),
    gender: read.optionalText(row.gender, 'Account.gender'),
    birthday: read.optionalText(row.birthday, 'Account.birthday'),
    phones: read.optionalList(row.phones, 'Account.phones').map((phone) => read.text(phone, 'Account.phones')),
    email: read.optionalText(row.email, 'Account.email'),
    note: read.optionalText(row.info, 'Account.info'),
    consents: {
      personalData: read.optionalBoolean(consents?.personalData, 'Consents.personalData') ?? false,
      privacyPolicy: read.optionalBoolean(consents?.privacyPolicy, 'Consents.privacyPolicy') ?? false,
      adult: read.optionalBoolean(consents?.adult, 'Consents.adult') ?? false,
    },
    tagIds: read.optionalList(row.tagIds, 'Account.tagIds').map((id) => read.id(id, 'Account.tagIds')),
    referrerId: read.optionalId(row.referrerId, 'Account.referrerId'),
    registeredAt: read.text(row.registeredAt, 'Account.registeredAt'),
    registrationSource: read.optionalText(row.registrationSource, 'Account.registrationSource'),
    updatedAt: read.optionalText(row.updatedAt, 'Account.updatedAt'),
    account: row,
  };
}
