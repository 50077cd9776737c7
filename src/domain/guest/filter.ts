import { builder } from '../../graph/builder.ts';
import type { GatewayContext } from '../../graph/context.ts';
import { badInput } from '../../graph/errors.ts';
import { DateRange } from '../../graph/input/date-range.ts';
import { parsePhone } from '../../lib/phone.ts';
import { isWellFormed } from '../../lib/well-formed.ts';
import type { AccountQuery } from '../../upstream/resources/accounts.ts';
import { accountFilter, localBound } from '../account/filter.ts';
import { dayRange, isDayOfYear, withinDays } from './birthday.ts';

const DayRange = builder.inputType('DayRange', {
  description: 'Range of days of the year, both ends inclusive. It may span New Year, such as "12-20" to "01-10".',
  fields: (t) => ({
    from: t.string({ required: true, description: 'First day as MM-DD.' }),
    to: t.string({ required: true, description: 'Last day as MM-DD.' }),
  }),
});

const MAX_DAYS = 366;

const BirthdayFilter = builder.inputType('BirthdayFilter', {
  description:
    'Filter for birthdays. Exactly one field must be given. In common years, 29 February counts as 28 February.',
  isOneOf: true,
  fields: (t) => ({
    withinDays: t.int({
      description: "From today to this number of days from now, in the tenant's time zone. 0 is today only.",
      limit: `0 to ${MAX_DAYS}`,
    }),
    range: t.field({ description: 'Between two days of the year, both inclusive.', type: DayRange }),
  }),
});

export const GuestFilter = builder.inputType('GuestFilter', {
  description: 'Filter for guests. All conditions must hold.',
  fields: (t) => ({
    search: t.string({
      description: 'Text that ProBonus searches for in names, phones and identifiers.',
      limit: 'at most 100 characters',
    }),
    phone: t.string({
      description: 'Phone of the guest, as a contact or as an identifier of the card.',
      limit: '10 to 15 digits',
    }),
    email: t.string({ description: 'E-mail address of the guest.', limit: 'at most 254 characters' }),
    birthday: t.field({ description: 'Birthday of the guest.', type: BirthdayFilter }),
    registered: t.field({ description: 'Days of registration.', type: DateRange }),
    updatedSince: t.field({
      description: 'Changed at or after this instant. Use it for incremental synchronization.',
      type: 'DateTime',
    }),
    group: t.id({ description: 'ID of the group of the card.' }),
    discount: t.id({ description: 'ID of the discount or ladder of the card.' }),
    tag: t.id({ description: 'ID of a tag of the guest.' }),
  }),
});

/** The upstream query of a filter; null when it names what does not exist here. Throws BAD_USER_INPUT for a malformed one. */
export function guestFilter(context: GatewayContext, filter: typeof GuestFilter.$inferInput): AccountQuery | null {
  const shared = accountFilter(context, filter);
  const contact = { ...phoneQuery(filter.phone), ...emailQuery(filter.email) };
  const birthday = filter.birthday ? birthdayQuery(context, filter.birthday) : {};
  const { from, to } = filter.registered ?? {};
  return (
    shared && {
      ...shared,
      ...contact,
      ...birthday,
      registeredFrom: from ?? undefined,
      registeredTo: to ?? undefined,
      updatedFrom: filter.updatedSince == null ? undefined : localBound(context.tenant.zone, filter.updatedSince),
    }
  );
}

function phoneQuery(text: string | null | undefined): { phone?: string } {
  if (text == null) return {};
  const phone = parsePhone(text);
  if (phone === null) throw badInput('A phone has 10 to 15 digits.', { reason: 'INVALID_PHONE' });
  return { phone };
}

function emailQuery(text: string | null | undefined): { email?: string } {
  if (text == null) return {};
  const email = text.trim();
  if (email === '' || email.length > 254 || !isWellFormed(email))
    throw badInput('This is no e-mail address.', { reason: 'INVALID_EMAIL' });
  return { email };
}

function birthdayQuery(
  context: GatewayContext,
  { withinDays: days, range }: typeof BirthdayFilter.$inferInput,
): { birthdayFrom: string; birthdayTo: string } {
  const today = context.tenant.zone.toLocal(context.clock.now()).slice(0, 10);
  if (days != null) {
    if (days < 0 || days > MAX_DAYS)
      throw badInput(`withinDays must be between 0 and ${MAX_DAYS}.`, { reason: 'OUT_OF_RANGE' });
    const { from, to } = withinDays(today, days);
    return { birthdayFrom: from, birthdayTo: to };
  }
  if (!range || !isDayOfYear(range.from) || !isDayOfYear(range.to))
    throw badInput('from and to must be days of the year as MM-DD.', { reason: 'INVALID_DAY' });
  const { from, to } = dayRange(today, range);
  return { birthdayFrom: from, birthdayTo: to };
}
