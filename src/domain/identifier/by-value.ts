import type { GatewayContext } from '../../graph/context.ts';
import { UpstreamError, unsupported } from '../../upstream/errors.ts';
import { accountByIdentifier } from '../../upstream/resources/accounts.ts';
import type { AccountRow } from '../account/loaders.ts';
import { isIdentifiedBy } from '../account/match.ts';

const BY_VALUE = 'accounts.byIdentifier.value';
/** Longer than any card number or phone. */
const NOBODY_HAS = '99999999999999999999999999999901';

/**
 * Holds the row of a look-up against its value. A server need not show a temporary one, so that a row without it proves nothing: it
 * is asked once besides for what nobody has. Throws UNSUPPORTED, FILTER_IGNORED for one that finds somebody all the same.
 */
export async function checkFound({ upstream }: GatewayContext, row: AccountRow, value: string): Promise<void> {
  const { appliedFilters, report } = upstream.client;
  if (appliedFilters.has(BY_VALUE) || isIdentifiedBy(row, value, undefined)) return;
  const other = await accountByIdentifier(upstream, { value: NOBODY_HAS }).catch((error: unknown) => {
    if (error instanceof UpstreamError && error.kind === 'REJECTED') return null;
    throw error;
  });
  if (other !== null) {
    report({ kind: 'ignored', operation: 'accounts.byIdentifier', name: 'value' });
    throw unsupported('accounts.byIdentifier', 'FILTER_IGNORED');
  }
  appliedFilters.add(BY_VALUE);
}
