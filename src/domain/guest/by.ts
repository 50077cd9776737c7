import { builder } from '../../graph/builder.ts';
import type { GatewayContext } from '../../graph/context.ts';
import { badInput } from '../../graph/errors.ts';
import { readId } from '../../graph/ids/global-id.ts';
import { accountByIdentifierValue } from '../identifier/loaders.ts';
import { IdentifierValue } from '../identifier/type.ts';
import { guestByEmail, guestById, guestByPhone } from './loaders.ts';
import { type Guest as GuestModel, guestFromWire } from './model.ts';

export const GuestBy = builder.inputType('GuestBy', {
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

export type GuestByInput = typeof GuestBy.$inferInput;

/** The guest that an input names; null if they do not exist. Throws BAD_USER_INPUT for a malformed or ambiguous one. */
export async function guestBy(context: GatewayContext, by: GuestByInput): Promise<GuestModel | null> {
  if (by.id != null) return guestById(context, readId(context, by.id, 'Guest'));
  if (by.phone != null) return guestByPhone(context, by.phone);
  if (by.email != null) return guestByEmail(context, by.email);
  if (by.identifier == null) throw badInput('by must have one of id, phone, email or identifier.');
  const row = await accountByIdentifierValue(context, by.identifier);
  return row && guestFromWire(row);
}
