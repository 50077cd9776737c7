import type { Tenant } from '../../tenants/registry.ts';
import type { IntentCount } from '../store/store.ts';

/** Notes on each tenant whether it has moves that an operator must look at. */
export function noteTroubles(tenants: readonly Pick<Tenant, 'slug' | 'troubles'>[], counts: readonly IntentCount[]) {
  const slugsOf = (isMeant: (count: IntentCount) => boolean) =>
    new Set(counts.filter(isMeant).map((row) => row.tenant));
  const stuck = slugsOf(({ state }) => state === 'STUCK');
  const alarmed = slugsOf(({ alarm }) => alarm !== null);
  for (const { slug, troubles } of tenants) {
    troubles.set('STUCK_MOVES', stuck.has(slug));
    troubles.set('MOVE_ALARMS', alarmed.has(slug));
  }
}
