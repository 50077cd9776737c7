import { builder } from '../../graph/builder.ts';
import { DICTIONARY_READ } from '../../graph/dictionary/dictionary.ts';
import { encodeId, registerIdType } from '../../graph/ids/global-id.ts';
import { Node, upstreamIdOptions } from '../../graph/ids/node.ts';
import { count } from '../../graph/stored/data-issues.ts';
import { readDateTime } from '../../graph/stored/date.ts';
import { identifierTypes, MAX_IDENTIFIER } from './loaders.ts';
import type { Identifier as IdentifierModel, IdentifierType as IdentifierTypeModel } from './model.ts';

const KINDS = ['CARD', 'PHONE', 'OTHER', 'UNKNOWN'] as const;
type Kind = (typeof KINDS)[number];

export const IdentifierKind = builder.enumType('IdentifierKind', {
  description: 'Into which of three classes ProBonus folds a type of identifier.',
  values: {
    CARD: { description: 'A card number.' },
    PHONE: { description: 'A phone number, in digits.' },
    OTHER: { description: 'Anything else: a bracelet, a messenger account, a temporary code.' },
    UNKNOWN: { description: 'Something that this gateway does not know. Not for input.' },
  } as const,
});

export const IdentifierType = builder.objectRef<IdentifierTypeModel>('IdentifierType').implement({
  description: 'A sort of identifier, as the restaurant has set it up.',
  interfaces: [Node],
  fields: (t) => ({
    upstreamId: t.string(upstreamIdOptions),
    name: t.exposeString('name', { description: 'What the restaurant calls it.' }),
    kind: t.field({
      description: 'Which class it belongs to.',
      type: IdentifierKind,
      resolve: ({ kind }, _, context): Kind => {
        const known = KINDS.find((one) => one === kind);
        if (!known) count(context, 'unknown_enum');
        return known ?? 'UNKNOWN';
      },
    }),
  }),
});

declare module '../../graph/ids/global-id.ts' {
  interface IdTypes {
    Identifier: true;
  }
}

// An identifier is found through its card, so its id bears the numbers of both.
registerIdType('Identifier', 2);

export const Identifier = builder.objectRef<IdentifierModel>('Identifier').implement({
  description: 'What a card is recognised by at the register: a card number, a phone, something else.',
  fields: (t) => ({
    id: t.id({
      description: 'Opaque global id, for `identifierRemove`. Not a node: it is found through its card.',
      resolve: ({ id, cardId }, _, context) => encodeId(context.tenant.slug, 'Identifier', `${cardId}.${id}`),
    }),
    value: t.exposeString('value', {
      description: 'Exactly as it is read at the register; always a string, up to 19 digits for cards.',
    }),
    type: t.field({
      description: 'Its type; null when the server no longer lists it.',
      type: IdentifierType,
      nullable: true,
      authScopes: DICTIONARY_READ,
      resolve: ({ typeId }, _, context) => identifierTypes.find(context, typeId),
    }),
    isTemporary: t.exposeBoolean('isTemporary', { description: 'Whether it was issued for a short time.' }),
    expiresAt: t.field({
      description: 'From when on it finds nothing; null for lasting ones.',
      type: 'DateTime',
      nullable: true,
      resolve: ({ expiresAt }, _, context) => readDateTime(context, expiresAt),
    }),
  }),
});

export const IdentifierValue = builder.inputType('IdentifierValue', {
  description: 'What a card is recognised by.',
  fields: (t) => ({
    value: t.string({
      required: true,
      description:
        'The value itself, exactly as on the card or on the screen. Where nobody has it as it stands, a phone in another form is looked up in digits: one that has a plus, a code in brackets or its groups with hyphens; with a `typeId` of kind PHONE any form.',
      limit: `1 to ${MAX_IDENTIFIER} characters`,
    }),
    typeId: t.id({ description: 'Only identifiers of this type; any type without it.' }),
  }),
});
