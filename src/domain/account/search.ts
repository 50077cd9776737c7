import type { GatewayContext } from '../../graph/context.ts';
import { unsupported } from '../../upstream/errors.ts';
import { type AccountQuery, listAccounts } from '../../upstream/resources/accounts.ts';
import type { AccountRow } from './loaders.ts';

const SEARCH = 'accounts.list.search';
const NOBODY = 'ъщэфьцжё-nobody';

/**
 * Throws UNSUPPORTED, FILTER_IGNORED for a server that ignores a search. What it searches in is its own, so that rows which do not
 * show the text prove nothing: it is asked once besides for a text that nobody has.
 */
export async function checkSearch(
  { upstream }: GatewayContext,
  { search }: AccountQuery,
  rows: readonly AccountRow[],
): Promise<void> {
  const { appliedFilters, report } = upstream.client;
  if (search === undefined || appliedFilters.has(SEARCH) || rows.every((row) => shows(row, search))) return;
  const { items } = await listAccounts(upstream, { search: NOBODY, limit: 2 });
  if (items.length > 0) {
    report({ kind: 'ignored', operation: 'accounts.list', name: 'search' });
    throw unsupported('accounts.list', 'FILTER_IGNORED');
  }
  appliedFilters.add(SEARCH);
}

function shows(row: AccountRow, search: string): boolean {
  const { lastName, firstName, patronymic, email, phones, identifiers, info } = row;
  const text = JSON.stringify([lastName, firstName, patronymic, email, phones, identifiers, info]);
  const [where, what] = [text, search].map((one) => one.normalize('NFC').toLowerCase());
  return String(where).includes(String(what));
}
