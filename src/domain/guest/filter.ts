import { builder } from '../../graph/builder.ts';
import type { GatewayContext } from '../../graph/context.ts';
import { badInput } from '../../graph/errors.ts';
import { checkRange } from '../../graph/input/checks.ts';
import { DateRange } from '../../graph/input/date-range.ts';
import { isWellFormed, plainKey } from '../../lib/plain-text.ts';
import type { AccountQuery } from '../../upstream/resources/accounts.ts';
import { accountFilter, accountFilterFields, localBound } from '../account/filter.ts';
import { dayRange, isDayOfYear, withinDays } from './birthday.ts';
import { invalidEmail, MAX_EMAIL, readPhone } from './contact.ts';

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
    ...accountFilterFields(t, 'card:read'),
    phone: t.string({
      description: 'Phone of the guest, as a contact or as an identifier of the card.',
      limit: '10 to 15 digits',
    }),
    email: t.string({ description: 'E-mail address of the guest.', limit: `at most ${MAX_EMAIL} characters` }),
    birthday: t.field({ description: 'Birthday of the guest.', type: BirthdayFilter }),
    registered: t.field({ description: 'Days of registration.', type: DateRange }),
    updatedSince: t.field({
      description: 'Changed at or after this instant. Use it for incremental synchronization.',
      type: 'DateTime',
    }),
  }),
});

/** The upstream query of a filter; null if the filter cannot match. Throws BAD_USER_INPUT for a malformed filter. */
export function guestFilter(context: GatewayContext, filter: typeof GuestFilter.$inferInput): AccountQuery | null {
  const shared = accountFilter(context, filter);
  const phone = filter.phone == null ? undefined : readPhone(filter.phone);
  const email = filter.email == null ? undefined : readEmail(filter.email);
  const birthday = filter.birthday ? birthdayQuery(context, filter.birthday) : {};
  const { from, to } = filter.registered ?? {};
  return (
    shared && {
      ...shared,
      phone,
      email,
      ...birthday,
      registeredFrom: from ?? undefined,
      registeredTo: to ?? undefined,
      updatedFrom: filter.updatedSince == null ? undefined : localBound(context.tenant.zone, filter.updatedSince),
    }
  );
}

function readEmail(text: string): string {
  const email = plainKey(text);
  if (email === '' || email.length > MAX_EMAIL || !isWellFormed(email)) throw invalidEmail();
  return email;
}

function birthdayQuery(
  context: GatewayContext,
  { withinDays: days, range }: typeof BirthdayFilter.$inferInput,
): { birthdayFrom: string; birthdayTo: string } {
  const today = context.tenant.zone.toLocal(context.clock.now()).slice(0, 10);
  if (days != null) {
    checkRange(days, { name: 'withinDays', min: 0, max: MAX_DAYS });
    const { from, to } = withinDays(today, days);
    return { birthdayFrom: from, birthdayTo: to };
  }
  if (!range || !isDayOfYear(range.from) || !isDayOfYear(range.to))
    throw badInput('from and to must be days of the year as MM-DD.', { reason: 'INVALID_DAY' });
  const { from, to } = dayRange(today, range);
  return { birthdayFrom: from, birthdayTo: to };
}
