import { builder, type InputFields } from '../../graph/builder.ts';
import type { GatewayContext } from '../../graph/context.ts';
import { checkCount, knownValue } from '../../graph/input/checks.ts';
import { given, readOptionalText } from '../../graph/input/text.ts';
import { UserFault } from '../../graph/mutation/user-error.ts';
import { isWellFormed, plainKey } from '../../lib/plain-text.ts';
import { UpstreamError } from '../../upstream/errors.ts';
import type { AccountUpdate } from '../../upstream/resources/accounts.ts';
import type { PublicSettings } from '../../upstream/resources/settings.ts';
import { serverSettings } from '../settings/loaders.ts';
import { invalidEmail, MAX_EMAIL, readPhone } from './contact.ts';
import { Gender } from './type.ts';

const MAX_NAME = 100;
const MAX_NOTE = 255;
const MAX_PHONES = 10;

/** Property of ProBonus → path in our inputs, for INVALID_FIELD. */
export const PROFILE_NAMES = {
  lastName: ['name', 'last'],
  firstName: ['name', 'first'],
  patronymic: ['name', 'patronymic'],
  gender: ['gender'],
  birthday: ['birthday'],
  phones: ['phones'],
  email: ['email'],
  info: ['note'],
  consents: ['consents'],
  personalData: ['consents', 'personalData'],
  privacyPolicy: ['consents', 'privacyPolicy'],
  adult: ['consents', 'adult'],
  tagIds: ['tagIds'],
  groupId: ['groupId'],
  referrerId: ['referrerId'],
  registrationSource: ['registrationSource'],
  identifiers: ['identifiers'],
} as const;

export const PersonNameInput = builder.inputType('PersonNameInput', {
  description: 'Parts of a name. In an update an omitted part is kept, null clears it.',
  fields: (t) => ({
    last: t.string({ description: 'Last name of the guest.', limit: `at most ${MAX_NAME} characters` }),
    first: t.string({ description: 'First name of the guest.', limit: `at most ${MAX_NAME} characters` }),
    patronymic: t.string({
      description: 'Patronymic of the guest.',
      limit: `at most ${MAX_NAME} characters`,
    }),
  }),
});

export const ConsentsInput = builder.inputType('ConsentsInput', {
  description: 'Consents of a guest. In an update an omitted consent is kept, null withdraws it.',
  fields: (t) => ({
    personalData: t.boolean({ description: 'Consent to the processing of personal data.' }),
    privacyPolicy: t.boolean({ description: 'Acceptance of the privacy policy of the restaurant.' }),
    adult: t.boolean({ description: 'Confirmation that the guest is of age (18+).' }),
  }),
});

/** Input fields of both registration and update. */
export const profileFields = (t: InputFields) => ({
  gender: t.field({ description: 'Gender of the guest.', type: Gender }),
  birthday: t.field({ description: 'Birthday of the guest.', type: 'Date' }),
  email: t.string({ description: 'E-mail address of the guest.', limit: `at most ${MAX_EMAIL} characters` }),
  note: t.string({ description: 'Free text about the guest.', limit: `at most ${MAX_NOTE} characters` }),
});

interface Profile {
  name?: typeof PersonNameInput.$inferInput | null | undefined;
  gender?: 'MALE' | 'FEMALE' | 'UNKNOWN' | null | undefined;
  birthday?: string | null | undefined;
  email?: string | null | undefined;
  note?: string | null | undefined;
}

/** The upstream properties of a profile. Omitted fields stay omitted, null clears. Throws BAD_USER_INPUT. */
export function profileBody({ name, gender, birthday, email, note }: Profile): AccountUpdate {
  const parts = name === null ? { last: null, first: null, patronymic: null } : name;
  return given<AccountUpdate>({
    lastName: readOptionalText(parts?.last, 'name.last', MAX_NAME),
    firstName: readOptionalText(parts?.first, 'name.first', MAX_NAME),
    patronymic: readOptionalText(parts?.patronymic, 'name.patronymic', MAX_NAME),
    gender: gender == null ? gender : knownValue(gender),
    birthday,
    email: email == null ? email : readEmail(email),
    info: readOptionalText(note, 'note', MAX_NOTE),
  });
}

function readEmail(text: string): string {
  const email = plainKey(text);
  if (
    email.length > MAX_EMAIL ||
    !isWellFormed(email) ||
    !/^[^\s@\p{Cc}]{1,64}@[^\s@\p{Cc}]+\.[^\s@\p{Cc}]+$/u.test(email)
  )
    throw invalidEmail();
  return email;
}

/** Contact phones in digits, without duplicates. */
export function readPhones(phones: readonly string[]): string[] {
  checkCount(phones, MAX_PHONES, 'phones');
  return [...new Set(phones.map(readPhone))];
}

/** Throws REQUIRED_FIELD if the settings of the server require an absent field. */
export async function checkRequired(
  context: GatewayContext,
  absent: { gender: boolean; phones: boolean },
): Promise<void> {
  if (!absent.gender && !absent.phones) return;
  const settings = await knownSettings(context);
  if (absent.gender && settings.genderRequired === true)
    throw new UserFault('REQUIRED_FIELD', { path: ['input', 'gender'] });
  if (absent.phones && settings.phoneRequired === true)
    throw new UserFault('REQUIRED_FIELD', { path: ['input', 'phones'] });
}

/** The settings of the server; empty for one without them, which checks by itself. */
async function knownSettings(context: GatewayContext): Promise<PublicSettings> {
  try {
    return await serverSettings(context);
  } catch (error) {
    if (error instanceof UpstreamError && error.kind === 'UNSUPPORTED') return {};
    throw error;
  }
}
