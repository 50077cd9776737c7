import { reader } from '../../upstream/codec/read-fields.ts';
import type { Account } from '../../upstream/resources/accounts.ts';

/** The person who owns a card. Phones, e-mail, dates and times are as the server wrote them. */
export interface Guest {
  readonly __typename: 'Guest';
  readonly id: number;
  readonly lastName: string | null;
  readonly firstName: string | null;
  readonly patronymic: string | null;
  readonly gender: string | null;
  readonly birthday: string | null;
  /** Null for an entry that is no text. */
  readonly phones: readonly (string | null)[];
  readonly email: string | null;
  readonly note: string | null;
  readonly consents: { readonly personalData: boolean; readonly privacyPolicy: boolean; readonly adult: boolean };
  readonly tagIds: readonly number[];
  readonly referrerId: number | null;
  readonly registeredAt: string;
  readonly registrationSource: string | null;
  readonly updatedAt: string | null;
  /** The row, for other concepts' views of it. */
  readonly account: Account;
}

/** Throws MALFORMED for a row without a required field. */
export function guestFromWire(row: Account): Guest {
  const field = reader('Account', row);
  const consents = reader('Consents', field.optionalRecord('consents') ?? {});
  return {
    __typename: 'Guest',
    id: field.id('id'),
    lastName: field.optionalText('lastName'),
    firstName: field.optionalText('firstName'),
    patronymic: field.optionalText('patronymic'),
    gender: field.optionalText('gender'),
    birthday: field.optionalText('birthday'),
    phones: field.optionalTexts('phones'),
    email: field.optionalText('email'),
    note: field.optionalText('info'),
    consents: {
      personalData: consents.optionalBoolean('personalData') ?? false,
      privacyPolicy: consents.optionalBoolean('privacyPolicy') ?? false,
      adult: consents.optionalBoolean('adult') ?? false,
    },
    tagIds: field.optionalIds('tagIds'),
    referrerId: field.optionalId('referrerId'),
    registeredAt: field.text('registeredAt'),
    registrationSource: field.optionalText('registrationSource'),
    updatedAt: field.optionalText('updatedAt'),
    account: row,
  };
}
