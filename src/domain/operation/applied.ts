import type { GatewayContext } from '../../graph/context.ts';
import { unsupported } from '../../upstream/errors.ts';
import { letsThrough } from '../../upstream/habits/filter-proofs.ts';
import { sharedContext } from '../../upstream/request-context.ts';
import { getAccount } from '../../upstream/resources/accounts.ts';
import { type OperationQuery, operationPage } from '../../upstream/resources/operations.ts';
import { type Operation, operationFromWire } from './model.ts';

const FILTERS = ['accountId', 'restaurantId', 'groupId'] as const;
type Filter = (typeof FILTERS)[number];

/** Rows that are looked at for those that a filter must let through. */
const SAMPLE = 20;

/**
 * Holds a first page against the filters by card, restaurant and group, each once for a server: one in another form leaves no rows,
 * so that what rows are known to have is asked for. Throws UNSUPPORTED, FILTER_IGNORED.
 */
export async function checkApplied(
  { upstream: { client, context }, principal }: GatewayContext,
  query: OperationQuery,
  rows: readonly Operation[],
): Promise<void> {
  const { appliedFilters, misreadFilters, filterProofs, report } = client;
  const upstream = { client, context: sharedContext(context) };
  const read = async (asked: OperationQuery, limit: number) =>
    (await operationPage(upstream, { ...asked, offset: 0, limit })).items.map(operationFromWire);

  const ofRow: Record<Filter, (row: Operation) => OperationQuery | null | Promise<OperationQuery | null>> = {
    accountId: ({ cardId }) => ({ accountId: cardId }),
    restaurantId: ({ restaurantId }) => (restaurantId === null ? null : { restaurantId }),
    async groupId({ cardId }) {
      const account = await getAccount(upstream, cardId);
      return account?.groupId ? { groupId: account.groupId } : null;
    },
  };

  for (const filter of FILTERS) {
    const name = `operations.list.${filter}`;
    if (query[filter] === undefined || appliedFilters.has(name)) continue;
    if (rows.length > 0) {
      if (rows.every((row) => shows(row, query, filter))) appliedFilters.add(name);
      continue;
    }
    // No operation of another card is asked for on behalf of a guest.
    if (principal?.kind === 'GUEST') continue;
    const proof = await filterProofs.ofEmpty(name, () =>
      letsThrough({
        sample: () => read({}, SAMPLE),
        ofRow: ofRow[filter],
        gives: async (asked) => (await read(asked, 1)).length > 0,
      }),
    );
    if (proof === 'applied') appliedFilters.add(name);
    if (proof !== 'ignored') continue;
    misreadFilters.add(name);
    report({ kind: 'ignored', operation: 'operations.list', name: filter });
    throw unsupported('operations.list', 'FILTER_IGNORED');
  }
}

/** Operations do not tell their group: `operations.ts` proves that filter where rows come. */
function shows({ cardId, restaurantId }: Operation, query: OperationQuery, filter: Filter): boolean {
  if (filter === 'accountId') return cardId === query.accountId;
  return filter === 'restaurantId' && restaurantId === query.restaurantId;
}
