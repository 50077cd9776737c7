import type { GatewayContext } from '../../graph/context.ts';
import { badInput } from '../../graph/errors.ts';
import { defineLoader } from '../../graph/loader.ts';
import { inParallel } from '../../lib/concurrency/in-parallel.ts';
import { isWellFormed, plainKey } from '../../lib/plain-text.ts';
import { isLeftOut } from '../../upstream/codec/rows/leave-out.ts';
import { unsupported } from '../../upstream/errors.ts';
import { listAccounts } from '../../upstream/resources/accounts.ts';
import { checkApplied } from '../account/applied.ts';
import { type AccountRow, personOf, primeAccounts } from '../account/loaders.ts';
import { hasEmail, hasPhone, holdsPhone } from '../account/match.ts';
import { accountById, ownAccount } from '../account/own.ts';
import { typeIdsOfKind } from '../identifier/loaders.ts';
import { invalidEmail, MAX_EMAIL, readPhone } from './contact.ts';
import { type Guest, guestFromWire } from './model.ts';

/** A guest by upstream id; null if they do not exist. */
export async function guestById(context: GatewayContext, id: number | null): Promise<Guest | null> {
  const row = await accountById(context, id);
  return row && guestFromWire(row);
}

/** Largest number of guests with one phone: families share one. */
const MAX_SHARING = 100;

type Contact = { readonly phone: string } | { readonly email: string };

/** Accounts with a phone or e-mail. Rows without it are dropped: a server may ignore the filter. */
const byContact = defineLoader<Contact, AccountRow[]>(
  (context, contacts) =>
    inParallel(contacts, async (contact) => {
      const limit = Math.min(MAX_SHARING, context.upstream.client.dialect.maxLimit);
      const page = await listAccounts(context.upstream, { ...contact, limit });
      const items = page.items.filter((row) => !isLeftOut(row));
      const rows = items.filter((row) =>
        'phone' in contact ? hasPhone(row, contact.phone) : hasEmail(row, contact.email),
      );
      // Other guests, and perhaps more of them: the server ignores the filter, and the guest may be on a later page.
      // Nor is a row that tells no phones or no address at all proof that nobody has this one.
      const name = 'phone' in contact ? 'phones' : 'email';
      const isUntold = rows.length === 0 && items.some((row) => row[name] === undefined);
      if (rows.length < items.length && (isUntold || !page.isEnd)) throw unsupported('accounts.list', 'FILTER_IGNORED');
      // Nobody at all: the server may expect another form, and the guest is there.
      if (rows.length === items.length) await checkApplied(context, contact, rows);
      primeAccounts(context, rows);
      return rows;
    }),
  { cacheKey: (contact) => JSON.stringify(contact), person: personOfContact },
);

function personOfContact(contact: Contact): string {
  return 'phone' in contact ? personOf(contact.phone) : contact.email;
}

/** The guest with a phone: the holder of a phone identifier, else the only one with it as a contact. Several are AMBIGUOUS. */
export async function guestByPhone(context: GatewayContext, text: string): Promise<Guest | null> {
  return guestByDigits(context, readPhone(text));
}

async function guestByDigits(context: GatewayContext, phone: string): Promise<Guest | null> {
  const own = await ownAccount(context, (row) => hasPhone(row, phone));
  if (own !== undefined) return own && guestFromWire(own);
  const rows = await byContact(context).load({ phone });
  if (rows.length <= 1) return single(context, { phone }, rows);
  const types = await typeIdsOfKind(context, 'PHONE');
  const holders = rows.filter((row) => holdsPhone(row, phone, types));
  return single(context, { phone }, holders.length > 0 ? holders : rows);
}

/** The guest with a phone (digits), read now, past the loaders of this request. */
export async function guestByPhoneNow(context: GatewayContext, phone: string): Promise<Guest | null> {
  byContact(context).clear({ phone });
  return guestByDigits(context, phone);
}

/** The only guest with an e-mail address, ignoring case. Several are AMBIGUOUS. */
export async function guestByEmail(context: GatewayContext, text: string): Promise<Guest | null> {
  const email = plainKey(text).toLowerCase();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a control character is just what must not pass
  if (email.length > MAX_EMAIL || !isWellFormed(email) || !/^[^\s@\x00-\x1f]+@[^\s@\x00-\x1f]+$/.test(email))
    throw invalidEmail();
  const own = await ownAccount(context, (row) => hasEmail(row, email));
  if (own !== undefined) return own && guestFromWire(own);
  return single(context, { email }, await byContact(context).load({ email }));
}

function single(context: GatewayContext, contact: Contact, rows: readonly AccountRow[]): Guest | null {
  const [row, ...others] = rows;
  if (others.length > 0)
    throw badInput(
      `Several guests have this ${'phone' in contact ? 'phone' : 'e-mail address'}. Look up the guest by id or identifier, or list them with guests.`,
      {
        reason: 'AMBIGUOUS',
      },
    );
  if (!row) return null;
  const guest = guestFromWire(row);
  context.people.found(personOfContact(contact), guest.id);
  return guest;
}
