import type { DialectConfig } from '../../config/dialect.ts';
import type { OperationId } from '../../contract/schemas.ts';
import type { CallArgs } from '../../upstream/codec/encode-request.ts';
import type { Findings } from '../diagnosis.ts';
import type { Observations } from '../propose/propose-dialect.ts';
import { createNameSearch, type NameSearch } from './name-search.ts';
import { identifierOf, isId } from './probe-reads.ts';
import type { Prober, Row } from './prober.ts';

export interface FiltersOptions {
  readonly dialect: DialectConfig;
  /** Creates a prober of another dialect. */
  readonly proberOf: (dialect: DialectConfig) => Prober;
  /** Whether a document names the parameters, so that other names need no trial. */
  readonly isDocumented: boolean;
  readonly supports: (operation: OperationId) => boolean;
  readonly accounts: readonly Row[];
  readonly operations: readonly Row[];
  readonly findings: Findings;
}

/** Page size that every server allows. */
const PAGE = 10;

type Find = NameSearch['find'];

/** Tests filters by their rows: FastAPI ignores unknown parameters, so a misnamed filter has no other symptom. */
export async function probeFilters(options: FiltersOptions): Promise<Observations> {
  const { supports, accounts, operations, dialect, isDocumented } = options;
  const search = createNameSearch(options);
  const cards = supports('accounts.list') ? await probeAccounts(accounts, options, search.find) : {};
  const moves = supports('operations.list') ? await probeOperations(operations, options, search.find) : {};
  const found = { ...cards, ...moves, parameters: search.parameters };
  if (cards.idsFilter !== false || isDocumented || dialect.repeatedLists) return found;
  const repeating = createNameSearch({ ...options, dialect: { ...dialect, repeatedLists: true } });
  if (!(await filtersIds(accounts, repeating.find))) return found;
  const parameters = { ...search.parameters, ...repeating.parameters };
  return { ...found, idsFilter: true, repeatedLists: true, parameters };
}

/** By the first rows, in their order. */
async function probeAccounts(
  accounts: readonly Row[],
  { dialect, findings, isDocumented }: FiltersOptions,
  find: Find,
): Promise<Observations> {
  const [, second, third] = accounts.map(({ id }) => id).filter(isId);
  if (second === undefined || third === undefined) return {};
  const read = (prober: Prober, query: object) => readRows(prober, 'accounts.list', { limit: 2, ...query });
  const ignored = (text: string) => findings.add('warning', 'FILTER_IGNORED', text, 'accounts.list');
  if (!(await find('accounts.list', 'limit', async (prober) => (await read(prober, {})).length === 2)))
    ignored('limit is ignored, so every page holds all rows');
  if (
    !(await find(
      'accounts.list',
      'offset',
      async (prober) => (await read(prober, { offset: 1, limit: 1 }))[0]?.id === second,
    ))
  )
    ignored('offset is ignored, so pages after the first cannot be read');
  if (!isDocumented) await nameFilters(accounts, find);
  if (!dialect.idsFilter) return {};
  return { idsFilter: await filtersIds(accounts, find) };
}

async function filtersIds(accounts: readonly Row[], find: Find): Promise<boolean> {
  const [, second, third] = accounts.map(({ id }) => id).filter(isId);
  if (second === undefined || third === undefined) return false;
  return filters(find, 'accounts.list', 'ids', [second, third], { property: 'id', least: 2 });
}

/** Names of filters that no list of ids and no page shows: each gives rows that have the value, and not all have it. */
async function nameFilters(accounts: readonly Row[], find: Find): Promise<void> {
  const [first] = accounts;
  const number = identifierOf(accounts);
  const filterBy = async (parameter: string, value: unknown, has: (row: Row) => boolean) => {
    if (typeof value !== 'string' && typeof value !== 'number') return;
    if (accounts.every(has)) return;
    await find('accounts.list', parameter, async (prober) => {
      const rows = await readRows(prober, 'accounts.list', { [parameter]: value, limit: PAGE });
      return rows.length > 0 && rows.every(has);
    });
  };
  await filterBy('groupId', first?.groupId, ({ groupId }) => groupId === first?.groupId);
  await filterBy('email', first?.email, ({ email }) => email === first?.email);
  await filterBy('identifier', number, ({ identifiers }) => {
    return (Array.isArray(identifiers) ? identifiers : []).some((one) => String(Object(one).value) === number);
  });
}

async function probeOperations(
  operations: readonly Row[],
  { dialect, findings }: FiltersOptions,
  find: Find,
): Promise<Observations> {
  const [, one, other] = new Set(operations.map(({ accountId }) => accountId).filter(isId));
  if (one === undefined) return {};
  const expected = { property: 'accountId', least: 1 };
  if (!(await filters(find, 'operations.list', 'accountId', one, expected))) {
    const text = 'the filter by account is ignored: the history of one guest would show the operations of all';
    findings.add('error', 'FILTER_IGNORED', text, 'operations.list');
  }
  if (other === undefined || !dialect.operationIdsFilter) return {};
  return { operationIdsFilter: await filters(find, 'operations.list', 'accountIds', [one, other], expected) };
}

/** Whether a filter by ids gives at least so many rows, all with one of these ids. */
function filters(
  find: Find,
  operation: OperationId,
  parameter: string,
  ids: number | readonly number[],
  { property, least }: { readonly property: string; readonly least: number },
): Promise<boolean> {
  return find(operation, parameter, async (prober) => {
    const rows = await readRows(prober, operation, { [parameter]: ids, limit: PAGE });
    return rows.length >= least && rows.every((row) => [ids].flat().includes(Number(row[property])));
  });
}

/** Empty if the server refuses. */
async function readRows(prober: Prober, operation: OperationId, query: CallArgs['query']): Promise<readonly Row[]> {
  return (await prober.read(operation, { query })).rows;
}
