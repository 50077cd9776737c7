import { isLastPage } from '../../graph/connection/seek.ts';
import type { GatewayContext } from '../../graph/context.ts';
import { defineLoader } from '../../graph/loader.ts';
import { inParallel } from '../../lib/concurrency/in-parallel.ts';
import { groupBy } from '../../lib/group-by.ts';
import { UpstreamError } from '../../upstream/errors.ts';
import { getOperation, listOperations, type OperationQuery } from '../../upstream/resources/operations.ts';
import type { OperationConditions } from './filter.ts';
import { type Operation, operationFromWire } from './model.ts';
import { type Ask, type Placed, placed, rowsAfter } from './walk.ts';

const operations = defineLoader<number, Operation | null>((context, ids) =>
  inParallel(ids, async (id) => {
    const row = await getOperation(context.upstream, id);
    return row && operationFromWire(row);
  }),
);

/** One operation by its upstream id; null when there is none. */
export async function operationById(context: GatewayContext, id: number | null): Promise<Operation | null> {
  return id === null ? null : operations(context).load(id);
}

/** Asks for pages of one list, each bound the tighter of the filter's and the walk's. */
export function asker(context: GatewayContext, query: Omit<OperationQuery, 'limit' | 'offset'>): Ask {
  return async ({ dateTo, offset, limit }) => {
    const bound = dateTo !== undefined && (query.dateTo === undefined || dateTo < query.dateTo) ? { dateTo } : {};
    const { items, total } = await listOperations(context.upstream, { ...query, ...bound, offset, limit });
    return { items: items.map(operationFromWire), total };
  };
}

/** The top of one card's list: `need` rows at most, and how many there are in all where that was asked for and is known. */
export interface FirstRows {
  readonly rows: readonly Placed[];
  readonly total: number | null;
}

export interface FirstRowsKey {
  readonly cardId: number;
  /** Names the filter: keys of one mark share it. */
  readonly mark: string;
  readonly conditions: OperationConditions;
  readonly need: number;
  readonly wantsTotal: boolean;
}

/**
 * The newest operations of many cards. Cards that ask the same are read together in one call; those of which that page
 * did not hold enough, because others were busier, are read one by one: never more calls than cards.
 */
export const firstRows = defineLoader<FirstRowsKey, FirstRows>(
  async (context, keys) => {
    const results = new Map<FirstRowsKey, FirstRows | Error>();
    const batches = groupBy(keys, ({ mark, need, wantsTotal }) => `${mark} ${need} ${wantsTotal}`);
    await Promise.all([...batches.values()].map((batch) => readBatch(context, batch, results)));
    return keys.map((key) => results.get(key) ?? new Error('no result'));
  },
  { cacheKey: ({ cardId, mark, need, wantsTotal }) => `${cardId} ${mark} ${need} ${wantsTotal}` },
);

const MAX_IDS = 100;
/** Below so many cards, and after so many rounds, single reads in parallel are the quicker way. */
const WORTH_TOGETHER = 2;
const MAX_ROUNDS = 3;

async function readBatch(
  context: GatewayContext,
  keys: readonly FirstRowsKey[],
  results: Map<FirstRowsKey, FirstRows | Error>,
): Promise<void> {
  const { dialect } = context.upstream.client;
  const [{ need, wantsTotal }] = keys as [FirstRowsKey, ...FirstRowsKey[]];
  // Each together-read page has room for all its cards, so at least one of them is always satisfied by it.
  const together = Math.min(MAX_IDS, Math.floor(dialect.maxLimit / Math.max(1, need)));
  let alone = [...keys];
  if (dialect.operationIdsFilter && !wantsTotal && together > 1) {
    for (let round = 0; round < MAX_ROUNDS && alone.length >= WORTH_TOGETHER; round++) {
      const chunks = Array.from({ length: Math.ceil(alone.length / together) }, (_, i) =>
        alone.slice(i * together, (i + 1) * together),
      );
      // First twice what even activity needs; the quiet ones that it left out get all the room there is.
      const limit =
        round === 0 ? Math.min(dialect.maxLimit, need * 2 * Math.min(alone.length, together)) : dialect.maxLimit;
      const left = (await Promise.all(chunks.map((chunk) => readTogether(context, chunk, limit, results)))).flat();
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
}

/** Settles the keys that one shared page suffices for, and gives back the others. */
async function readTogether(
  context: GatewayContext,
  keys: readonly FirstRowsKey[],
  limit: number,
  results: Map<FirstRowsKey, FirstRows | Error>,
): Promise<FirstRowsKey[]> {
  if (keys.length === 1) return [...keys];
  const [{ conditions, need }] = keys as [FirstRowsKey, ...FirstRowsKey[]];
  const ask = asker(context, { ...conditions.query, accountIds: keys.map(({ cardId }) => cardId) });
  let page: Awaited<ReturnType<Ask>>;
  try {
    page = await ask({ offset: 0, limit });
  } catch (error) {
    // One refused card must not take the others with it; an outage would only be asked about again and again.
    if (error instanceof UpstreamError && error.kind === 'REJECTED') return [...keys];
    const failure = error instanceof Error ? error : new Error('unknown failure', { cause: error });
    for (const key of keys) results.set(key, failure);
    return [];
  }
  const isWhole = isLastPage(page, 0, limit) || (page.total !== null && page.total <= page.items.length);
  const byCard = groupBy(page.items, ({ cardId }) => cardId);
  return keys.filter((key) => {
    const rows = placed(byCard.get(key.cardId) ?? [], '', 0).filter(({ operation }) => conditions.accept(operation));
    if (!isWhole && rows.length < need) return true;
    results.set(key, { rows: rows.slice(0, need), total: null });
    return false;
  });
}

async function readAlone(context: GatewayContext, { cardId, conditions, need }: FirstRowsKey): Promise<FirstRows> {
  return rowsAfter({
    ask: asker(context, { ...conditions.query, accountId: cardId }),
    accept: (operation) => operation.cardId === cardId && conditions.accept(operation),
    after: null,
    count: need,
    maxLimit: context.upstream.client.dialect.maxLimit,
  });
}
