import type { GatewayContext } from '../../graph/context.ts';
import type { Zone } from '../../lib/local-time.ts';
import { unreadable } from '../../upstream/codec/read-fields.ts';
import { malformed } from '../../upstream/errors.ts';
import { type OperationQuery, operationPage } from '../../upstream/resources/operations.ts';
import { checkApplied } from './applied.ts';
import { LOCAL_SECOND, secondOf } from './filter.ts';
import { appliesKinds, askedKinds, refusesKinds } from './kind-filter.ts';
import { type Operation, operationFromWire } from './model.ts';
import type { ReadPage } from './walk.ts';

/** Reader of one list; its `dateTo` is the tighter of the filter's and the walk's. */
export function pageReader(context: GatewayContext, query: Omit<OperationQuery, 'limit' | 'offset'>): ReadPage {
  const { client } = context.upstream;
  const { appliedFilters, misreadFilters, dialect, report } = client;
  const leavesOut = dialect.leaveOut.Operation !== undefined;
  const ask = async (sent: OperationQuery) => {
    const page = await operationPage(context.upstream, sent);
    return { ...page, items: page.items.map(operationFromWire) };
  };
  /** Whether a list without rows is one: bounds in another form than a server reads would leave none. Null without any row. */
  const isEmptyByTime = async (sent: OperationQuery): Promise<boolean | null> => {
    const { dateFrom: _from, dateTo: _to, ...others } = sent;
    const [newest] = (await ask({ ...others, offset: 0, limit: 1 })).items;
    if (!newest) return null;
    const booked = secondOf(newest.createdAt);
    if (!LOCAL_SECOND.test(booked)) throw unreadable('Operation.createdAt');
    const by = misreadFilters.has(TIMES) ? WIDER_MS : HOUR_MS;
    const around = { dateFrom: moved(booked, -by), dateTo: moved(booked, by) };
    return (await ask({ ...others, ...around, offset: 0, limit: 1 })).items.length > 0;
  };
  const read: ReadPage = async ({ dateTo, offset, limit }) => {
    const isTighter = dateTo !== undefined && (query.dateTo === undefined || dateTo < query.dateTo);
    const bounds = { dateFrom: query.dateFrom, dateTo: isTighter ? dateTo : query.dateTo };
    const isWide = misreadFilters.has(TIMES);
    const asked = isWide
      ? { dateFrom: moved(bounds.dateFrom, -WIDER_MS), dateTo: moved(bounds.dateTo, WIDER_MS) }
      : bounds;
    const wanted = { ...query, ...asked, offset, limit };
    const sent = askedKinds(context, wanted);
    const again = { ...(dateTo === undefined ? {} : { dateTo }), offset, limit };
    let page: Awaited<ReturnType<typeof ask>>;
    try {
      page = await ask(sent);
    } catch (error) {
      if (!(await refusesKinds(context, sent, error, ask))) throw error;
      return read(again);
    }
    const { items } = page;
    checkAccount(query, items);
    checkOrder(client.zone, query, items);
    if (!(await appliesKinds(context, { wanted, sent }, items, ask))) return read(again);
    if (!isWide && dialect.dateBounds === 'time' && items.some((row) => isOutside(row, query))) {
      // Where rows of other times come, rows of these may be missing: a server may take them for times of another zone.
      misreadFilters.add(TIMES);
      report({ kind: 'ignored', operation: 'operations.list', name: 'dateTo' });
      return read(again);
    }
    if (offset === 0 && (items.length > 0 || dateTo === undefined)) await checkApplied(context, query, items);
    const isBound = bounds.dateFrom !== undefined || bounds.dateTo !== undefined;
    if (isBound && offset === 0 && !appliedFilters.has(TIMES)) {
      const isApplied = items.length > 0 || (await isEmptyByTime(sent));
      if (isApplied === false) {
        report({ kind: 'ignored', operation: 'operations.list', name: 'dateTo' });
        if (isWide) throw malformed('operations.list', 'FILTER_IGNORED');
        misreadFilters.add(TIMES);
        return read(again);
      }
      if (isApplied) appliedFilters.add(TIMES);
    }
    // The server counts what is not there for us.
    return leavesOut || isWide || sent !== wanted ? { ...page, total: null } : page;
  };
  return read;
}

const TIMES = 'operations.list.dateTo';
/** More than zones can differ by. */
const HOUR_MS = 3_600_000;
const WIDER_MS = 26 * HOUR_MS;

function moved(bound: string | undefined, by: number): string | undefined {
  return bound && new Date(Date.parse(`${bound}Z`) + by).toISOString().slice(0, 19);
}

function isOutside({ createdAt }: Operation, { dateFrom, dateTo }: OperationQuery): boolean {
  const booked = secondOf(createdAt);
  return (dateFrom !== undefined && booked < dateFrom) || (dateTo !== undefined && booked >= dateTo);
}

/** Throws MALFORMED where all rows are of one other account: the server takes the id for another one. */
function checkAccount({ accountId }: OperationQuery, items: readonly Operation[]): void {
  const [first] = items;
  if (accountId === undefined || first === undefined || first.cardId === accountId) return;
  if (items.every(({ cardId }) => cardId === first.cardId)) throw malformed('operations.list', 'OTHER_ROW');
}

/** Throws MALFORMED for rows that do not come newest first, of each account at least: a walk would end among them. */
function checkOrder(zone: Zone, { accountIds }: OperationQuery, items: readonly Operation[]): void {
  const before = new Map<number, string>();
  for (const { createdAt, cardId } of items) {
    const booked = secondOf(createdAt);
    if (!LOCAL_SECOND.test(booked)) continue;
    const list = accountIds === undefined ? 0 : cardId;
    const last = before.get(list);
    if (last !== undefined && booked > last && !comesTwice(zone, last))
      throw malformed('operations.list', 'ORDER_IGNORED');
    before.set(list, booked);
  }
}

/** Whether clocks are set back within an hour of it: what is older may bear a later local time. */
function comesTwice(zone: Zone, local: string): boolean {
  const instant = zone.toInstant(local);
  return instant !== null && SET_BACK_MS.some((ms) => zone.toLocal(instant + ms) === local);
}

const SET_BACK_MS = [3_600_000, 1_800_000];
