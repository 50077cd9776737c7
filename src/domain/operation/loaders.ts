import { isLastPage } from '../../graph/connection/seek.ts';
import type { GatewayContext } from '../../graph/context.ts';
import { defineLoader } from '../../graph/loader.ts';
import { defineRowsById } from '../../graph/rows.ts';
import { inParallel } from '../../lib/concurrency/in-parallel.ts';
import { groupBy } from '../../lib/group-by.ts';
import { UpstreamError } from '../../upstream/errors.ts';
import { heldTotal, isDoubtful, provenTotal } from '../../upstream/resources/list-call.ts';
import { getOperation, type OperationQuery } from '../../upstream/resources/operations.ts';
import type { OperationConditions } from './filter.ts';
import { type Operation, operationFromWire } from './model.ts';
import { pageReader } from './page-reader.ts';
import { type Placed, placed, type ReadPage, rowsAfter } from './walk.ts';

const operations = defineRowsById(
  'operations.get',
  ({ upstream }, id) => getOperation(upstream, id),
  operationFromWire,
);

/** The largest id of most databases: no operation bears it. */
const NO_OPERATION = 2_147_483_647;

/**
 * An operation by upstream id; null if it does not exist. A guest finds only those of their own card (`graph/guest-client.ts`),
 * and what cannot be one costs them what an absent one does.
 */
export async function operationById(context: GatewayContext, id: number | null): Promise<Operation | null> {
  if (id === null && context.principal?.kind !== 'GUEST') return null;
  return operations(context).load(id ?? NO_OPERATION);
}

/** How a list of these conditions is walked on this server. */
export function walkOf({ upstream }: GatewayContext, { query, isLasting }: OperationConditions) {
  const { maxLimit, dateBounds } = upstream.client.dialect;
  return { maxLimit, isLasting, dateBounds, dateFrom: query.dateFrom, dateTo: query.dateTo };
}

/** The number of rows of a list whose total is not proven, or not read yet; null if the server does not report it. */
export async function countRows(context: GatewayContext, ask: ReadPage, total?: number | null): Promise<number | null> {
  const page = total === undefined ? await ask({ offset: 0, limit: 2 }) : null;
  if (page && !isDoubtful(page)) return page.total;
  const { totals } = context.upstream.client;
  return provenTotal(totals, 'operations.list', page?.total ?? total ?? null, (offset, limit) =>
    ask({ offset, limit }),
  );
}

/** The total of a first page; read once more where it may be of another list. */
export function checkedTotal(
  context: GatewayContext,
  query: OperationQuery,
  { total, rows }: { readonly total: number | null; readonly rows: readonly unknown[] },
): number | null | (() => Promise<number | null>) {
  const { totals } = context.upstream.client;
  const isFiltered = Object.values(query).some((value) => value !== undefined);
  if (total === null || total <= rows.length || !totals.isOdd('operations.list', total, isFiltered)) return total;
  const ask = pageReader(context, query);
  return () => heldTotal('operations.list', total, (offset, limit) => ask({ offset, limit }));
}

/** The newest operations of a card, at most `need`. `total`: null if unknown or not requested. */
export interface FirstRows {
  readonly rows: readonly Placed[];
  readonly total: number | null;
  readonly isUnproven?: boolean;
}

export interface FirstRowsKey {
  readonly cardId: number;
  /** Text of the filter, which keys that are read together share. */
  readonly filter: string;
  readonly conditions: OperationConditions;
  readonly need: number;
  readonly wantsTotal: boolean;
}

/**
 * The newest operations of many cards. Cards with the same query share calls; a card whose rows do not fit on the shared
 * page is read alone. Never more calls than cards.
 */
export const firstRows = defineLoader<FirstRowsKey, FirstRows>(
  async (context, keys) => {
    const results = new Map<FirstRowsKey, FirstRows | Error>();
    const batches = groupBy(keys, ({ filter, need, wantsTotal }) => `${need} ${wantsTotal} ${filter}`);
    await Promise.all([...batches.values()].map((batch) => readBatch(context, batch, results)));
    return keys.map((key) => results.get(key) ?? new Error('no result'));
  },
  { cacheKey: ({ cardId, filter, need, wantsTotal }) => `${cardId} ${need} ${wantsTotal} ${filter}` },
);

const MAX_IDS = 100;
const IDS = 'operations.list.accountIds';
/** Fewer cards, or more rounds, are faster with single reads in parallel. */
const WORTH_TOGETHER = 2;
const MAX_ROUNDS = 3;

/** Keys that a server gave no rows for, or refused, among others: it may not apply all of the values. */
type Doubted = Set<FirstRowsKey>;

