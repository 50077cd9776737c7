import { builder } from '../../graph/builder.ts';
import { connectionOf, pageArgs } from '../../graph/connection/connection.ts';
import type { GatewayContext } from '../../graph/context.ts';
import { badInput } from '../../graph/errors.ts';
import { readId } from '../../graph/ids/global-id.ts';
import { registerNode } from '../../graph/ids/node.ts';
import { checkCount } from '../../graph/input/checks.ts';
import { accountOrder } from '../account/filter.ts';
import { accountPage } from '../account/page.ts';
import { Card } from '../card/type.ts';
import { accountByIdentifierValue } from '../identifier/loaders.ts';
import { IdentifierValue } from '../identifier/type.ts';
import { Viewer } from '../viewer/type.ts';
import { GuestFilter, guestFilter } from './filter.ts';
import { guestByEmail, guestById, guestByPhone } from './loaders.ts';
import { type Guest as GuestModel, guestFromWire } from './model.ts';
import { Guest } from './type.ts';

const GUEST_READ = { scopes: ['guest:read'] } as const;

declare module '../../graph/ids/global-id.ts' {
  interface IdTypes {
    Guest: true;
  }
}

registerNode('Guest', { scopes: ['guest:read'], load: guestById });

const GuestBy = builder.inputType('GuestBy', {
  description: 'How to look up a guest. Exactly one field must be given.',
  isOneOf: true,
  fields: (t) => ({
    id: t.id({ description: 'Global ID of the guest.' }),
    phone: t.string({
      description:
        'Phone in any common format, such as +7 (900) 000-10-42, 8900… or 7900…. Finds the guest whose card has it as an identifier, otherwise the only guest who has it as a contact phone.',
      limit: '10 to 15 digits',
    }),
    email: t.string({ description: 'E-mail address that only one guest has.' }),
    identifier: t.field({
      description: 'Identifier of the card of the guest: a card number or a temporary identifier.',
      type: IdentifierValue,
    }),
  }),
});

type GuestByInput = typeof GuestBy.$inferInput;

async function guestBy(context: GatewayContext, by: GuestByInput): Promise<GuestModel | null> {
  if (by.id != null) return guestById(context, readId(context, by.id, 'Guest'));
  if (by.phone != null) return guestByPhone(context, by.phone);
  if (by.email != null) return guestByEmail(context, by.email);
  if (by.identifier == null) throw badInput('by must have one of id, phone, email or identifier.');
  const row = await accountByIdentifierValue(context, by.identifier);
  return row && guestFromWire(row);
}

const MAX_GUESTS_BY = 100;
const GuestOrder = accountOrder('Guest', ['ID', 'LAST_NAME', 'REGISTERED_AT']);
const GuestConnection = connectionOf('Guest', Guest);

builder.queryFields((t) => ({
  guest: t.field({
    description: 'A guest; null if they do not exist.',
    type: Guest,
    nullable: true,
    authScopes: GUEST_READ,
    args: { by: t.arg({ type: GuestBy, required: true, description: 'How to look up the guest.' }) },
    resolve: (_root, { by }, context) => guestBy(context, by),
  }),
  guestsBy: t.field({
    description:
      "Guests in the order of `by`, such as for tonight's bookings; null in place of a guest who does not exist. An invalid or ambiguous entry is null with an error and does not affect the others.",
    type: [Guest],
    nullable: { list: false, items: true },
    authScopes: GUEST_READ,
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
      return by.map((one) => guestBy(context, one));
    },
  }),
  guests: t.field({
    description:
      'Guests, page by page. In order ID paging is stable; other orders may repeat or miss guests that change meanwhile.',
    type: GuestConnection,
    nullable: true,
    authScopes: { scopes: ['guest:read', 'guest:list'] },
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
    authScopes: GUEST_READ,
    resolve: (card) => guestFromWire(card.account),
  }),
);

builder.objectField(Viewer, 'guest', (t) =>
  t.field({
    description: 'Guest of a guest token; null for other credentials.',
    type: Guest,
    nullable: true,
    authScopes: GUEST_READ,
    resolve: ({ guestId }, _args, context) => guestById(context, guestId ?? null),
  }),
);
