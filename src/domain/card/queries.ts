import { builder } from '../../graph/builder.ts';
import { connectionOf, pageArgs } from '../../graph/connection/connection.ts';
import { badInput } from '../../graph/errors.ts';
import { readId, readUpstreamId } from '../../graph/ids/global-id.ts';
import { registerNode } from '../../graph/ids/node.ts';
import { accountFilter, accountFilterFields, accountOrder } from '../account/filter.ts';
import { accountPage } from '../account/page.ts';
import { Group } from '../group/type.ts';
import { Guest } from '../guest/type.ts';
import { accountByIdentifierValue } from '../identifier/loaders.ts';
import { IdentifierValue } from '../identifier/type.ts';
import { Operation } from '../operation/type.ts';
import { cardById } from './loaders.ts';
import { cardFromWire } from './model.ts';
import { Card } from './type.ts';

const CARD_READ = ['card:read'] as const;
const CARD_LIST = ['card:read', 'guest:list'] as const;

declare module '../../graph/ids/global-id.ts' {
  interface IdTypes {
    Card: true;
  }
}

registerNode('Card', { scopes: ['card:read'], guest: true, load: cardById });

const CardConnection = connectionOf('Card', Card);

const CardBy = builder.inputType('CardBy', {
  description: 'How to look up a card. Exactly one field must be given.',
  isOneOf: true,
  fields: (t) => ({
    id: t.id({ description: 'Global ID of the card.' }),
    upstreamId: t.string({
      description: 'ID of the account as shown in ProBonus.',
      limit: 'a positive 32-bit integer',
    }),
    identifier: t.field({
      description: 'Identifier of the card: a card number, a phone or a temporary identifier.',
      type: IdentifierValue,
    }),
  }),
});

const CardFilter = builder.inputType('CardFilter', {
  description: 'Filter for cards. All conditions must hold.',
  fields: (t) => ({
    ...accountFilterFields(t, 'guest:read'),
    isBlocked: t.boolean({ description: 'True for blocked cards only, false for unblocked cards only.' }),
  }),
});

const CardOrder = accountOrder('Card', ['ID', 'LAST_NAME', 'BALANCE', 'REGISTERED_AT']);

builder.queryFields((t) => ({
  card: t.field({
    description: 'A card; null if it does not exist. An expired temporary identifier finds no card.',
    type: Card,
    nullable: true,
    scopes: CARD_READ,
    guest: true,
    args: { by: t.arg({ type: CardBy, required: true, description: 'How to look up the card.' }) },
    resolve: async (_root, { by }, context) => {
      if (by.id != null) return cardById(context, readId(context, by.id, 'Card'));
      if (by.upstreamId != null) return cardById(context, readUpstreamId(by.upstreamId));
      if (by.identifier == null) throw badInput('by must have one of id, upstreamId or identifier.');
      const row = await accountByIdentifierValue(context, by.identifier);
      return row && cardFromWire(row);
    },
  }),
  cards: t.field({
    description:
      'Cards, page by page. In order ID paging is stable; other orders may repeat or miss cards that change meanwhile.',
    type: CardConnection,
    nullable: true,
    scopes: CARD_LIST,
    args: {
      filter: t.arg({ type: CardFilter, description: 'Which cards to return; all if omitted.' }),
      orderBy: t.arg({ type: CardOrder, description: 'Order of the cards; ID ascending if omitted.' }),
      ...pageArgs,
    },
    resolve: (_root, { filter, orderBy, first, after }, context) =>
      accountPage(
        context,
        { field: 'cards', filter: accountFilter(context, filter ?? {}), order: orderBy, first, after },
        cardFromWire,
      ),
  }),
}));

builder.objectField(Guest, 'card', (t) =>
  t.field({
    description: 'Card of the guest. Every guest has exactly one.',
    type: Card,
    scopes: CARD_READ,
    guest: true,
    resolve: (guest) => cardFromWire(guest.account),
  }),
);

builder.objectField(Operation, 'card', (t) =>
  t.field({
    description:
      'Card the operation was booked on; null if it no longer exists. The cards of a page are read in one upstream call.',
    type: Card,
    nullable: true,
    scopes: CARD_READ,
    guest: true,
    resolve: (operation, _args, context) => cardById(context, operation.cardId),
  }),
);

builder.objectFields(Group, (t) => ({
  cards: t.field({
    description: 'Cards of the group, in order ID ascending.',
    type: CardConnection,
    nullable: true,
    scopes: CARD_LIST,
    args: pageArgs,
    resolve: (group, { first, after }, context) =>
      accountPage(context, { field: 'Group.cards', filter: { groupId: group.id }, first, after }, cardFromWire),
  }),
  cardsCount: t.int({
    description: 'Number of cards of the group; null if the server does not report it. One upstream call per group.',
    nullable: true,
    scopes: CARD_READ,
    resolve: async (group, _args, context) => {
      const { totalCount } = await accountPage(
        context,
        { field: 'Group.cardsCount', filter: { groupId: group.id }, first: 0 },
        cardFromWire,
      );
      return typeof totalCount === 'function' ? totalCount() : totalCount;
    },
  }),
}));
