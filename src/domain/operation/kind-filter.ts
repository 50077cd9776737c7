import type { GatewayContext } from '../../graph/context.ts';
import { malformed, UpstreamError } from '../../upstream/errors.ts';
import type { OperationQuery } from '../../upstream/resources/operations.ts';
import type { Operation } from './model.ts';

const KIND = 'operations.list.kind';

/** A read of a list of operations, at any offset. */
export type Ask = (query: OperationQuery) => Promise<{ readonly items: readonly Operation[] }>;

/** The query as this server can be asked it: one that does not apply several kinds is asked for all of them. */
export function askedKinds(context: GatewayContext, query: OperationQuery): OperationQuery {
  const { valueLists } = context.upstream.client;
  const { kind = [] } = query;
  return kind.length > valueLists.most(KIND) ? { ...query, kind: undefined } : query;
}

/**
 * Whether the server applied a filter by kinds. Throws MALFORMED for rows of kinds that nobody knows: they would all be left out
 * as others. A server that heeds only one of several kinds gives rows of one alone, or none: it is asked once more, in another
 * order, or by each alone, until one page has shown two kinds.
 */
export async function appliesKinds(
  { upstream }: GatewayContext,
  query: OperationQuery,
  items: readonly Operation[],
  ask: Ask,
): Promise<boolean> {
  const { appliedFilters, valueLists } = upstream.client;
  const { kind: kinds } = query;
  if (kinds === undefined) return true;
  if (items.length > 0 && !appliedFilters.has(KIND)) {
    if (items.every((operation) => operation.kind === 'UNKNOWN'))
      throw malformed('operations.list', 'UNKNOWN_KINDS', { field: 'Operation.kind' });
    appliedFilters.add(KIND);
  }
  if (kinds.length < 2 || valueLists.proven(KIND) > 1) return true;
  const first = (kind: readonly string[]) => ask({ ...query, kind, offset: 0, limit: 1 });
  const areApplied =
    items.length > 0
      ? new Set(items.map(({ kind }) => kind)).size > 1 || (await isOrderFree(kinds, first))
      : query.offset !== 0 || (await isEmptyOfEach(kinds, first));
  if (areApplied) {
    if (items.length > 0) valueLists.prove(KIND, kinds.length);
    return true;
  }
  limitToOne(upstream.client);
  return false;
}

/** Whether a server refuses several kinds, and serves without them. Rejects as it did where it refuses that as well. */
export async function refusesKinds(
  { upstream }: GatewayContext,
  query: OperationQuery,
  error: unknown,
  ask: Ask,
): Promise<boolean> {
  const { valueLists } = upstream.client;
  const isRefused = error instanceof UpstreamError && error.kind === 'REJECTED';
  if (!isRefused || Number(query.kind?.length) < 2 || valueLists.proven(KIND) > 1) return false;
  await ask({ ...query, kind: undefined, offset: 0, limit: 1 });
  limitToOne(upstream.client);
  return true;
}

function limitToOne({ valueLists, report }: GatewayContext['upstream']['client']): void {
  valueLists.limit(KIND, 1);
  report({ kind: 'cut', operation: 'operations.list', name: 'kind' });
}

type First = (kinds: readonly string[]) => ReturnType<Ask>;

/** A server that heeds the first or the last kind alone has another newest row where they stand in another order. */
async function isOrderFree(kinds: readonly string[], first: First): Promise<boolean> {
  const newest = async (order: readonly string[]) => (await first(order)).items[0]?.id;
  const [own, other] = await Promise.all([newest(kinds), newest(kinds.toReversed())]);
  // Another one may have been booked between the two.
  return own === other || (await newest(kinds)) === other;
}

/** A server may take several kinds for one that it does not know. */
async function isEmptyOfEach(kinds: readonly string[], first: First): Promise<boolean> {
  const pages = await Promise.all(kinds.map((kind) => first([kind])));
  return pages.every(({ items }, index) => !items.some((row) => row.kind === kinds[index]));
}
