import type { DialectConfig } from '../../config/dialect.ts';
import { isRecord } from '../../lib/is-record.ts';
import type { OperationMatch } from '../match/match-operations.ts';
import type { Observations } from '../propose/propose-dialect.ts';
import type { Prober, Row } from './prober.ts';

export interface PagesOptions {
  readonly dialect: DialectConfig;
  readonly proberOf: (dialect: DialectConfig) => Prober;
  /** Of `accounts.list`. */
  readonly match: OperationMatch | undefined;
  /** Its first rows, in their order. */
  readonly accounts: readonly Row[];
}

type Paging = NonNullable<DialectConfig['paging']>;

const PAGE = /^(page|p|page_?(no|num|number|index))$/i;
const SIZE = /^(size|limit|count|rows|take|per_?page|page_?size|page_?limit|items_?per_?page)$/i;
/** What servers without a document call them. */
const USUAL: readonly (readonly [string, string])[] = [
  ['page', 'size'],
  ['page', 'limit'],
  ['page', 'per_page'],
  ['page', 'pageSize'],
  ['page', 'page_size'],
  ['pageNumber', 'pageSize'],
  ['offset', 'limit'],
];

/** Finds numbered pages where rows cannot be skipped, and where totals stand. Needs four cards. */
export async function probePages(options: PagesOptions): Promise<Observations> {
  const { dialect, accounts } = options;
  if (accounts.length < 4) return {};
  const paging = dialect.paging ?? ((await skips(options, dialect)) ? null : await findPaging(options));
  const paged = paging === null ? dialect : numbered(dialect, paging);
  return { ...(paging === null ? {} : { paging }), ...(await findTotal(options, paged)) };
}

/** Whether the second two rows come after the first two. */
async function skips({ proberOf, accounts }: PagesOptions, dialect: DialectConfig): Promise<boolean> {
  const prober = proberOf(dialect);
  for (const offset of [0, 2]) {
    const { rows } = await prober.read('accounts.list', { query: { limit: 2, offset } });
    if (rows.length !== 2 || rows.some(({ id }, index) => id !== accounts[offset + index]?.id)) return false;
  }
  return true;
}

async function findPaging(options: PagesOptions): Promise<Paging | null> {
  for (const [offset, limit] of namesOf(options)) {
    for (const from of [1, 0]) {
      const paging = { offset, limit, from };
      if (await skips(options, numbered(options.dialect, paging))) return paging;
    }
  }
  return null;
}

function namesOf({ match }: PagesOptions): readonly (readonly [string, string])[] {
  if (!match || !('theirs' in match) || match.theirs.parameters.length === 0) return USUAL;
  const names = match.theirs.parameters.filter(({ in: place }) => place === 'query').map(({ name }) => name);
  const [page, size] = [names.find((name) => PAGE.test(name)), names.find((name) => SIZE.test(name))];
  return page === undefined || size === undefined ? [] : [[page, size]];
}

/** Names of pages stand in place of those of rows. */
function numbered(dialect: DialectConfig, paging: Paging): DialectConfig {
  const others = Object.entries(dialect.parameters).filter(([key]) => !/\.(limit|offset)$/.test(key));
  return { ...dialect, paging, parameters: Object.fromEntries(others) };
}

const TOTAL = /^(x-total|x-total-count|total-count|x-count|x-pagination-total-count|x-pagination-total|content-range)$/;

/** Where the total of a list stands: a page of two rows must not count itself. */
async function findTotal({ proberOf, accounts }: PagesOptions, dialect: DialectConfig): Promise<Observations> {
  const { reply, total } = await proberOf({ ...dialect, total: 'body' }).read('accounts.list', { query: { limit: 2 } });
  if (reply.status !== 200 || dialect.total !== 'body') return {};
  if (total !== null && total >= accounts.length) {
    const prober = proberOf(dialect);
    const isCount = (await isExact(prober, 'accounts.list')) && (await isExact(prober, 'operations.list'));
    return isCount ? {} : { total: 'none' };
  }
  const header = Object.entries(reply.headers).find(([name, value]) => {
    const text = String(Array.isArray(value) ? value[0] : value);
    return TOTAL.test(name) && Number(text.slice(text.lastIndexOf('/') + 1)) >= accounts.length;
  });
  if (header) return { total: { header: titled(header[0]) } };
  // An array has no total that could be wrong.
  return total === null || !isRecord(reply.json) ? {} : { total: 'none' };
}

/** Times that a total is compared: rows may be booked between two reads. */
const TRIALS = 3;

/** Whether the row that a total counts last is there, and none behind it: some count deleted rows too, some up to a bound. */
async function isExact(prober: Prober, operation: 'accounts.list' | 'operations.list'): Promise<boolean> {
  for (let trial = 0; trial < TRIALS; trial++) {
    const { total } = await prober.read(operation, { query: { limit: 2 } });
    if (total === null || total === 0) return true;
    const [last, behind] = [
      await prober.read(operation, { query: { limit: 1, offset: total - 1 } }),
      await prober.read(operation, { query: { limit: 1, offset: total } }),
    ];
    if (last.reply.status !== 200 || behind.reply.status !== 200) return true;
    // Behind the end some servers give the last rows again.
    const isEnd = behind.rows.length === 0 || behind.rows[0]?.id === last.rows[0]?.id;
    if (last.rows.length > 0 && isEnd) return true;
  }
  return false;
}

const titled = (name: string): string =>
  name.replace(/(^|-)([a-z])/g, (_, dash, letter) => dash + letter.toUpperCase());
