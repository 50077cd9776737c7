import { LRUCache } from 'lru-cache';
import type { DictionaryCache } from '../dictionary-cache.ts';
import type { Tenant } from '../registry.ts';

/** Sessions whose dictionaries are kept; beyond it the session that read them longest ago reads them again. */
const MAX_DICTIONARIES = 100;

/** Dictionaries as the user of a session may read them. `isOpen`: whether the session goes on. */
export function createSessionDictionaries(isOpen: (id: string) => boolean) {
  const kept = new LRUCache<string, { tenant: Tenant; cache: DictionaryCache }>({
    max: MAX_DICTIONARIES,
    dispose: ({ cache }) => cache.close(),
  });
  return {
    of(id: string, tenant: Tenant): DictionaryCache {
      const known = kept.get(id);
      if (known?.tenant === tenant) return known.cache;
      const cache = tenant.dictionaries.separate();
      // A request that outlives its session keeps nothing for the next.
      if (isOpen(id)) kept.set(id, { tenant, cache });
      else cache.close();
      return cache;
    },
    delete: (id: string): void => void kept.delete(id),
  };
}
