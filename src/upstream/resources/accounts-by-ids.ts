import { asError, inParallel } from '../../lib/in-parallel.ts';
import type { Upstream } from '../client.ts';
import { type Account, getAccount, listAccounts } from './accounts.ts';

const IDS_PER_CALL = 100;
/** Single reads and chunks at once, for one caller; the bulkhead bounds all callers together. */
const AT_ONCE = 16;

type Found = Account | null | Error;

/**
 * Accounts in the order of the ids: null for what does not exist, an Error in its place for what could not be read.
 * Many in one call where the server has the ids filter, else single reads in parallel; one id is always a single read.
 */
export async function accountsByIds(upstream: Upstream, ids: readonly number[]): Promise<Found[]> {
  const [only] = ids;
  if (ids.length === 1 && only !== undefined) return [await single(upstream, only)];
  const { dialect } = upstream.client;
  if (!dialect.idsFilter || !dialect.supports('accounts.list')) return singles(upstream, ids);

  const size = Math.min(IDS_PER_CALL, dialect.maxLimit);
  const chunks: (readonly number[])[] = [];
  for (let at = 0; at < ids.length; at += size) chunks.push(ids.slice(at, at + size));
  const found = await inParallel(chunks, (chunk) => readChunk(upstream, chunk), AT_ONCE);
  return found.flatMap((rows, index) => (rows instanceof Error ? (chunks[index] ?? []).map(() => rows) : rows));
}

async function readChunk(upstream: Upstream, ids: readonly number[]): Promise<Found[]> {
  const { items, total } = await listAccounts(upstream, { ids, limit: ids.length });
  const byId = new Map(items.map((row) => [row.id, row]));
  const wanted = new Set(ids);
  // Rows that nobody asked for: the server does not know the filter, so what is not among them may well exist.
  if (items.some(({ id }) => !wanted.has(id))) {
    upstream.client.counters.odd('ignored accounts.list.ids');
    return readRest(upstream, ids, byId);
  }
  // It gives less at once than it was asked for: what is missing here is not what does not exist.
  if (total !== null && total > items.length) return readRest(upstream, ids, byId);
  return ids.map((id) => byId.get(id) ?? null);
}

async function readRest(
  upstream: Upstream,
  ids: readonly number[],
  byId: ReadonlyMap<number, Account>,
): Promise<Found[]> {
  const rest = await singles(
    upstream,
    ids.filter((id) => !byId.has(id)),
  );
  let next = 0;
  return ids.map((id) => byId.get(id) ?? rest[next++] ?? null);
}

async function singles(upstream: Upstream, ids: readonly number[]): Promise<Found[]> {
  return inParallel(ids, (id) => getAccount(upstream, id), AT_ONCE);
}

function single(upstream: Upstream, id: number): Promise<Found> {
  return getAccount(upstream, id).catch(asError);
}
