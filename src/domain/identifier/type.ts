import { builder } from '../../graph/builder.ts';
import { encodeId } from '../../graph/ids/global-id.ts';
import { Node, registerNode, upstreamIdOptions } from '../../graph/ids/node.ts';
import { count } from '../../graph/stored/data-issues.ts';
import { readDateTime } from '../../graph/stored/date.ts';
import { accounts } from '../account/loaders.ts';
import { Card } from '../card/type.ts';
import { Operation } from '../operation/type.ts';
import { type IdentifierType as IdentifierTypeModel, identifierTypes, typeIdsOfKind } from './loaders.ts';
import { type Identifier as IdentifierModel, identifiersOf } from './model.ts';

const DICTIONARY_READ = { scopes: ['dictionary:read'] } as const;

registerNode('IdentifierType', {
  scopes: ['dictionary:read'],
  load: (context, id) => identifierTypes.find(context, id),
});

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

builder.queryField('identifierTypes', (t) =>
  t.field({
    description: 'The types of identifiers of this server.',
    type: [IdentifierType],
    nullable: true,
    authScopes: DICTIONARY_READ,
    resolve: (_root, _args, context) => identifierTypes.with(context, ({ all }) => [...all]),
  }),
);

builder.objectFields(Card, (t) => ({
  identifiers: t.field({
    description: 'Everything the card is recognised by.',
    type: [Identifier],
    resolve: ({ account }) => identifiersOf(account),
  }),
  number: t.string({
    description: 'The card number: its first lasting identifier of kind CARD; null when it has none.',
    nullable: true,
    resolve: async ({ account }, _args, context) => {
      const types = await typeIdsOfKind(context, 'CARD');
      return identifiersOf(account).find(({ typeId, isTemporary }) => !isTemporary && types.has(typeId))?.value ?? null;
    },
  }),
}));

builder.objectField(Operation, 'identifier', (t) =>
  t.field({
    description:
      'By what the card was recognised; null for manual operations, and when the card no longer has that identifier.',
    type: Identifier,
    nullable: true,
    authScopes: { scopes: ['card:read'] },
    resolve: async ({ cardId, identifierId }, _args, context) => {
      if (identifierId === null) return null;
      const account = await accounts(context).load(cardId);
      return account ? (identifiersOf(account).find(({ id }) => id === identifierId) ?? null) : null;
    },
  }),
);
