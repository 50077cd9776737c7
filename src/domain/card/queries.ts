import { builder } from '../../graph/builder.ts';
import { connectionOf, pageArgs } from '../../graph/connection/connection.ts';
import { badInput } from '../../graph/errors.ts';
import { readId, readUpstreamId } from '../../graph/ids/global-id.ts';
import { registerNode } from '../../graph/ids/node.ts';
import { accountFilter, accountOrder } from '../account/filter.ts';
import { accountPage } from '../account/page.ts';
import { Group } from '../group/type.ts';
import { Guest } from '../guest/type.ts';
import { accountByIdentifierValue } from '../identifier/loaders.ts';
import { IdentifierValue } from '../identifier/type.ts';
import { Operation } from '../operation/type.ts';
import { cardById } from './loaders.ts';
import { cardFromWire } from './model.ts';
import { Card } from './type.ts';

const CARD_READ = { scopes: ['card:read'] } as const;
const CARD_LIST = { scopes: ['card:read', 'guest:list'] } as const;

declare module '../../graph/ids/global-id.ts' {
  interface IdTypes {
    Card: true;
  }
}

registerNode('Card', { scopes: ['card:read'], load: cardById });

const CardConnection = connectionOf('Card', Card);

const CardBy = builder.inputType('CardBy', {
  description: 'How a card is looked up: exactly one of these.',
  isOneOf: true,
  fields: (t) => ({
    id: t.id({ description: 'Its global id.' }),
    upstreamId: t.string({
      description: 'The account number that ProBonus shows.',
      limit: 'a positive 32-bit integer',
    }),
    identifier: t.field({
      description: 'What it is recognised by: a card number, a phone, a temporary code.',
      type: IdentifierValue,
    }),
  }),
});

const CardFilter = builder.inputType('CardFilter', {
  description: 'Which cards; conditions are combined with AND.',
  fields: (t) => ({
    search: t.string({
      description: 'Part of a name, phone or identifier, as ProBonus itself searches.',
      limit: 'at most 100 characters',
    }),
    group: t.id({ description: 'Cards of this group.' }),
    discount: t.id({ description: 'Cards that have this discount or ladder.' }),
    tag: t.id({ description: 'Cards whose guest bears this tag.' }),
    isBlocked: t.boolean({ description: 'Only blocked, or only unblocked cards.' }),
  }),
});

const CardOrder = accountOrder('Card', ['ID', 'LAST_NAME', 'BALANCE', 'REGISTERED_AT']);

builder.queryFields((t) => ({
  card: t.field({
    description: 'One card, or null when there is none. An expired temporary identifier finds nothing.',
    type: Card,
    nullable: true,
    authScopes: CARD_READ,
    args: { by: t.arg({ type: CardBy, required: true, description: 'What to look it up by.' }) },
    resolve: async (_root, { by }, context) => {
      if (by.id != null) return cardById(context, readId(context, by.id, 'Card'));
      if (by.upstreamId != null) return cardById(context, readUpstreamId(by.upstreamId));
      if (by.identifier == null) throw badInput('Look a card up by id, upstreamId or identifier.');
      const row = await accountByIdentifierValue(context, by.identifier);
      return row && cardFromWire(row);
    },
  }),
  cards: t.field({
    description:
      'Cards, a page at a time. In order ID the walk is stable; other orders may repeat or miss cards that change meanwhile.',
    type: CardConnection,
    nullable: true,
    authScopes: CARD_LIST,
    args: {
      filter: t.arg({ type: CardFilter, description: 'Which cards; all without it.' }),
      orderBy: t.arg({ type: CardOrder, description: 'In which order; by ID ascending without it.' }),
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
    description: 'The card of this guest.',
    type: Card,
    authScopes: CARD_READ,
    resolve: (guest) => cardFromWire(guest.account),
  }),
);

builder.objectField(Operation, 'card', (t) =>
  t.field({
    description: 'The card it was booked on. The cards of a whole page are read in one call.',
    type: Card,
    nullable: true,
    authScopes: CARD_READ,
    resolve: (operation, _args, context) => cardById(context, operation.cardId),
  }),
);

builder.objectFields(Group, (t) => ({
  cards: t.field({
    description: 'The cards of this group, by ID ascending.',
    type: CardConnection,
    nullable: true,
    authScopes: CARD_LIST,
    args: pageArgs,
    resolve: (group, { first, after }, context) =>
      accountPage(context, { field: 'Group.cards', filter: { groupId: group.id }, first, after }, cardFromWire),
  }),
  cardsCount: t.int({
    description: 'How many cards the group has; null where the server does not say it. One upstream call per group.',
    nullable: true,
    authScopes: CARD_READ,
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
