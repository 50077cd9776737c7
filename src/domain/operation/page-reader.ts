import type { GatewayContext } from '../../graph/context.ts';
import { type OperationQuery, operationPage } from '../../upstream/resources/operations.ts';
import { secondOf } from './filter.ts';
import { appliesKinds, askedKinds, refusesKinds } from './kind-filter.ts';
import { type Operation, operationFromWire } from './model.ts';
import type { ReadPage } from './walk.ts';

/** Reader of one list; its `dateTo` is the tighter of the filter's and the walk's. */
export function pageReader(context: GatewayContext, query: Omit<OperationQuery, 'limit' | 'offset'>): ReadPage {
  const { client } = context.upstream;
  const { misreadFilters, dialect, report } = client;
  const leavesOut = dialect.leaveOut.Operation !== undefined;
  const ask = async (sent: OperationQuery) => {
    const page = await operationPage(context.upstream, sent);
    return { ...page, items: page.items.map(operationFromWire) };
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
    if (!(await appliesKinds(context, sent, items, ask))) return read(again);
    if (!isWide && dialect.dateBounds === 'time' && items.some((row) => isOutside(row, query))) {
      // Where rows of other times come, rows of these may be missing: a server may take them for times of another zone.
      misreadFilters.add(TIMES);
      report({ kind: 'ignored', operation: 'operations.list', name: 'dateTo' });
      return read(again);
    }
    // The server counts what is not there for us.
    return leavesOut || isWide || sent !== wanted ? { ...page, total: null } : page;
  };
  return read;
}

const TIMES = 'operations.list.dateTo';
/** More than zones can differ by. */
const WIDER_MS = 26 * 3_600_000;

function moved(bound: string | undefined, by: number): string | undefined {
  return bound && new Date(Date.parse(`${bound}Z`) + by).toISOString().slice(0, 19);
}

function isOutside({ createdAt }: Operation, { dateFrom, dateTo }: OperationQuery): boolean {
  const booked = secondOf(createdAt);
  return (dateFrom !== undefined && booked < dateFrom) || (dateTo !== undefined && booked >= dateTo);
}
