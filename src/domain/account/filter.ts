import type { Scope } from '../../config/scopes.ts';
import { builder, type InputFields } from '../../graph/builder.ts';
import type { GatewayContext } from '../../graph/context.ts';
import { badInput } from '../../graph/errors.ts';
import { type IdType, readId } from '../../graph/ids/global-id.ts';
import type { Zone } from '../../lib/local-time.ts';
import { isWellFormed, plainText } from '../../lib/plain-text.ts';
import type { AccountQuery } from '../../upstream/resources/accounts.ts';
import type { AccountOrderField } from './order.ts';

export const OrderDirection = builder.enumType('OrderDirection', {
  description: 'Whether a list is ordered ascending or descending.',
  values: {
    ASC: { description: 'Smallest value first.' },
    DESC: { description: 'Largest value first.' },
  } as const,
});

const ORDER_FIELDS: Record<AccountOrderField, string> = {
  ID: 'By `upstreamId`. The only order in which paging neither repeats nor misses objects.',
  LAST_NAME: 'By last name of the guest.',
  BALANCE: 'By balance of the card.',
  REGISTERED_AT: 'By time of registration.',
};

const OF_GUEST: ReadonlySet<AccountOrderField> = new Set(['LAST_NAME', 'REGISTERED_AT']);

/** Defines `<Name>Order` and `<Name>OrderField`. */
export function accountOrder<F extends AccountOrderField>(name: 'Card' | 'Guest', fields: readonly F[]) {
  const OrderField = builder.enumType(`${name}OrderField`, {
    description: `What \`${name}\` objects can be ordered by.`,
    values: Object.fromEntries(
      fields.map((field) => {
        // What the guest is, an order of cards would tell as well.
        const scopes: readonly Scope[] = name === 'Card' && OF_GUEST.has(field) ? ['guest:read'] : [];
        return [field, { description: ORDER_FIELDS[field], value: field, scopes }];
      }),
    ) as Record<F, { description: string; value: F; scopes: readonly Scope[] }>,
  });
  return builder.inputType(`${name}Order`, {
    description: `How to order \`${name}\` objects.`,
    fields: (t) => ({
      field: t.field({ type: OrderField, required: true, description: 'Value to order by.' }),
      direction: t.field({
        type: OrderDirection,
        required: true,
        defaultValue: 'ASC',
        description: 'Ascending or descending.',
      }),
    }),
  });
}

const MAX_SEARCH = 100;

/** Input fields that the filters of cards and guests share. `side` is the scope of what the list itself does not show. */
export const accountFilterFields = (t: InputFields, side: 'guest:read' | 'card:read') => {
  const ofGuest: readonly Scope[] = side === 'guest:read' ? [side] : [];
  const ofCard: readonly Scope[] = side === 'card:read' ? [side] : [];
  return {
    search: t.string({
      description: 'Text that ProBonus searches for in names, phones and identifiers.',
      limit: `at most ${MAX_SEARCH} characters`,
      scopes: ofGuest,
    }),
    group: t.id({ description: 'ID of the group of the card.', scopes: [...ofCard, 'dictionary:read'] }),
    discount: t.id({
      description: 'ID of the discount or ladder of the card.',
      scopes: [...ofCard, 'dictionary:read'],
    }),
    tag: t.id({ description: 'ID of a tag of the guest.', scopes: [...ofGuest, 'dictionary:read'] }),
  };
};

/** The upstream query of the shared conditions; null if one of them cannot match. Throws BAD_USER_INPUT. */
export function accountFilter(
  context: GatewayContext,
  filter: {
    search?: string | null | undefined;
    group?: string | null | undefined;
    discount?: string | null | undefined;
    tag?: string | null | undefined;
    isBlocked?: boolean | null | undefined;
  },
): AccountQuery | null {
  const group = reference(context, filter.group, 'Group');
  const discount = reference(context, filter.discount, 'PosDiscount', 'Ladder');
  const tag = reference(context, filter.tag, 'Tag');
  const search = filter.search == null ? undefined : plainText(filter.search);
  if (search !== undefined && (search.length > MAX_SEARCH || !isWellFormed(search))) {
    throw badInput(`search must have at most ${MAX_SEARCH} characters, without NUL or unpaired surrogates.`, {
      reason: 'INVALID_SEARCH',
    });
  }
  if (group === null || discount === null || tag === null) return null;
  return {
    search: search || undefined,
    groupId: group,
    discountId: discount,
    tagId: tag,
    isBlocked: filter.isBlocked ?? undefined,
  };
}

const FIRST_INSTANT = Date.UTC(1900, 0, 1);
const LAST_INSTANT = Date.UTC(9999, 11, 30);

/**
 * An instant as a bound on local times of a server. Clients send "0001-01-01T00:00:00Z" or "9999-12-31T23:59:59Z" for no
 * bound: they are clamped to years that every server can compare.
 */
export function localBound(zone: Zone, instant: number): string {
  return zone.localBound(Math.min(Math.max(instant, FIRST_INSTANT), LAST_INSTANT));
}

/** The upstream id of a condition. Undefined if omitted; null for another tenant or type, which cannot match. */
export function reference(
  context: GatewayContext,
  id: string | null | undefined,
  ...types: IdType[]
): number | null | undefined {
  return id == null ? undefined : readId(context, id, ...types);
}
