import { createServerTotals, type OnRequestEnd, type ServerTotals } from '../upstream/counters.ts';

/** The totals of every server that this process has called, by tenant. None is ever set back, and none is forgotten. */
export interface TotalsBySlug {
  of(slug: string): ServerTotals;
  all(): Iterable<readonly [slug: string, totals: ServerTotals]>;
}

export function createTotals(onRequestEnd?: OnRequestEnd): TotalsBySlug {
  const bySlug = new Map<string, ServerTotals>();
  return {
    of(slug) {
      const known = bySlug.get(slug);
      if (known) return known;
      const made = createServerTotals(onRequestEnd);
      bySlug.set(slug, made);
      return made;
    },
    all: () => bySlug,
  };
}
