import type { DialectConfig } from '../../config/dialect.ts';
import { endpoints } from '../../contract/endpoints.ts';
import { OPERATIONS } from '../../contract/names.ts';
import type { OperationId } from '../../contract/schemas.ts';
import { isRecord } from '../../lib/is-record.ts';
import type { Secret } from '../../lib/secret.ts';
import { createFixedTokens } from '../../upstream/auth/tokens.ts';
import { createUpstreamClient, type Upstream, type UpstreamOptions } from '../../upstream/client.ts';
import { resolveDialect } from '../../upstream/codec/dialect.ts';
import type { CallArgs } from '../../upstream/codec/encode-request.ts';
import { UpstreamError } from '../../upstream/errors.ts';
import { accountsByIds } from '../../upstream/resources/accounts-by-ids.ts';
import { identifierOf, isId } from '../probe/probe-reads.ts';
import { describeFailure } from '../raw-client.ts';
import { violationsOf } from './contract-violations.ts';

/** The result of reads with a dialect through the gateway's own client. */
export interface Trial {
  /** Reads that worked, and reads that failed with the reason. Operations that the dialect lacks are in neither. */
  readonly worked: readonly OperationId[];
  readonly failed: ReadonlyMap<OperationId, string>;
  /** Fields that the contract requires and nobody needs for the rest of the row: each is an error where it is asked for. */
  readonly unreadable: readonly string[];
  /** Whether cards or operations came at all, be it without fields that the contract requires. */
  readonly isAnswered: boolean;
}

/** Without these a row is nothing. */
const VITAL = /^(Account\.(id|balance)|Operation\.(id|accountId|amount|createdAt)|[a-z].*)$/;
/** The row around it says the same. */
const NEEDLESS = 'Identifier.accountId';

/** Operations that every tenant needs. */
const MAIN: readonly OperationId[] = ['accounts.list', 'accounts.get', 'operations.list'];

/** Whether the gateway could serve a tenant. */
export function canServe({ worked, failed }: Trial): boolean {
  const readsCards = worked.includes('accounts.get') || worked.includes('accounts.list');
  return readsCards && MAIN.every((operation) => !failed.has(operation));
}

/** Reads one of each resource as the gateway would, and checks every required field. */
export async function tryDialect(
  upstream: Omit<UpstreamOptions, 'dialect'>,
  dialect: DialectConfig,
  token: Secret,
): Promise<Trial> {
  const client = createUpstreamClient({ ...upstream, dialect });
  const given: Upstream = { client, context: { tokens: createFixedTokens(resolveDialect(dialect), token) } };
  const worked: OperationId[] = [];
  const failed = new Map<OperationId, string>();
  const unreadable = new Set<string>();
  let isAnswered = false;

  const run = async (operation: OperationId, read: () => Promise<unknown>): Promise<unknown> => {
    if (!client.dialect.supports(operation) || failed.has(operation)) return null;
    try {
      const answer = await read();
      if (MAIN.includes(operation)) isAnswered = true;
      const violations = violationsOf(operation, answer).filter((field) => field !== NEEDLESS);
      const isRead = MAIN.includes(operation) && !violations.some((field) => VITAL.test(field));
      if (isRead) for (const field of violations) unreadable.add(field);
      if (isRead || violations.length === 0) {
        if (!worked.includes(operation)) worked.push(operation);
        return answer;
      }
      failed.set(operation, `not readable: ${violations.slice(0, 5).join(', ')}`);
    } catch (error) {
      if (!(error instanceof UpstreamError)) throw error;
      if (error.status !== 403) failed.set(operation, describeFailure(error));
    }
    return null;
  };
  const call = (operation: OperationId, args: CallArgs = {}) =>
    run(operation, () => client.call(operation, args, given.context) as Promise<unknown>);

  try {
    const rows = new Map<OperationId, readonly Record<string, unknown>[]>();
    for (const operation of OPERATIONS.filter((id) => endpoints[id].class === 'read' && isFree(id))) {
      const isPage = endpoints[operation].envelope === 'page';
      const answer = await call(operation, isPage ? { query: { limit: Math.min(10, dialect.maxLimit) } } : {});
      rows.set(operation, rowsIn(answer));
    }
    const idsOf = (operation: OperationId) => (rows.get(operation) ?? []).map(({ id }) => id).filter(isId);
    for (const [list, row] of ROWS) {
      const [id] = idsOf(list);
      if (id !== undefined) await call(row, { path: { id } });
    }
    const accounts = rows.get('accounts.list') ?? [];
    const value = identifierOf(accounts);
    if (value !== null) await call('accounts.byIdentifier', { query: { value } });
    await tryMany(given, idsOf('accounts.list').slice(0, 3), run);
    return { worked, failed, unreadable: [...unreadable], isAnswered };
  } finally {
    await client.close();
  }
}

const ROWS: readonly [OperationId, OperationId][] = [
  ['accounts.list', 'accounts.get'],
  ['accounts.list', 'accounts.balance'],
  ['accounts.list', 'accounts.report'],
  ['operations.list', 'operations.get'],
  ['accountGroups.list', 'accountGroups.get'],
  ['identifierTypes.list', 'identifierTypes.get'],
  ['discounts.list', 'discounts.get'],
];

function isFree(operation: OperationId): boolean {
  return endpoints[operation].envelope !== 'object' || operation === 'auth.info' || operation === 'settings.public';
}

function rowsIn(answer: unknown): readonly Record<string, unknown>[] {
  const list: unknown = isRecord(answer) ? answer.items : answer;
  return Array.isArray(list) ? list.filter(isRecord) : [];
}

type Run = (operation: OperationId, read: () => Promise<unknown>) => Promise<unknown>;

/** Reads several accounts at once, in the order requested, as the dialect allows. */
async function tryMany(given: Upstream, ids: readonly number[], run: Run): Promise<void> {
  if (ids.length < 2) return;
  await run('accounts.get', async () => {
    const wanted = [...ids].reverse();
    const found = await accountsByIds(given, wanted);
    const failure = found.find((one) => one instanceof Error);
    if (failure) throw failure;
    const isRight = found.every((one, index) => isRecord(one) && one.id === wanted[index]);
    if (!isRight)
      throw new UpstreamError({ kind: 'MALFORMED', sent: 'UNKNOWN', operation: 'accounts.list', field: 'ids' });
    return found[0];
  });
}
