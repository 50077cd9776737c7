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
  description: 'Days of the year, both ends inclusive. May run over New Year: from "12-20" to "01-10".',
  fields: (t) => ({
    from: t.string({ required: true, description: 'First day, MM-DD.' }),
    to: t.string({ required: true, description: 'Last day, MM-DD.' }),
  }),
});

const MAX_DAYS = 366;

const BirthdayFilter = builder.inputType('BirthdayFilter', {
  description:
    'When the birthday is: exactly one of these. Whoever was born on 29 February counts on the 28th in common years.',
  isOneOf: true,
  fields: (t) => ({
    withinDays: t.int({
      description: "From today to so many days on, by the tenant's calendar. 0 is today.",
      limit: `0 to ${MAX_DAYS}`,
    }),
    range: t.field({ description: 'Between two days of the year.', type: DayRange }),
  }),
});

export const GuestFilter = builder.inputType('GuestFilter', {
  description: 'Which guests; conditions are combined with AND.',
  fields: (t) => ({
    search: t.string({
      description: 'Part of a name, phone or identifier, as ProBonus itself searches.',
      limit: 'at most 100 characters',
    }),
    phone: t.string({ description: 'Whoever has this phone, as contact or identifier.', limit: '10 to 15 digits' }),
    email: t.string({ description: 'Whoever has this e-mail address.', limit: 'at most 254 characters' }),
    birthday: t.field({ description: 'Whose birthday is then.', type: BirthdayFilter }),
    registered: t.field({ description: 'Who registered on these days.', type: DateRange }),
    updatedSince: t.field({
      description: 'Whose account changed at this instant or later: for an incremental copy.',
      type: 'DateTime',
    }),
    group: t.id({ description: 'Whose card is in this group.' }),
    discount: t.id({ description: 'Whose card has this discount or ladder.' }),
    tag: t.id({ description: 'Who bears this tag.' }),
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
      throw badInput(`withinDays must be from 0 to ${MAX_DAYS}.`, { reason: 'OUT_OF_RANGE' });
    const { from, to } = withinDays(today, days);
    return { birthdayFrom: from, birthdayTo: to };
  }
  if (!range || !isDayOfYear(range.from) || !isDayOfYear(range.to))
    throw badInput('A day of the year is MM-DD.', { reason: 'INVALID_DAY' });
  const { from, to } = dayRange(today, range);
  return { birthdayFrom: from, birthdayTo: to };
}
