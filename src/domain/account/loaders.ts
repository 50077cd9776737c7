import type { GatewayContext } from '../../graph/context.ts';
import { defineLoader } from '../../graph/loader.ts';
import { inParallel } from '../../lib/concurrency/in-parallel.ts';
import { type Account, type AccountReport, accountReport } from '../../upstream/resources/accounts.ts';
import { accountsByIds } from '../../upstream/resources/accounts-by-ids.ts';

/** The row that both `Card` and `Guest` are a view of: one upstream call serves both. */
export type AccountRow = Account;

/** Accounts by upstream id: many in one call, null for what does not exist. */
export const accounts = defineLoader<number, AccountRow | null>((context, ids) =>
  accountsByIds(context.upstream, [...ids]),
);

/** Rows that came by another way need not be asked for again in this request. */
export function primeAccounts(context: GatewayContext, rows: readonly AccountRow[]): void {
  const loader = accounts(context);
  // A row without a readable id fails where it is used; it must not be the answer to an id.
  for (const row of rows) if (Number.isSafeInteger(row.id)) loader.prime(row.id, row);
}

/** The report of an account (spend, ladder level): one call each, shared by all fields that need it. */
export const accountReports = defineLoader<number, AccountReport | null>((context, ids) =>
  inParallel(ids, (id) => accountReport(context.upstream, id)),
);
