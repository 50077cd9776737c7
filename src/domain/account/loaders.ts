import type { GatewayContext } from '../../graph/context.ts';
import { defineLoader } from '../../graph/loader.ts';
import { inParallel } from '../../lib/concurrency/in-parallel.ts';
import { readStoredPhone } from '../../lib/phone.ts';
import { type Account, type AccountReport, accountReport } from '../../upstream/resources/accounts.ts';
import { accountsByIds } from '../../upstream/resources/accounts-by-ids.ts';

/** The row under `Card` and `Guest`: one upstream call serves both. */
export type AccountRow = Account;

/** Accounts by upstream id, many in one call; null for one that does not exist. */
export const accounts = defineLoader<number, AccountRow | null>(
  (context, ids) => accountsByIds(context.upstream, [...ids]),
  { person: (id) => id },
);

/** Who is asked for by a value: a phone is one person however it is written. */
export function personOf(value: string): string {
  return readStoredPhone(value) ?? value;
}

/** Adds rows that another call returned, so that they are not read again in this request. */
export function primeAccounts(context: GatewayContext, rows: readonly AccountRow[]): void {
  const loader = accounts(context);
  // A row without a readable id fails where it is used, and must not be cached.
  for (const row of rows) if (Number.isSafeInteger(row.id)) loader.prime(row.id, row);
}

/** The report of an account (spending, ladder level): one call per account, shared by its fields. */
export const accountReports = defineLoader<number, AccountReport | null>((context, ids) =>
  inParallel(ids, (id) => accountReport(context.upstream, id)),
);
