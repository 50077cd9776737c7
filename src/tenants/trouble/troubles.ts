import type { Clock } from '../../lib/clock.ts';
import { TenantTroubles, type TroubleLogger } from './tenant-troubles.ts';

/** The troubles of all tenants of a gateway. They outlive a reload, so that none begins or ends by one. */
export interface Troubles {
  /** Made at the first use of a slug. */
  of(slug: string): TenantTroubles;
  /** Ends the troubles of tenants that are configured no longer. */
  keep(slugs: readonly string[]): void;
}

export function createTroubles(options: { clock: Clock; logger?: TroubleLogger | undefined }): Troubles {
  const { clock, logger } = options;
  const bySlug = new Map<string, TenantTroubles>();
  let configured: ReadonlySet<string> | null = null;
  return {
    of(slug) {
      const known = bySlug.get(slug);
      if (known) return known;
      const made = new TenantTroubles(slug, { clock, logger });
      // What still runs for a tenant that was removed begins no trouble that nothing would end.
      if (configured && !configured.has(slug)) made.close();
      else bySlug.set(slug, made);
      return made;
    },
    keep(slugs) {
      configured = new Set(slugs);
      for (const [slug, troubles] of bySlug) {
        if (configured.has(slug)) continue;
        bySlug.delete(slug);
        troubles.close();
      }
    },
  };
}
