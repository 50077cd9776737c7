import DataLoader from 'dataloader';
import { LRUCache } from 'lru-cache';
import { markerAt, withoutMarker } from '../marker.ts';
import type { IntentStore } from '../store/store.ts';

/**
 * The reason without our marker, and no other text that has its form: at once where it has none, or one that is remembered. Reasons
 * of the same tick share one read of the store. Where the store cannot be read, the reason stays as it is.
 */
export type StripMarker = (tenant: string, reason: string) => string | Promise<string>;

export function createMarkerStripper(store: IntentStore): StripMarker {
  /** A marker is stored before it is sent, so one that is not ours never becomes ours. */
  const known = new LRUCache<string, boolean>({ max: 20_000 });
  const loaders = new Map<string, DataLoader<string, boolean>>();

  const loaderOf = (tenant: string): DataLoader<string, boolean> => {
    const loader =
      loaders.get(tenant) ??
      new DataLoader<string, boolean>(
        async (markers) => {
          const own = await store.ownMarkers(tenant, markers);
          for (const marker of markers) known.set(`${tenant} ${marker}`, own.has(marker));
          return markers.map((marker) => own.has(marker));
        },
        { cache: false },
      );
    loaders.set(tenant, loader);
    return loader;
  };

  return (tenant, reason) => {
    const marker = markerAt(reason);
    if (marker === null) return reason;
    const strip = (isOwn: boolean) => (isOwn ? withoutMarker(reason) : reason);
    const isOwn = known.get(`${tenant} ${marker}`);
    if (isOwn !== undefined) return strip(isOwn);
    return loaderOf(tenant)
      .load(marker)
      .then(strip, () => reason);
  };
}
