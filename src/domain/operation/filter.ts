import { builder, type InputFields } from '../../graph/builder.ts';
import type { GatewayContext } from '../../graph/context.ts';
import { knownValue } from '../../graph/input/checks.ts';
import { DateRange } from '../../graph/input/date-range.ts';
import { addDays, businessDateOf, parseDate } from '../../lib/local-time.ts';
import { unreadable } from '../../upstream/codec/read-fields.ts';
import { isLeftOut } from '../../upstream/codec/rows/leave-out.ts';
import type { OperationQuery } from '../../upstream/resources/operations.ts';
import { localBound, reference } from '../account/filter.ts';
import { dayChangeTime } from '../settings/loaders.ts';
import type { Operation } from './model.ts';
import { OperationKind } from './type.ts';

const filterFields = (t: InputFields) => ({
  from: t.field({ description: 'Booked at or after this instant.', type: 'DateTime' }),
  to: t.field({ description: 'Booked before this instant.', type: 'DateTime' }),
  businessDate: t.field({
    description: 'Booked for these business days. A business day begins at `Settings.dayChangeTime`.',
    type: DateRange,
  }),
  kinds: t.field({
    description: 'Of one of these kinds. An empty list matches nothing; UNKNOWN is not allowed.',
    type: [OperationKind],
  }),
  restaurant: t.id({
    description: 'ID of the restaurant where the operation was booked.',
    scopes: ['dictionary:read'],
  }),
});

export const CardOperationFilter = builder.inputType('CardOperationFilter', {
  description: 'Filter for the operations of a card. All conditions must hold.',
  fields: filterFields,
});

export const OperationFilter = builder.inputType('OperationFilter', {
  description: 'Filter for operations. All conditions must hold.',
  fields: (t) => ({
    ...filterFields(t),
    group: t.id({
      description: 'ID of the group that the card of the operation is in now.',
      scopes: ['card:read', 'dictionary:read'],
    }),
  }),
});

/** The upstream query of a filter, and a check for each row: a server may round a bound or ignore a parameter. */
export interface OperationConditions {
  readonly query: Omit<OperationQuery, 'limit' | 'offset'>;
  readonly accept: (operation: Operation) => boolean;
  /** Whether the query covers the whole filter, so that the server's count is correct. */
  readonly isExact: boolean;
  /** Whether no row can leave the list: a card may move to another group, and its operations with it. */
  readonly isLasting: boolean;
}

type Filter = typeof OperationFilter.$inferInput;

/** Null if the filter cannot match, such as for an id of another tenant. Throws BAD_USER_INPUT for a malformed filter. */
export async function operationConditions(
  context: GatewayContext,
  filter: Filter,
): Promise<OperationConditions | null> {
  const group = reference(context, filter.group, 'Group');
  const restaurant = reference(context, filter.restaurant, 'Restaurant');
  const kinds = filter.kinds == null ? null : [...new Set(filter.kinds)].map(knownValue);
  const days = filter.businessDate ?? {};
  const bounds = await timeBounds(context, filter);
  if (group === null || restaurant === null || kinds?.length === 0 || bounds === null) return null;
  const { dateFrom, dateTo, dayChange } = bounds;
  const isByDays = context.upstream.client.dialect.dateBounds === 'day';
  const hasDays = days.from != null || days.to != null;

  return {
    query: {
      groupId: group,
      restaurantId: restaurant,
      kind: kinds ?? undefined,
      dateFrom,
      dateTo,
    },
    isLasting: group === undefined,
    isExact: (!hasDays || dayChange !== null) && !(isByDays && (dateFrom !== undefined || dateTo !== undefined)),
    accept(operation) {
      if (isLeftOut(operation)) return false;
      const booked = secondOf(operation.createdAt);
      const isBound = dateFrom !== undefined || dateTo !== undefined;
      if (isBound && !LOCAL_SECOND.test(booked)) throw unreadable('Operation.createdAt');
      if (dateFrom !== undefined && booked < dateFrom) return false;
      if (dateTo !== undefined && booked >= dateTo) return false;
      if (kinds !== null && !kinds.some((kind) => kind === operation.kind)) return false;
      if (restaurant !== undefined && operation.restaurantId !== restaurant) return false;
      if (!hasDays) return true;
      const { businessDate } = operation;
      if (businessDate && parseDate(businessDate.slice(0, 10)) === null) throw unreadable('Operation.businessDate');
      const date = businessDate?.slice(0, 10) || businessDateOf(booked, dayChange ?? '00:00');
      return (days.from == null || date >= days.from) && (days.to == null || date <= days.to);
    },
  };
}

/** Times in another form would compare as anything. */
export const LOCAL_SECOND = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;

/** The local second of a stored time: `YYYY-MM-DDTHH:MM:SS`, which compares as text. */
export function secondOf(createdAt: string): string {
  return createdAt.slice(0, 19).replace(' ', 'T');
}

/** Last day whose bounds have a year of four digits. */
const LAST_DAY = '9999-12-29';

/** Intersection of the instants and the business days, in local time; null if it is empty. */
async function timeBounds(
  context: GatewayContext,
  filter: Filter,
): Promise<{ dateFrom: string | undefined; dateTo: string | undefined; dayChange: string | null } | null> {
  const { zone } = context.tenant;
  const { from, to } = filter.businessDate ?? {};
  const dayChange = from != null || to != null ? await dayChangeTime(context) : null;
  // Without a day-change hour a business day may begin at any hour: the query is wider, and each row is checked.
  const lower = [
    filter.from == null ? undefined : localBound(zone, filter.from),
    from == null ? undefined : `${from}T${dayChange ?? '00:00'}:00`,
  ];
  const upper = [
    filter.to == null ? undefined : localBound(zone, filter.to),
    to == null || to > LAST_DAY ? undefined : `${addDays(to, dayChange === null ? 2 : 1)}T${dayChange ?? '00:00'}:00`,
  ];
  const dateFrom = lower
    .filter((bound) => bound !== undefined)
    .sort()
    .at(-1);
  const dateTo = upper
    .filter((bound) => bound !== undefined)
    .sort()
    .at(0);
  if (dateFrom !== undefined && dateTo !== undefined && dateFrom >= dateTo) return null;
  return { dateFrom, dateTo, dayChange };
}