async function readBatch(
  context: GatewayContext,
  keys: readonly FirstRowsKey[],
  results: Map<FirstRowsKey, FirstRows | Error>,
): Promise<void> {
  const { dialect, valueLists } = context.upstream.client;
  const [{ need, wantsTotal }] = keys as [FirstRowsKey, ...FirstRowsKey[]];
  const doubted: Doubted = new Set();
  // A shared page has room for `need` rows of each card, so it completes at least one card.
  const together = () => Math.min(MAX_IDS, Math.floor(dialect.maxLimit / Math.max(1, need)), valueLists.most(IDS));
  let alone = [...keys];
  if (dialect.operationIdsFilter && !wantsTotal) {
    for (let round = 0; round < MAX_ROUNDS && alone.length >= WORTH_TOGETHER && together() > 1; round++) {
      const size = together();
      const chunks = Array.from({ length: Math.ceil(alone.length / size) }, (_, i) =>
        alone.slice(i * size, (i + 1) * size),
      );
      // The first page has room for twice the rows of even activity; later rounds take the largest page.
      const limit =
        round === 0 ? Math.min(dialect.maxLimit, need * 2 * Math.min(alone.length, size)) : dialect.maxLimit;
      const left = (
        await Promise.all(chunks.map((chunk) => readTogether(context, chunk, { limit, results, doubted })))
      ).flat();
      const helped = left.length < alone.length;
      alone = left;
      if (!helped) break;
    }
  }
  const outcomes = await inParallel(alone, (key) => readAlone(context, key));
  alone.forEach((key, i) => {
    const outcome = outcomes[i];
    if (outcome) results.set(key, outcome);
  });
  const isCut = [...doubted].some((key) => hasRows(results.get(key)));
  if (isCut && valueLists.most(IDS) > valueLists.proven(IDS)) limitTo(context, valueLists.proven(IDS), 'cut');
}

const hasRows = (result: FirstRows | Error | undefined) =>
  result !== undefined && !(result instanceof Error) && result.rows.length > 0;

function limitTo({ upstream: { client } }: GatewayContext, most: number, kind: 'cut' | 'ignored'): void {
  client.valueLists.limit(IDS, most);
  client.report({ kind, operation: 'operations.list', name: 'accountIds' });
}

/** Stores the results of the keys that one shared page completes, and returns the other keys. */
async function readTogether(
  context: GatewayContext,
  keys: readonly FirstRowsKey[],
  { limit, results, doubted }: { limit: number; results: Map<FirstRowsKey, FirstRows | Error>; doubted: Doubted },
): Promise<FirstRowsKey[]> {
  if (keys.length === 1) return [...keys];
  const { valueLists } = context.upstream.client;
  const [{ conditions, need }] = keys as [FirstRowsKey, ...FirstRowsKey[]];
  const ids = keys.map(({ cardId }) => cardId);
  const { dialect } = context.upstream.client;
  const ask = pageReader(context, { ...conditions.query, accountIds: ids });
  let page: Awaited<ReturnType<ReadPage>>;
  try {
    page = await ask({ offset: 0, limit });
  } catch (error) {
    // After a rejection each card is read alone, so that one card does not fail the others. After an outage none is.
    if (error instanceof UpstreamError && error.kind === 'REJECTED') {
      if (valueLists.proven(IDS) < keys.length) for (const key of keys) doubted.add(key);
      return [...keys];
    }
    const failure = error instanceof Error ? error : new Error('unknown failure', { cause: error });
    for (const key of keys) results.set(key, failure);
    return [];
  }
  const isWhole = isLastPage(page, 0, limit);
  const byCard = groupBy(page.items, ({ cardId }) => cardId);
  const isIgnored = [...byCard.keys()].some((cardId) => !ids.includes(cardId));
  if (isIgnored) limitTo(context, 1, 'ignored');
  const hasRowsOf = ids.map((cardId) => byCard.has(cardId));
  const doubts = isIgnored ? [] : valueLists.doubtful(IDS, hasRowsOf).map((index) => keys[index]);
  return keys.filter((key) => {
    const rows = placed(byCard.get(key.cardId) ?? [], '', 0, dialect.dateBounds).filter(({ operation }) =>
      conditions.accept(operation),
    );
    const isDoubted = isWhole && doubts.includes(key);
    if (isDoubted) doubted.add(key);
    if ((!isWhole || isDoubted) && rows.length < need) return true;
    results.set(key, { rows: rows.slice(0, need), total: null });
    return false;
  });
}

async function readAlone(context: GatewayContext, { cardId, conditions, need }: FirstRowsKey): Promise<FirstRows> {
  return rowsAfter({
    ask: pageReader(context, { ...conditions.query, accountId: cardId }),
    accept: (operation) => operation.cardId === cardId && conditions.accept(operation),
    after: null,
    count: need,
    ...walkOf(context, conditions),
  });
}
