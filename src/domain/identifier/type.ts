import { enumValues } from '../../contract/names.ts';
import { builder, type InputFields } from '../../graph/builder.ts';
import { openToGuests } from '../../graph/guest-fields.ts';
import { encodeId, registerIdType } from '../../graph/ids/global-id.ts';
import { Node, upstreamIdOptions } from '../../graph/ids/node.ts';
import { dateTimeField } from '../../graph/stored/date.ts';
import { readEnum } from '../../graph/stored/enum.ts';
import { identifierTypes, MAX_IDENTIFIER } from './loaders.ts';
import type { Identifier as IdentifierModel, IdentifierType as IdentifierTypeModel } from './model.ts';

const KINDS = enumValues('IdentifierKind');

export const IdentifierKind = builder.enumType('IdentifierKind', {
  description: 'Kind of an identifier type.',
  values: {
    CARD: { description: 'A card number.' },
    PHONE: { description: 'A phone number, stored as digits.' },
    OTHER: { description: 'Anything else, such as a bracelet, a messenger account or a temporary code.' },
    UNKNOWN: { description: 'A kind this gateway does not know. Not allowed as input.' },
  } as const,
});

export const IdentifierType = builder.objectRef<IdentifierTypeModel>('IdentifierType').implement({
  description: 'A type of identifier, set up by the restaurant.',
  interfaces: [Node],
  fields: (t) => ({
    upstreamId: t.string(upstreamIdOptions),
    name: t.exposeString('name', { description: 'Name given by the restaurant.', guest: true }),
    kind: t.field({
      description: 'Kind of the identifiers of this type.',
      type: IdentifierKind,
      guest: true,
      resolve: ({ kind }, _, context) => readEnum(context, KINDS, kind),
    }),
  }),
});

declare module '../../graph/ids/global-id.ts' {
  interface IdTypes {
    Identifier: true;
  }
}

// Upstream finds an identifier through its card: the id holds both numbers.
registerIdType('Identifier', 2);

export const Identifier = builder.objectRef<IdentifierModel>('Identifier').implement({
  description: 'A value by which the register recognises a card, such as a card number or a phone.',
  fields: (t) => ({
    id: t.id({
      description: 'Opaque global ID, for `identifierRemove`. `node` does not accept it.',
      guest: true,
      resolve: ({ id, cardId }, _, context) => encodeId(context.tenant.slug, 'Identifier', `${cardId}.${id}`),
    }),
    value: t.exposeString('value', {
      description: 'Value as read at the register. Card numbers have up to 19 digits.',
      guest: true,
    }),
    type: t.field({
      type: IdentifierType,
      ...identifierTypes.entryField(
        'Type of the identifier; null if the server no longer lists it.',
        ({ typeId }: IdentifierModel) => typeId,
      ),
      guest: true,
    }),
    isTemporary: t.exposeBoolean('isTemporary', {
      description: 'Whether the identifier is temporary and expires.',
      guest: true,
    }),
    expiresAt: t.field(
      openToGuests(
        dateTimeField(
          'When the identifier expires; null if it does not expire.',
          ({ expiresAt }: IdentifierModel) => expiresAt,
        ),
      ),
    ),
  }),
});

export const IdentifierValue = builder.inputType('IdentifierValue', {
  description: 'An identifier to look up.',
  fields: (t) => ({
    value: t.string({
      required: true,
      description:
        'Value exactly as on the card or on the screen. If no card has it, a phone with a plus, brackets or hyphens is also looked up by its digits; with a `typeId` of kind PHONE, a phone in any common format is.',
      limit: `1 to ${MAX_IDENTIFIER} characters`,
    }),
    typeId: t.id({ description: 'ID of the identifier type; any type if omitted.' }),
  }),
});

/** Input fields of an identifier to add. */
export const newIdentifierFields = (t: InputFields) => ({
  typeId: t.id({ required: true, description: 'ID of the identifier type.' }),
  value: t.string({
    required: true,
    description:
      'Value as read at the register. No other card may have it. For a type of kind PHONE, a phone in any common format; it is stored as digits.',
    limit: `1 to ${MAX_IDENTIFIER} characters`,
  }),
});
