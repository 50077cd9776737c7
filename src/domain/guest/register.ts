import { builder } from '../../graph/builder.ts';
import type { GatewayContext } from '../../graph/context.ts';
import { badInput } from '../../graph/errors.ts';
import { readId } from '../../graph/ids.ts';
import { defineMutation, fieldFault, isRefused, write } from '../../graph/mutation.ts';
import { UserFault } from '../../graph/user-error.ts';
import {
  type Account,
  type AccountInsert,
  accountByIdentifier,
  insertAccount,
} from '../../upstream/resources/accounts.ts';
import { holdsAll } from '../change-account.ts';
import { groups } from '../groups.ts';
import { identifierTaken } from '../identifier-taken.ts';
import { identifierTypes } from '../identifier-types.ts';
import { checkIdentifierValue } from '../identifier-value.ts';
import { given, readOptionalText } from '../input.ts';
import { tagNumbers } from '../tags.ts';
import { guestById } from './loaders.ts';
import { type Guest as GuestModel, guestFromWire } from './model.ts';
import {
  ConsentsInput,
  checkRequired,
  MAX_EMAIL,
  MAX_NOTE,
  PersonNameInput,
  PROFILE_NAMES,
  profileBody,
  readPhone,
} from './profile-input.ts';
import { Gender, Guest } from './type.ts';

const MAX_IDENTIFIERS = 20;
const MAX_SOURCE = 255;

const NewIdentifierInput = builder.inputType('NewIdentifierInput', {
  description: 'An identifier that a new card is to have.',
  fields: (t) => ({
    typeId: t.id({ required: true, description: 'Of which type.' }),
    value: t.string({
      required: true,
      description: 'The value as it is read at the register.',
      limit: '1 to 64 characters',
    }),
  }),
});

const GuestRegisterInput = builder.inputType('GuestRegisterInput', {
  description: 'A new guest and their card. Which fields are required besides is a setting of the server.',
  fields: (t) => ({
    phone: t.string({
      required: true,
      description: 'Their phone in any usual form: it becomes a contact phone and an identifier of the card.',
      limit: '10 to 15 digits',
    }),
    groupId: t.id({ required: true, description: 'The group the card is to be in.' }),
    name: t.field({ description: 'Their name.', type: PersonNameInput }),
    gender: t.field({ description: 'The gender they told.', type: Gender }),
    birthday: t.field({ description: 'Their birthday.', type: 'Date' }),
    email: t.string({ description: 'Their e-mail address.', limit: `at most ${MAX_EMAIL} characters` }),
    note: t.string({ description: 'Free text about them.', limit: `at most ${MAX_NOTE} characters` }),
    consents: t.field({ description: 'What they agree to.', type: ConsentsInput }),
    tagIds: t.idList({ description: 'Their tags.', limit: 'at most 100' }),
    referrerId: t.id({ description: 'The guest who brought them.' }),
    registrationSource: t.string({
      description: 'UTM source of the registration.',
      limit: `at most ${MAX_SOURCE} characters`,
    }),
    identifiers: t.field({
      description: 'Identifiers besides the phone.',
      type: [NewIdentifierInput],
      limit: `at most ${MAX_IDENTIFIERS}`,
    }),
  }),
});

interface Registered {
  readonly guest: GuestModel;
  readonly alreadyExisted: boolean;
}

const GuestRegisterPayload = builder.objectRef<Registered>('GuestRegisterPayload').implement({
  description: 'The guest, new or known before.',
  fields: (t) => ({
    guest: t.field({
      description: 'Who has this phone now; null without the scope to read guests.',
      type: Guest,
      nullable: true,
      authScopes: { scopes: ['guest:read'] },
      resolve: ({ guest }) => guest,
    }),
    alreadyExisted: t.exposeBoolean('alreadyExisted', {
      description: 'True: the phone was known, and nothing was changed.',
    }),
  }),
});

type Input = typeof GuestRegisterInput.$inferInput;

/** The first type of kind PHONE; null where the server has none. */
async function phoneType(context: GatewayContext): Promise<number | null> {
  return identifierTypes.with(context, ({ all }) => all.find(({ kind }) => kind === 'PHONE')?.id ?? null);
}

