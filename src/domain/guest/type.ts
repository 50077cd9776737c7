import { enumValues } from '../../contract/names.ts';
import { builder, nullable } from '../../graph/builder.ts';
import type { GatewayContext } from '../../graph/context.ts';
import { openToGuests } from '../../graph/guest-fields.ts';
import { Node, upstreamIdOptions } from '../../graph/ids/node.ts';
import { countDataIssue } from '../../graph/stored/data-issues.ts';
import { dateField, dateTimeField, requireDateTime } from '../../graph/stored/date.ts';
import { readEnum } from '../../graph/stored/enum.ts';
import { toE164 } from '../../lib/phone.ts';
import { PersonName } from '../person/type.ts';
import { guestById } from './loaders.ts';
import type { Guest as GuestModel } from './model.ts';

export const Guest = builder.objectRef<GuestModel>('Guest');

const GENDERS = enumValues('Gender');

export const Gender = builder.enumType('Gender', {
  description: 'Gender of a guest.',
  values: {
    MALE: { description: 'Male («Мужской»).' },
    FEMALE: { description: 'Female («Женский»).' },
    UNKNOWN: { description: 'A value this gateway does not know. Not allowed as input.' },
  } as const,
});

const Consents = builder.objectRef<GuestModel['consents']>('Consents').implement({
  description: 'Consents of a guest; false if not recorded.',
  fields: (t) => ({
    personalData: t.exposeBoolean('personalData', {
      description: 'Consent to the processing of personal data.',
      guest: true,
    }),
    privacyPolicy: t.exposeBoolean('privacyPolicy', {
      description: 'Acceptance of the privacy policy of the restaurant.',
      guest: true,
    }),
    adult: t.exposeBoolean('adult', { description: 'Confirmation that the guest is of age (18+).', guest: true }),
  }),
});

/** A stored phone as clients see it, even if it cannot be read; null for what is stored as no text at all. */
function showPhone(context: GatewayContext, stored: string | null): string | null {
  const readable = stored === null ? null : toE164(stored);
  if (readable === null) countDataIssue(context, 'unreadable_phone');
  return readable ?? stored;
}

const EMAIL = /^[^\s@]{1,64}@[^\s@]+\.[^\s@]+$/;

Guest.implement({
  description:
    'A person: name, birthday, phones and consents. In ProBonus the profile («Анкета гостя») of an account. Every guest has exactly one card.',
  interfaces: [Node],
  fields: (t) => ({
    upstreamId: t.string(openToGuests(upstreamIdOptions)),
    name: t.field({
      description: 'Name of the guest.',
      type: PersonName,
      guest: true,
      resolve: (guest) => guest,
    }),
    gender: t.field({
      description: 'Gender of the guest; null if not recorded.',
      type: Gender,
      nullable: true,
      guest: true,
      resolve: ({ gender }, _, context) => (gender === null ? null : readEnum(context, GENDERS, gender)),
    }),
    birthday: t.field(
      openToGuests(dateField('Birthday of the guest; null if not recorded.', ({ birthday }: GuestModel) => birthday)),
    ),
    phones: t.field({
      description:
        'Contact phones. They can differ from the phone identifiers of the card. An entry that is stored as no text at all is left out.',
      type: ['PhoneNumber'],
      guest: true,
      resolve: ({ phones }, _, context) =>
        phones.map((phone) => showPhone(context, phone)).filter((phone) => phone !== null),
    }),
    email: t.field({
      description: 'E-mail address as stored, even if malformed; null if not recorded.',
      type: 'EmailAddress',
      nullable: true,
      guest: true,
      resolve: ({ email }, _, context) => {
        if (email && !EMAIL.test(email)) countDataIssue(context, 'unreadable_email');
        return email || null;
      },
    }),
    note: t.exposeString('note', nullable('Free text about the guest («Информация»); null if there is none.')),
    consents: t.field({
      description: 'Consents of the guest.',
      type: Consents,
      guest: true,
      resolve: ({ consents }) => consents,
    }),
    referredBy: t.field({
      description:
        'Guest who referred this one; null if there is none. The referrers of a page are read in one upstream call.',
      type: Guest,
      nullable: true,
      resolve: ({ referrerId }, _, context) => guestById(context, referrerId),
    }),
    registeredAt: t.field({
      description: 'When the guest was registered.',
      type: 'DateTime',
      guest: true,
      resolve: ({ registeredAt }, _, context) => requireDateTime(context, registeredAt, 'Account.registeredAt'),
    }),
    registrationSource: t.exposeString('registrationSource', {
      description: 'UTM source of the registration; null if not recorded.',
      nullable: true,
    }),
    updatedAt: t.field(
      openToGuests(
        dateTimeField(
          'When the account was last changed; null if the server does not report it.',
          ({ updatedAt }: GuestModel) => updatedAt,
        ),
      ),
    ),
  }),
});

/** The guest in a payload. */
export const GUEST_FIELD = {
  description: 'Guest after the change; null without the required scope.',
  type: Guest,
  nullable: true as const,
  scopes: ['guest:read'] as const,
  resolve: ({ guest }: { readonly guest: GuestModel }) => guest,
};
