import { builder } from '../../graph/builder.ts';
import { DICTIONARY_READ } from '../../graph/dictionary/dictionary.ts';
import { registerNode } from '../../graph/ids/node.ts';
import { accounts } from '../account/loaders.ts';
import { Card } from '../card/type.ts';
import { Operation } from '../operation/type.ts';
import { identifierTypes, typeIdsOfKind } from './loaders.ts';
import { identifiersOf } from './model.ts';
import { Identifier, IdentifierType } from './type.ts';

declare module '../../graph/ids/global-id.ts' {
  interface IdTypes {
    IdentifierType: true;
  }
}

registerNode('IdentifierType', {
  scopes: DICTIONARY_READ,
  load: (context, id) => identifierTypes.find(context, id),
});

builder.queryField('identifierTypes', (t) =>
  t.field({ type: [IdentifierType], ...identifierTypes.listField('All identifier types of the server.') }),
);

builder.objectFields(Card, (t) => ({
  identifiers: t.field({
    description: 'Identifiers of the card, temporary ones included.',
    type: [Identifier],
    guest: true,
    resolve: ({ account }) => identifiersOf(account),
  }),
  number: t.string({
    description: 'Card number: the first permanent identifier of kind CARD; null if there is none.',
    nullable: true,
    guest: true,
    resolve: async ({ account }, _args, context) => {
      const types = await typeIdsOfKind(context, 'CARD');
      return identifiersOf(account).find(({ typeId, isTemporary }) => !isTemporary && types.has(typeId))?.value ?? null;
    },
  }),
}));

builder.objectField(Operation, 'identifier', (t) =>
  t.field({
    description:
      'Identifier by which the card was recognised; null for operations booked outside the register, or if the card no longer has it.',
    type: Identifier,
    nullable: true,
    scopes: ['card:read'],
    guest: true,
    resolve: async ({ cardId, identifierId }, _args, context) => {
      if (identifierId === null) return null;
      const account = await accounts(context).load(cardId);
      return account ? (identifiersOf(account).find(({ id }) => id === identifierId) ?? null) : null;
    },
  }),
);
