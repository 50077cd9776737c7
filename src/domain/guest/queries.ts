import { builder } from '../../graph/builder.ts';
import { connectionOf, pageArgs } from '../../graph/connection/connection.ts';
import type { GatewayContext } from '../../graph/context.ts';
import { badInput } from '../../graph/errors.ts';
import { readId } from '../../graph/ids/global-id.ts';
import { registerNode } from '../../graph/ids/node.ts';
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
  description: 'How a guest is looked up: exactly one of these.',
  isOneOf: true,
  fields: (t) => ({
    id: t.id({ description: 'Their global id.' }),
    phone: t.string({
      description:
        'A phone in any usual form: +7 (900) 000-10-42, 8900…, 7900…. Whoever has it as a phone identifier wins; else it must be the contact phone of one guest only.',
      limit: '10 to 15 digits',
    }),
    email: t.string({ description: 'An e-mail address; it must be that of one guest only.' }),
    identifier: t.field({
      description: 'What their card is recognised by: a card number, a temporary code.',
      type: IdentifierValue,
    }),
  }),
});

type GuestByInput = typeof GuestBy.$inferInput;

async function guestBy(context: GatewayContext, by: GuestByInput): Promise<GuestModel | null> {
  if (by.id != null) return guestById(context, readId(context, by.id, 'Guest'));
  if (by.phone != null) return guestByPhone(context, by.phone);
  if (by.email != null) return guestByEmail(context, by.email);
  if (by.identifier == null) throw badInput('Look a guest up by id, phone, email or identifier.');
  const row = await accountByIdentifierValue(context, by.identifier);
  return row && guestFromWire(row);
}

const MAX_GUESTS_BY = 100;
const GuestOrder = accountOrder('Guest', ['ID', 'LAST_NAME', 'REGISTERED_AT']);
const GuestConnection = connectionOf('Guest', Guest);

builder.queryFields((t) => ({
  guest: t.field({
    description: 'One guest, or null when there is none.',
    type: Guest,
    nullable: true,
    authScopes: GUEST_READ,
    args: { by: t.arg({ type: GuestBy, required: true, description: 'What to look them up by.' }) },
    resolve: (_root, { by }, context) => guestBy(context, by),
  }),
  guestsBy: t.field({
    description:
      "Many guests at once, in the order asked, null in place of those unknown: tonight's bookings in one query. A malformed or ambiguous entry is an error in its place alone.",
    type: [Guest],
    nullable: { list: false, items: true },
    authScopes: GUEST_READ,
    args: {
      by: t.arg({
        type: [GuestBy],
        required: true,
        description: 'What to look them up by.',
        limit: `at most ${MAX_GUESTS_BY}`,
      }),
    },
    resolve: (_root, { by }, context) => {
      if (by.length > MAX_GUESTS_BY) throw badInput(`At most ${MAX_GUESTS_BY} guests at once.`, { reason: 'TOO_MANY' });
      return by.map((one) => guestBy(context, one));
    },
  }),
  guests: t.field({
    description:
      'Guests, a page at a time. In order ID the walk is stable; other orders may repeat or miss guests that change meanwhile.',
    type: GuestConnection,
    nullable: true,
    authScopes: { scopes: ['guest:read', 'guest:list'] },
    args: {
      filter: t.arg({ type: GuestFilter, description: 'Which guests; all without it.' }),
      orderBy: t.arg({ type: GuestOrder, description: 'In which order; by ID ascending without it.' }),
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
    description: 'The person whose card this is.',
    type: Guest,
    authScopes: GUEST_READ,
    resolve: (card) => guestFromWire(card.account),
  }),
);

builder.objectField(Viewer, 'guest', (t) =>
  t.field({
    description: 'The guest whom a guest token belongs to; null for other credentials.',
    type: Guest,
    nullable: true,
    authScopes: GUEST_READ,
    resolve: ({ guestId }, _args, context) => guestById(context, guestId ?? null),
  }),
);
