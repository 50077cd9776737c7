import type { DialectConfig } from '../../config/dialect.ts';
import type { OperationId } from '../../contract/schemas.ts';
import { toSnake } from '../../upstream/codec/dialect.ts';
import type { CallArgs } from '../../upstream/codec/encode-request.ts';
import type { Findings } from '../diagnosis.ts';
import { namesToTry } from '../match/synonyms.ts';
import type { Observations } from '../propose/propose-dialect.ts';
import { isId } from './probe-reads.ts';
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

/** Whether a parameter works by the name of the dialect, or by another one, which is kept. */
type Find = (operation: OperationId, parameter: string, test: (prober: Prober) => Promise<boolean>) => Promise<boolean>;

/** Tests filters by their rows: FastAPI ignores unknown parameters, so a misnamed filter has no other symptom. */
export async function probeFilters(options: FiltersOptions): Promise<Observations> {
  const { dialect, supports, accounts, operations, isDocumented } = options;
  const parameters: Record<string, string> = {};
  const find: Find = async (operation, parameter, test) => {
    const key = `${operation}.${parameter}`;
    for (const name of [null, ...(isDocumented ? [] : candidatesOf(parameter, dialect.keyCase))]) {
      const changed = { ...dialect.parameters, ...parameters, ...(name === null ? {} : { [key]: name }) };
      if (!(await test(options.proberOf({ ...dialect, parameters: changed })))) continue;
      if (name !== null) parameters[key] = name;
      return true;
    }
    return false;
  };
  return {
    ...(supports('accounts.list') ? await probeAccounts(accounts.map(({ id }) => id).filter(isId), options, find) : {}),
    ...(supports('operations.list') ? await probeOperations(operations, options, find) : {}),
    parameters,
  };
}

/** `ids`: of the first rows, in their order. */
async function probeAccounts(
  ids: readonly number[],
  { dialect, findings }: FiltersOptions,
  find: Find,
): Promise<Observations> {
  const [, second, third] = ids;
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
  if (!dialect.idsFilter) return {};
  return { idsFilter: await filters(find, 'accounts.list', 'ids', [second, third], { property: 'id', least: 2 }) };
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

/** Names to try, in the case of the server. */
function candidatesOf(parameter: string, keyCase: DialectConfig['keyCase']): string[] {
  const names = namesToTry(parameter);
  return [...new Set(names.flatMap((name) => (keyCase === 'snake' ? [toSnake(name)] : [name, toSnake(name)])))].slice(
    0,
    12,
  );
}
