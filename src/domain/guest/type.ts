import { builder } from '../../graph/builder.ts';
import { Node, upstreamIdOptions } from '../../graph/ids/node.ts';
import { count } from '../../graph/stored/data-issues.ts';
import { readDate, readDateTime, requireDateTime } from '../../graph/stored/date.ts';
import { toE164 } from '../../lib/phone.ts';
import { PersonName } from '../person/type.ts';
import { guestById } from './loaders.ts';
import type { Gender as GenderModel, Guest as GuestModel } from './model.ts';

export const Guest = builder.objectRef<GuestModel>('Guest');

export const Gender = builder.enumType('Gender', {
  description: 'The gender a guest told.',
  values: {
    MALE: { description: '«Мужской»' },
    FEMALE: { description: '«Женский»' },
    UNKNOWN: { description: 'Something that this gateway does not know.' },
  } as const,
});

const Consents = builder.objectRef<GuestModel['consents']>('Consents').implement({
  description: 'What the guest agreed to; false where nothing is recorded.',
  fields: (t) => ({
    personalData: t.exposeBoolean('personalData', { description: 'That their personal data may be processed.' }),
    privacyPolicy: t.exposeBoolean('privacyPolicy', {
      description: 'That they accept the policy on privacy of the restaurant.',
    }),
    adult: t.exposeBoolean('adult', { description: 'That they are of age (18+).' }),
  }),
});

const EMAIL = /^[^\s@]{1,64}@[^\s@]+\.[^\s@]+$/;

Guest.implement({
  description:
    'The person: name, birthday, phones, consents. In ProBonus the questionnaire («Анкета гостя») of an account; one guest has one card.',
  interfaces: [Node],
  fields: (t) => ({
    upstreamId: t.string(upstreamIdOptions),
    name: t.field({
      description: 'Their name; its parts are null where not known.',
      type: PersonName,
      resolve: (guest) => guest,
    }),
    gender: t.field({
      description: 'Null when not told.',
      type: Gender,
      nullable: true,
      resolve: ({ gender }, _, context): GenderModel | null => {
        if (gender === null || gender === 'MALE' || gender === 'FEMALE') return gender;
        count(context, 'unknown_enum');
        return 'UNKNOWN';
      },
    }),
    birthday: t.field({
      description: 'Null when not told or not readable.',
      type: 'Date',
      nullable: true,
      resolve: ({ birthday }, _, context) => readDate(context, birthday),
    }),
    phones: t.field({
      description: 'Contact phones. They need not be the phone identifiers of the card.',
      type: ['PhoneNumber'],
      resolve: ({ phones }, _, context) =>
        phones.map((phone) => {
          const readable = toE164(phone);
          if (readable === null) count(context, 'unreadable_phone');
          return readable ?? phone;
        }),
    }),
    email: t.field({
      description: 'Null when not told; as it is stored, even where it is no address.',
      type: 'EmailAddress',
      nullable: true,
      resolve: ({ email }, _, context) => {
        if (email && !EMAIL.test(email)) count(context, 'unreadable_email');
        return email || null;
      },
    }),
    note: t.exposeString('note', {
      description: 'Free text about the guest («Информация»); null when there is none.',
      nullable: true,
    }),
    consents: t.field({ description: 'What they agreed to.', type: Consents, resolve: ({ consents }) => consents }),
    referredBy: t.field({
      description: 'The guest who brought this one; null when nobody did. Those of a whole page are read in one call.',
      type: Guest,
      nullable: true,
      resolve: ({ referrerId }, _, context) => guestById(context, referrerId),
    }),
    registeredAt: t.field({
      description: 'When the account was made.',
      type: 'DateTime',
      resolve: ({ registeredAt }, _, context) => requireDateTime(context, registeredAt, 'Account.registeredAt'),
    }),
    registrationSource: t.exposeString('registrationSource', {
      description: 'UTM source of the registration; null when not known.',
      nullable: true,
    }),
    updatedAt: t.field({
      description: 'When the account was last changed; null where the server does not tell.',
      type: 'DateTime',
      nullable: true,
      resolve: ({ updatedAt }, _, context) => readDateTime(context, updatedAt),
    }),
  }),
});
