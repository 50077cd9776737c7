import type { GatewayContext } from '../../graph/context.ts';
import { malformed, UpstreamError } from '../../upstream/errors.ts';
import type { OperationQuery } from '../../upstream/resources/operations.ts';
import type { Operation } from './model.ts';

const KIND = 'operations.list.kind';

/** A read of a list of operations, at any offset. */
export type Ask = (query: OperationQuery) => Promise<{ readonly items: readonly Operation[] }>;

/** The query as this server can be asked it: one that does not apply kinds, or several of them, is asked for all. */
export function askedKinds({ upstream }: GatewayContext, query: OperationQuery): OperationQuery {
  const { valueLists, misreadFilters } = upstream.client;
  const { kind = [] } = query;
  return kind.length > valueLists.most(KIND) || misreadFilters.has(KIND) ? { ...query, kind: undefined } : query;
}

/** Throws MALFORMED for rows of kinds that nobody knows in a list of some: they would all be left out as others. */
function checkKnown(items: readonly Operation[]): void {
  if (items.length > 0 && items.every(({ kind }) => kind === 'UNKNOWN'))
    throw malformed('operations.list', 'UNKNOWN_KINDS', { field: 'Operation.kind' });
}

/**
 * Whether the server applied a filter by kinds. One that has other words for them gives nothing, and one that heeds only one of
 * several gives rows of one alone, or none. So until pages have shown otherwise it is asked besides: for no kind, in another
 * order, or for each alone.
 */
export async function appliesKinds(
  { upstream }: GatewayContext,
  { wanted, sent }: { readonly wanted: OperationQuery; readonly sent: OperationQuery },
  items: readonly Operation[],
  ask: Ask,
): Promise<boolean> {
  const { appliedFilters, misreadFilters, valueLists, report } = upstream.client;
  const { kind: kinds = [] } = wanted;
  if (kinds.length === 0) return true;
  if (!appliedFilters.has(KIND)) checkKnown(items);
  await checkUnread(upstream.client, wanted, items, ask);
  if (sent.kind === undefined) return true;
  const first = (kind: readonly string[]) => ask({ ...sent, kind, offset: 0, limit: 1 });
  if (items.length > 0) {
    appliedFilters.add(KIND);
    if (kinds.length < 2 || valueLists.proven(KIND) > 1) return true;
    const isMixed = new Set(items.map(({ kind }) => kind)).size > 1;
    if (isMixed || (await isOrderFree(kinds, first))) {
      valueLists.prove(KIND, kinds.length);
      return true;
    }
  } else {
    if (sent.offset !== 0) return true;
    const isKnown = kinds.length < 2 || valueLists.proven(KIND) > 1;
    if (isKnown || (await isEmptyOfEach(kinds, first))) {
      if (appliedFilters.has(KIND)) return true;
      const { items: newest } = await ask({ ...sent, kind: undefined, limit: NEWEST });
      checkKnown(newest);
      if (!newest.some(({ kind }) => kinds.includes(kind))) return true;
      misreadFilters.add(KIND);
      report({ kind: 'ignored', operation: 'operations.list', name: 'kind' });
      return false;
    }
  }
  limitToOne(upstream.client);
  return false;
}

/** Rows that are looked at for one that a filter should have let through. */
const NEWEST = 50;

/**
 * Throws MALFORMED for a kind that the dialect has no value for, among others that it has, where rows bear kinds that nobody can
 * read: theirs may be it. The newest rows are looked at once for a server.
 */
async function checkUnread(
  { dialect, seenKinds }: GatewayContext['upstream']['client'],
  { kind: kinds = [], offset }: OperationQuery,
  items: readonly Operation[],
  ask: Ask,
): Promise<void> {
  const values = dialect.values['Operation.kind'];
  const isUnnamed = () => kinds.some((kind) => values?.[kind] === undefined && !seenKinds.has(kind));
  for (const { kind } of items) seenKinds.add(kind);
  if (!values || offset !== 0 || !isUnnamed()) return;
  if (!seenKinds.has(LOOKED)) {
    const { items: newest } = await ask({ offset: 0, limit: NEWEST });
    for (const kind of [LOOKED, ...newest.map((row) => row.kind)]) seenKinds.add(kind);
  }
  if (seenKinds.has('UNKNOWN') && isUnnamed())
    throw malformed('operations.list', 'UNKNOWN_KINDS', { field: 'Operation.kind' });
}

/** Among kinds: the newest rows have been looked at. */
const LOOKED = '';

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
