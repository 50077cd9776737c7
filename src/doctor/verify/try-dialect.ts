import type { DialectConfig } from '../../config/dialect.ts';
import { endpoints } from '../../contract/endpoints.ts';
import { OPERATIONS } from '../../contract/names.ts';
import type { OperationId } from '../../contract/schemas.ts';
import type { Secret } from '../../lib/secret.ts';
import { createFixedTokens } from '../../upstream/auth/tokens.ts';
import { createUpstreamClient, type Upstream, type UpstreamOptions } from '../../upstream/client.ts';
import { resolveDialect } from '../../upstream/codec/dialect.ts';
import type { CallArgs } from '../../upstream/codec/encode-request.ts';
import { UpstreamError } from '../../upstream/errors.ts';
import { accountsByIds } from '../../upstream/resources/accounts-by-ids.ts';
import { isJson } from '../document/schema-reader.ts';
import { identifierOf, isId } from '../probe/probe-reads.ts';
import { inWords } from '../raw-client.ts';
import { faultsOf } from './contract-violations.ts';

/** How the gateway's own client fared with a dialect. */
export interface Verdict {
  /** Reads that worked, and reads that did not, with why. Operations that the dialect lacks are in neither. */
  readonly worked: readonly OperationId[];
  readonly failed: ReadonlyMap<OperationId, string>;
}

/** Without these there is nothing to serve. */
const MAIN: readonly OperationId[] = ['accounts.list', 'accounts.get', 'operations.list'];

/** Whether the gateway could serve a tenant so. */
export function canServe({ worked, failed }: Verdict): boolean {
  const isRead = worked.includes('accounts.get') || worked.includes('accounts.list');
  return isRead && MAIN.every((operation) => !failed.has(operation));
}

/** Reads one of everything through the upstream client, as the gateway would, and looks at every required field. */
export async function verify(
  upstream: Omit<UpstreamOptions, 'dialect'>,
  dialect: DialectConfig,
  token: Secret,
): Promise<Verdict> {
  const client = createUpstreamClient({ ...upstream, dialect });
  const given: Upstream = { client, context: { tokens: createFixedTokens(resolveDialect(dialect), token) } };
  const worked: OperationId[] = [];
  const failed = new Map<OperationId, string>();

  const run = async (operation: OperationId, read: () => Promise<unknown>): Promise<unknown> => {
    if (!client.dialect.supports(operation) || failed.has(operation)) return null;
    try {
      const answer = await read();
      const faults = faultsOf(operation, answer);
      if (faults.length === 0) {
        if (!worked.includes(operation)) worked.push(operation);
        return answer;
      }
      failed.set(operation, `not readable: ${faults.slice(0, 5).join(', ')}`);
    } catch (error) {
      if (!(error instanceof UpstreamError)) throw error;
      if (error.status !== 403) failed.set(operation, inWords(error));
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
    await verifyMany(given, idsOf('accounts.list').slice(0, 3), run);
    return { worked, failed };
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
  const list: unknown = isJson(answer) ? answer.items : answer;
  return Array.isArray(list) ? list.filter(isJson) : [];
}

type Run = (operation: OperationId, read: () => Promise<unknown>) => Promise<unknown>;

/** Several known accounts at once, in the order asked, by whatever way the dialect leaves. */
async function verifyMany(given: Upstream, ids: readonly number[], run: Run): Promise<void> {
  if (ids.length < 2) return;
  await run('accounts.get', async () => {
    const wanted = [...ids].reverse();
    const found = await accountsByIds(given, wanted);
    const failure = found.find((one) => one instanceof Error);
    if (failure) throw failure;
    const isRight = found.every((one, index) => isJson(one) && one.id === wanted[index]);
    if (!isRight)
      throw new UpstreamError({ kind: 'MALFORMED', sent: 'UNKNOWN', operation: 'accounts.list', field: 'ids' });
    return found[0];
  });
}
