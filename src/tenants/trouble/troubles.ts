import type { Clock } from '../../lib/clock.ts';
import { TenantTroubles, type TroubleLogger } from './tenant-troubles.ts';

/** The troubles of all tenants of a gateway. They outlive a reload, so that none begins or ends by one. */
export interface Troubles {
  /** Made at the first use of a slug. */
  of(slug: string): TenantTroubles;
  /** Forgets the tenants that are configured no longer. */
  keep(slugs: readonly string[]): void;
}

export function createTroubles(options: { clock: Clock; logger?: TroubleLogger | undefined }): Troubles {
  const { clock, logger } = options;
  const bySlug = new Map<string, TenantTroubles>();
  return {
    of(slug) {
      const known = bySlug.get(slug);
      if (known) return known;
      const made = new TenantTroubles(slug, { clock, logger });
      bySlug.set(slug, made);
      return made;
    },
    keep(slugs) {
      for (const slug of bySlug.keys()) if (!slugs.includes(slug)) bySlug.delete(slug);
    },
  };
}
