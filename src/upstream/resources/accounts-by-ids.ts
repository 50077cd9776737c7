import { asError, inParallel } from '../../lib/concurrency/in-parallel.ts';
import type { Upstream } from '../client.ts';
import { type Account, getAccount, listAccounts } from './accounts.ts';

/** By the contract. */
const MAX_IDS = 100;
/** Concurrent reads of one caller; the bulkhead bounds all callers together. */
const CONCURRENCY = 16;

type Found = Account | null | Error;

/**
 * Accounts in the order of the ids: null for a missing one, an Error in the place of one that could not be read. Uses the
 * ids filter where the server has it, else parallel single reads. One id is always a single read.
 */
export async function accountsByIds(upstream: Upstream, ids: readonly number[]): Promise<Found[]> {
  const [only] = ids;
  if (ids.length === 1 && only !== undefined) return [await single(upstream, only)];
  const { dialect } = upstream.client;
  if (!dialect.idsFilter || !dialect.supports('accounts.list')) return singles(upstream, ids);

  const size = Math.min(MAX_IDS, dialect.maxLimit);
  const chunks: (readonly number[])[] = [];
  for (let at = 0; at < ids.length; at += size) chunks.push(ids.slice(at, at + size));
  const found = await inParallel(chunks, (chunk) => readChunk(upstream, chunk), CONCURRENCY);
  return found.flatMap((rows, index) => (rows instanceof Error ? (chunks[index] ?? []).map(() => rows) : rows));
}

async function readChunk(upstream: Upstream, ids: readonly number[]): Promise<Found[]> {
  const { items, total } = await listAccounts(upstream, { ids, limit: ids.length });
  const byId = new Map(items.map((row) => [row.id, row]));
  const wanted = new Set(ids);
  // Rows of other ids: the server ignores the filter, so an account without a row may still exist.
  if (items.some(({ id }) => !wanted.has(id))) {
    upstream.client.counters.recordDataIssue('ignored accounts.list.ids');
    return readRest(upstream, ids, byId);
  }
  // The page is shorter than asked: an account without a row may still exist.
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
  return inParallel(ids, (id) => getAccount(upstream, id), CONCURRENCY);
}

function single(upstream: Upstream, id: number): Promise<Found> {
  return getAccount(upstream, id).catch(asError);
}
