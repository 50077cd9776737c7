import { builder } from '../../graph/builder.ts';
import type { GatewayContext } from '../../graph/context.ts';
import { readId } from '../../graph/ids/global-id.ts';
import { checkCount } from '../../graph/input/checks.ts';
import { given, readOptionalText } from '../../graph/input/text.ts';
import type { InputNames } from '../../graph/mutation/field-fault.ts';
import type { AccountInsert } from '../../upstream/resources/accounts.ts';
import { checkIdentifierValue } from '../identifier/loaders.ts';
import { newIdentifierFields } from '../identifier/type.ts';
import { readTagIds } from '../tag/loaders.ts';
import { readPhone } from './contact.ts';
import { ConsentsInput, PersonNameInput, PROFILE_NAMES, profileBody, profileFields } from './profile-input.ts';

const MAX_IDENTIFIERS = 20;
const MAX_SOURCE = 255;

const NewIdentifierInput = builder.inputType('NewIdentifierInput', {
  description: 'An identifier for a new card.',
  fields: newIdentifierFields,
});

export const GuestRegisterInput = builder.inputType('GuestRegisterInput', {
  description: 'The guest to register. Settings of the server may require more fields, see `Settings`.',
  fields: (t) => ({
    phone: t.string({
      required: true,
      description: 'Phone in any common format. It becomes the contact phone and an identifier of the card.',
      limit: '10 to 15 digits',
    }),
    groupId: t.id({ required: true, description: 'ID of the group of the new card.' }),
    name: t.field({ description: 'Name of the guest.', type: PersonNameInput }),
    ...profileFields(t),
    consents: t.field({ description: 'Consents of the guest.', type: ConsentsInput }),
    tagIds: t.idList({ description: 'IDs of the tags of the guest.', limit: 'at most 100' }),
    referrerId: t.id({ description: 'ID of the guest who referred this one.' }),
    registrationSource: t.string({
      description: 'UTM source of the registration.',
      limit: `at most ${MAX_SOURCE} characters`,
    }),
    identifiers: t.field({
      description: 'Identifiers of the card in addition to the phone.',
      type: [NewIdentifierInput],
      limit: `at most ${MAX_IDENTIFIERS}`,
    }),
  }),
});

type Input = typeof GuestRegisterInput.$inferInput;

/** The checked input with upstream ids, null for an id of another tenant. No upstream call. Throws BAD_USER_INPUT. */
export function readInput(context: GatewayContext, input: Input) {
  const others = input.identifiers ?? [];
  checkCount(others, MAX_IDENTIFIERS, 'identifiers');
  const { consents } = input;
  return {
    phone: readPhone(input.phone),
    groupId: readId(context, input.groupId, 'Group'),
    referrerId: input.referrerId == null ? undefined : readId(context, input.referrerId, 'Guest'),
    tagIds: input.tagIds == null ? undefined : readTagIds(context, input.tagIds),
    identifiers: others.map(({ typeId, value }) => ({
      typeId: readId(context, typeId, 'IdentifierType'),
      value: checkIdentifierValue(value),
    })),
    profile: given<Partial<AccountInsert>>({
      ...profileBody(input),
      registrationSource: readOptionalText(input.registrationSource, 'registrationSource', MAX_SOURCE),
      consents: consents
        ? {
            personalData: consents.personalData ?? false,
            privacyPolicy: consents.privacyPolicy ?? false,
            adult: consents.adult ?? false,
          }
        : undefined,
    }),
  };
}

export type Registration = ReturnType<typeof readInput>;

/** Property of ProBonus → path in the input. `added`: count of identifiers that we put before those of the input. */
export const namesAfter = (added: number): InputNames => ({
  ...PROFILE_NAMES,
  phones: () => ['phone'],
  identifiers([at, field]) {
    if (at === undefined) return ['identifiers'];
    if (Number(at) < added) return ['phone'];
    return ['identifiers', String(Number(at) - added), ...(field === 'typeId' || field === 'value' ? [field] : [])];
  },
});
