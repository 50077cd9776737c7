import { asError, inParallel } from '../../lib/concurrency/in-parallel.ts';
import type { Upstream } from '../client.ts';
import { isLeftOut } from '../codec/rows/leave-out.ts';
import { UpstreamError } from '../errors.ts';
import type { FindingKind } from '../habits/findings.ts';
import { type Account, getAccount } from './accounts.ts';
import { type Page, readPage } from './list-call.ts';

/** By the contract. */
const MAX_IDS = 100;
/** Concurrent reads of one caller; the bulkhead bounds all callers together. */
const CONCURRENCY = 16;
const IDS = 'accounts.list.ids';

type Found = Account | null | Error;

/**
 * Accounts in the order of the ids: null for a missing one, an Error in the place of one that could not be read. Uses the
 * ids filter where the server has it, else parallel single reads. One id is always a single read. An account is missing only
 * where the server has applied a filter of so many ids, or gives none for this id alone.
 */
export async function accountsByIds(upstream: Upstream, ids: readonly number[]): Promise<Found[]> {
  const [only] = ids;
  if (ids.length === 1 && only !== undefined) return [await single(upstream, only)];
  const { dialect, valueLists } = upstream.client;
  const size = Math.min(MAX_IDS, dialect.maxLimit, valueLists.most(IDS));
  if (!dialect.idsFilter || !dialect.supports('accounts.list') || size === 1) return singles(upstream, ids);

  const chunks: (readonly number[])[] = [];
  for (let at = 0; at < ids.length; at += size) chunks.push(ids.slice(at, at + size));
  const pages = await inParallel(chunks, (chunk) => readChunk(upstream, chunk), CONCURRENCY);
  const longest = Math.max(...pages.map((page) => (page instanceof Error ? 0 : page.items.length)));
  // All pages prove something of the filter before one of them is doubted.
  const doubts = chunks.map((chunk, index) => {
    const page = pages[index];
    return page && !(page instanceof Error) ? doubtsOf(upstream, chunk, page, longest) : null;
  });
  const found = await Promise.all(
    chunks.map((chunk, index) => {
      const page = pages[index] ?? new Error('no page');
      if (page instanceof Error) return afterFailure(upstream, chunk, page);
      return withDoubtful(upstream, chunk, page, doubts[index] ?? []);
    }),
  );
  return found.flat();
}

function readChunk(upstream: Upstream, ids: readonly number[]): Promise<Page<Account>> {
  return readPage(upstream, 'accounts.list', { ids, limit: ids.length });
}

/** Ids without a row that may exist. `longest`: rows of the longest page, which no limit of the server's own has cut further. */
function doubtsOf(
  { client }: Upstream,
  ids: readonly number[],
  { items, total, isEnd }: Page<Account>,
  longest: number,
): number[] {
  const found = new Set(items.map(({ id }) => id));
  const missing = ids.filter((id) => !found.has(id));
  // Rows of other ids: the server ignores the filter.
  if (items.some(({ id }) => !ids.includes(id))) {
    limitTo(client, 1, 'ignored');
    return missing;
  }
  const doubtful = client.valueLists.doubtful(
    IDS,
    ids.map((id) => found.has(id)),
  );
  const isCut = isEnd === undefined && (items.length >= longest || Number(total) > items.length);
  return isCut ? missing : doubtful.map((index) => ids[index] as number).filter((id) => !found.has(id));
}

async function withDoubtful(
  upstream: Upstream,
  ids: readonly number[],
  { items }: Page<Account>,
  doubtful: readonly number[],
): Promise<Found[]> {
  const byId = new Map<number, Found>(items.map((row) => [row.id, row]));
  if (doubtful.length > 0) {
    const { valueLists } = upstream.client;
    const canBeAsked = valueLists.most(IDS) >= doubtful.length && valueLists.proven(IDS) >= doubtful.length;
    const rest = await (canBeAsked ? accountsByIds : singles)(upstream, doubtful);
    rest.forEach((row, index) => {
      byId.set(doubtful[index] as number, row);
    });
    const isCut = rest.some((row) => row !== null && !(row instanceof Error));
    if (isCut && valueLists.most(IDS) >= ids.length) limitTo(upstream.client, items.length, 'cut');
  }
  return ids.map((id) => {
    const row = byId.get(id) ?? null;
    return row && isLeftOut(row) ? null : row;
  });
}

/** A server may refuse a filter of several ids that it takes for one. */
async function afterFailure(upstream: Upstream, ids: readonly number[], error: Error): Promise<Found[]> {
  const isRefused = error instanceof UpstreamError && error.kind === 'REJECTED';
  if (!isRefused || upstream.client.valueLists.proven(IDS) >= ids.length) return ids.map(() => error);
  const rows = await singles(upstream, ids);
  if (!rows.some((row) => row instanceof Error)) limitTo(upstream.client, 1, 'cut');
  return rows;
}

function limitTo({ valueLists, report }: Upstream['client'], most: number, kind: FindingKind): void {
  valueLists.limit(IDS, most);
  report({ kind, operation: 'accounts.list', name: 'ids' });
}

async function singles(upstream: Upstream, ids: readonly number[]): Promise<Found[]> {
  return inParallel(ids, (id) => getAccount(upstream, id), CONCURRENCY);
}

function single(upstream: Upstream, id: number): Promise<Found> {
  return getAccount(upstream, id).catch(asError);
}