async function newIdentifiers(
  context: GatewayContext,
  input: Input,
  phone: string,
): Promise<NonNullable<AccountInsert['identifiers']>> {
  const others = input.identifiers ?? [];
  if (others.length > MAX_IDENTIFIERS)
    throw badInput(`At most ${MAX_IDENTIFIERS} identifiers.`, { reason: 'TOO_MANY' });
  const typeId = await phoneType(context);
  const given = await Promise.all(
    others.map(async ({ typeId: id, value }, index) => {
      const type = await identifierTypes.require(context, readId(context, id, 'IdentifierType'));
      if (!type)
        throw new UserFault('IDENTIFIER_TYPE_NOT_FOUND', { path: ['input', 'identifiers', String(index), 'typeId'] });
      return { typeId: type.id, value: checkIdentifierValue(value) };
    }),
  );
  return [...(typeId === null ? [] : [{ typeId, value: phone }]), ...given.filter(({ value }) => value !== phone)];
}

async function insertBody(context: GatewayContext, input: Input, phone: string): Promise<AccountInsert> {
  const group = await groups.require(context, readId(context, input.groupId, 'Group'));
  if (!group) throw new UserFault('GROUP_NOT_FOUND', { path: ['input', 'groupId'] });
  const referrer =
    input.referrerId == null ? null : await guestById(context, readId(context, input.referrerId, 'Guest'));
  if (input.referrerId != null && !referrer) throw new UserFault('GUEST_NOT_FOUND', { path: ['input', 'referrerId'] });
  const { consents } = input;
  return {
    ...profileBody(input),
    ...given<AccountInsert>({
      groupId: group.id,
      phones: [phone],
      identifiers: await newIdentifiers(context, input, phone),
      tagIds: input.tagIds == null ? undefined : await tagNumbers(context, input.tagIds),
      referrerId: referrer?.id,
      registrationSource: readOptionalText(input.registrationSource, 'registrationSource', MAX_SOURCE),
      consents:
        consents == null
          ? undefined
          : {
              personalData: consents.personalData ?? false,
              privacyPolicy: consents.privacyPolicy ?? false,
              adult: consents.adult ?? false,
            },
    }),
    groupId: group.id,
  };
}

defineMutation('guestRegister', {
  description:
    'Registers a guest and their card. A phone that is known already gives the guest who has it, and changes nothing.',
  scopes: ['guest:write'],
  input: GuestRegisterInput,
  payload: GuestRegisterPayload,
  errors: [
    'GROUP_NOT_FOUND',
    'GUEST_NOT_FOUND',
    'TAG_NOT_FOUND',
    'IDENTIFIER_TYPE_NOT_FOUND',
    'IDENTIFIER_TAKEN',
    'REQUIRED_FIELD',
    'INVALID_FIELD',
  ],
  run: async (context, input): Promise<Registered> => {
    const phone = readPhone(input.phone);
    const body = await insertBody(context, input, phone);
    await checkRequired(context, { gender: input.gender == null, phones: false });
    const holder = () => accountByIdentifier(context.upstream, { value: phone });
    try {
      const row = await write(() => insertAccount(context.upstream, body), holder);
      // Read back after an unknown outcome it may be somebody who had the phone before.
      return { guest: guestFromWire(row), alreadyExisted: !holdsAll(row, withoutIdentifiers(body)) };
    } catch (error) {
      const known: Account | null = isRefused(error, 400) || isRefused(error, 409) ? await holder() : null;
      if (known) return { guest: guestFromWire(known), alreadyExisted: true };
      for (const [index, { value }] of (input.identifiers ?? []).entries()) {
        const taken = await identifierTaken(context, error, checkIdentifierValue(value), [
          'input',
          'identifiers',
          String(index),
          'value',
        ]);
        if (taken) throw taken;
      }
      throw fieldFault(error, { ...PROFILE_NAMES, phones: ['phone'] });
    }
  },
});

/** Upstream gives identifiers ids of their own, so they do not compare; the phone among them was looked up by. */
function withoutIdentifiers({ identifiers: _, ...body }: AccountInsert): Partial<AccountInsert> {
  return body;
}
