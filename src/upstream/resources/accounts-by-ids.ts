import { asError, inParallel } from '../../lib/concurrency/in-parallel.ts';
import type { Upstream } from '../client.ts';
import { type Account, getAccount } from './accounts.ts';
import { type Page, readPage } from './list-call.ts';

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
  const pages = await inParallel(
    chunks,
    (chunk) => readPage(upstream, 'accounts.list', { ids: chunk, limit: chunk.length }),
    CONCURRENCY,
  );
  const longest = Math.max(...pages.map((page) => (page instanceof Error ? 0 : page.items.length)));
  const found = await Promise.all(
    chunks.map((chunk, index) => {
      const page = pages[index];
      return page === undefined || page instanceof Error
        ? chunk.map(() => page ?? null)
        : rowsOf(upstream, chunk, page, longest);
    }),
  );
  return found.flat();
}

/** The rows of a chunk. `longest`: rows of the longest page, which no limit of the server's own has cut further. */
async function rowsOf(
  upstream: Upstream,
  ids: readonly number[],
  { items, total, isEnd }: Page<Account>,
  longest: number,
): Promise<Found[]> {
  const byId = new Map(items.map((row) => [row.id, row]));
  const wanted = new Set(ids);
  // Rows of other ids: the server ignores the filter, so an account without a row may still exist.
  if (items.some(({ id }) => !wanted.has(id))) {
    upstream.client.counters.recordDataIssue('ignored accounts.list.ids');
    return readRest(upstream, ids, byId);
  }
  // The page may have been cut: an account without a row may still exist.
  if (isEnd === undefined && (items.length >= longest || Number(total) > items.length))
    return readRest(upstream, ids, byId);
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
