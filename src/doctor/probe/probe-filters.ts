import type { DialectConfig } from '../../config/dialect.ts';
import type { OperationId } from '../../contract/schemas.ts';
import type { CallArgs } from '../../upstream/codec/encode-request.ts';
import type { Findings } from '../diagnosis.ts';
import { namesToTry } from '../match/synonyms.ts';
import type { Facts } from '../propose/propose-dialect.ts';
import { isId } from './probe-reads.ts';
import type { Prober, Row } from './prober.ts';

export interface FiltersOptions {
  readonly dialect: DialectConfig;
  /** Makes a prober of another dialect. */
  readonly proberOf: (dialect: DialectConfig) => Prober;
  /** The document tells the names of parameters, so they need not be tried. */
  readonly told: boolean;
  readonly supports: (operation: OperationId) => boolean;
  readonly accounts: readonly Row[];
  readonly operations: readonly Row[];
  readonly findings: Findings;
}

/** Less than any server allows. */
const PAGE = 10;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * What filters really do. FastAPI ignores a parameter that it does not know, so a filter that does not filter looks like
 * one that does: only the rows tell.
 */
export async function probeFilters(options: FiltersOptions): Promise<Facts> {
  const { dialect, supports, accounts, operations, told } = options;
  const parameters: Record<string, string> = {};
  const facts: Mutable<Facts> = { parameters };
  const proven = new Set<string>();

  /** The name by which the server knows a parameter: as the dialect has it, else one of those tried. Null: by none. */
  const find = async (operation: OperationId, parameter: string, test: (prober: Prober) => Promise<boolean | null>) => {
    const key = `${operation}.${parameter}`;
    const candidates: (string | null)[] = [null, ...(told ? [] : candidatesOf(parameter, dialect.keyCase))];
    for (const name of candidates) {
      const changed = { ...dialect.parameters, ...parameters, ...(name === null ? {} : { [key]: name }) };
      const works = await test(options.proberOf({ ...dialect, parameters: changed }));
      if (works === null) return null;
      if (!works) continue;
      proven.add(key);
      if (name !== null) parameters[key] = name;
      return true;
    }
    return false;
  };

  if (supports('accounts.list')) {
    await checkWindow(options, find);
    const [, second, third] = accounts.map(({ id }) => id).filter(isId);
    if (second !== undefined && third !== undefined && dialect.idsFilter) {
      const ids = [second, third];
      const works = await find('accounts.list', 'ids', async (prober) =>
        isExactly((await ask(prober, 'accounts.list', { query: { ids, limit: PAGE } })) ?? [], 'id', ids, 2),
      );
      facts.idsFilter = works === true;
    }
  }
  if (supports('operations.list')) await checkAccounts(operations, facts, options, find);
  return facts;
}

type Find = (
  operation: OperationId,
  parameter: string,
  test: (prober: Prober) => Promise<boolean | null>,
) => Promise<boolean | null>;

async function checkWindow({ accounts, findings }: FiltersOptions, find: Find): Promise<void> {
  const ids = accounts.map(({ id }) => id).filter(isId);
  if (ids.length < 3) return;
  const limited = await find('accounts.list', 'limit', async (prober) => {
    const rows = await ask(prober, 'accounts.list', { query: { limit: 2 } });
    return rows?.length === 2;
  });
  if (limited === false)
    findings.add('warning', 'FILTER_IGNORED', 'limit does nothing, so every page is whole', 'accounts.list');
  const skipped = await find('accounts.list', 'offset', async (prober) => {
    const rows = await ask(prober, 'accounts.list', { query: { limit: 2, offset: 1 } });
    return rows?.[0]?.id === ids[1];
  });
  if (skipped === false)
    findings.add(
      'warning',
      'FILTER_IGNORED',
      'offset does nothing, so pages after the first cannot be read',
      'accounts.list',
    );
}

async function checkAccounts(
  operations: readonly Row[],
  facts: Mutable<Facts>,
  { dialect, findings }: FiltersOptions,
  find: Find,
): Promise<void> {
  const seen = [...new Set(operations.map(({ accountId }) => accountId).filter(isId))];
  const [, one, other] = seen;
  if (one === undefined) return;
  const single = await find('operations.list', 'accountId', async (prober) =>
    isExactly(
      (await ask(prober, 'operations.list', { query: { accountId: one, limit: PAGE } })) ?? [],
      'accountId',
      [one],
      1,
    ),
  );
  if (single === false) {
    const text = "the filter by account does nothing: one guest's history would hold everybody's operations";
    findings.add('error', 'FILTER_IGNORED', text, 'operations.list');
  }
  if (other === undefined || !dialect.operationIdsFilter) return;
  const accountIds = [one, other];
  const several = await find('operations.list', 'accountIds', async (prober) =>
    isExactly(
      (await ask(prober, 'operations.list', { query: { accountIds, limit: PAGE } })) ?? [],
      'accountId',
      accountIds,
      1,
    ),
  );
  facts.operationIdsFilter = several === true;
}

async function ask(prober: Prober, operation: OperationId, args: CallArgs): Promise<readonly Row[] | null> {
  const { reply, rows } = await prober.read(operation, args);
  return reply.status === 200 ? rows : null;
}

/** Some rows, all of these ids. */
function isExactly(rows: readonly Row[], property: string, ids: readonly number[], least: number): boolean {
  return rows.length >= least && rows.every((row) => ids.includes(Number(row[property])));
}

/** In the case of the server. */
function candidatesOf(parameter: string, keyCase: DialectConfig['keyCase']): string[] {
  const names = namesToTry(parameter);
  const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return [...new Set(names.flatMap((name) => (keyCase === 'snake' ? [snake(name)] : [name, snake(name)])))].slice(
    0,
    12,
  );
}
