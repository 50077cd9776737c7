import { builder } from '../../graph/builder.ts';
import { connectionOf, pageArgs } from '../../graph/connection/connection.ts';
import { registerNode } from '../../graph/ids/node.ts';
import { checkCount } from '../../graph/input/checks.ts';
import { readTogether } from '../../graph/people/people-budget.ts';
import { accountOrder } from '../account/filter.ts';
import { accountPage } from '../account/page.ts';
import { Card } from '../card/type.ts';
import { Viewer } from '../viewer/type.ts';
import { GuestBy, guestBy } from './by.ts';
import { GuestFilter, guestFilter } from './filter.ts';
import { guestById } from './loaders.ts';
import { guestFromWire } from './model.ts';
import { Guest } from './type.ts';

const GUEST_READ = ['guest:read'] as const;

declare module '../../graph/ids/global-id.ts' {
  interface IdTypes {
    Guest: true;
  }
}

registerNode('Guest', { scopes: ['guest:read'], guest: true, load: guestById });

const MAX_GUESTS_BY = 100;
const GuestOrder = accountOrder('Guest', ['ID', 'LAST_NAME', 'REGISTERED_AT']);
const GuestConnection = connectionOf('Guest', Guest);

builder.queryFields((t) => ({
  guest: t.field({
    description: 'A guest; null if they do not exist.',
    type: Guest,
    nullable: true,
    scopes: GUEST_READ,
    guest: true,
    args: { by: t.arg({ type: GuestBy, required: true, description: 'How to look up the guest.' }) },
    resolve: (_root, { by }, context) => guestBy(context, by),
  }),
  guestsBy: t.field({
    description:
      "Guests in the order of `by`, such as for tonight's bookings; null in place of a guest who does not exist. An invalid or ambiguous entry is null with an error and does not affect the others.",
    type: [Guest],
    nullable: { list: false, items: true },
    scopes: GUEST_READ,
    guest: true,
    args: {
      by: t.arg({
        type: [GuestBy],
        required: true,
        description: 'How to look up each guest.',
        limit: `at most ${MAX_GUESTS_BY}`,
      }),
    },
    resolve: (_root, { by }, context) => {
      checkCount(by, MAX_GUESTS_BY, 'guests');
      return readTogether(
        context.people,
        by.map((one) => guestBy(context, one)),
      );
    },
  }),
  guests: t.field({
    description:
      'Guests, page by page. In order ID paging is stable; other orders may repeat or miss guests that change meanwhile.',
    type: GuestConnection,
    nullable: true,
    scopes: ['guest:read', 'guest:list'],
    args: {
      filter: t.arg({ type: GuestFilter, description: 'Which guests to return; all if omitted.' }),
      orderBy: t.arg({ type: GuestOrder, description: 'Order of the guests; ID ascending if omitted.' }),
      ...pageArgs,
    },
    resolve: (_root, { filter, orderBy, first, after }, context) =>
      accountPage(
        context,
        {
          field: 'guests',
          filter: guestFilter(context, filter ?? {}),
          question: filter,
          order: orderBy,
          first,
          after,
        },
        guestFromWire,
      ),
  }),
}));

builder.objectField(Card, 'guest', (t) =>
  t.field({
    description: 'Guest who owns the card.',
    type: Guest,
    scopes: GUEST_READ,
    guest: true,
    resolve: (card) => guestFromWire(card.account),
  }),
);

builder.objectField(Viewer, 'guest', (t) =>
  t.field({
    description: 'Guest of a guest token; null for other credentials.',
    type: Guest,
    nullable: true,
    scopes: GUEST_READ,
    guest: true,
    resolve: ({ guestId }, _args, context) => guestById(context, guestId ?? null),
  }),
);
