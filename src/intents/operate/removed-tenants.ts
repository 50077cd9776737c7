import type { Services } from '../services.ts';
import type { IntentCount } from '../store/store.ts';

/** Moves in these states have no outcome yet, and only their server can tell it. */
const OPEN: ReadonlySet<IntentCount['state']> = new Set(['SENDING', 'UNKNOWN', 'STUCK', 'WAITING']);

/** Names in the log, once, each tenant that is configured no longer and has open moves. */
export function createRemovedTenants({ tenants, logger }: Pick<Services, 'tenants' | 'logger'>) {
  let named: ReadonlySet<string> = new Set();
  return (counts: readonly IntentCount[]): void => {
    const slugs = new Set(tenants.all.map(({ slug }) => slug));
    const open = new Map<string, number>();
    for (const { tenant, state, count } of counts)
      if (OPEN.has(state) && !slugs.has(tenant)) open.set(tenant, (open.get(tenant) ?? 0) + count);
    for (const [tenant, moves] of open)
      if (!named.has(tenant))
        logger.warn(
          { tenant, moves },
          'a tenant that was removed has open value moves: put it back until they are decided',
        );
    named = new Set(open.keys());
  };
}
