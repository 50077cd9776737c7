import { markerAt, withoutMarker } from '../marker.ts';
import type { IntentStore } from '../store/store.ts';

/** Cached markers of all tenants; the cache is emptied beyond that. */
const CACHE_SIZE = 20_000;

/** Removes our markers from the reasons that clients see, and no other text that has their form. */
export interface MarkerStripper {
  /**
   * The reason without our marker: at once where it has none, or a cached one. Reasons of the same tick share one read of the
   * store. Where the store cannot be read, the reason stays as it is.
   */
  strip(tenant: string, reason: string): string | Promise<string>;
}

interface Batch {
  readonly markers: Set<string>;
  readonly own: Promise<Set<string>>;
}

export function createMarkerStripper(store: IntentStore): MarkerStripper {
  /** Whether a marker is ours. */
  const cache = new Map<string, boolean>();
  const batches = new Map<string, Batch>();

  /** A marker is stored before it is sent, so one that is not ours never becomes ours. */
  const remember = (tenant: string, markers: ReadonlySet<string>, own: ReadonlySet<string>): void => {
    if (cache.size + markers.size > CACHE_SIZE) cache.clear();
    for (const marker of markers) cache.set(`${tenant} ${marker}`, own.has(marker));
  };

  const readBatch = async (tenant: string, markers: Set<string>): Promise<Set<string>> => {
    await Promise.resolve();
    batches.delete(tenant);
    try {
      const own = await store.ownMarkers(tenant, [...markers]);
      remember(tenant, markers, own);
      return own;
    } catch {
      return new Set();
    }
  };

  const ownMarkers = (tenant: string, marker: string): Promise<Set<string>> => {
    const open = batches.get(tenant);
    if (open) {
      open.markers.add(marker);
      return open.own;
    }
    const markers = new Set([marker]);
    const own = readBatch(tenant, markers);
    batches.set(tenant, { markers, own });
    return own;
  };

  return {
    strip(tenant, reason) {
      const marker = markerAt(reason);
      if (marker === null) return reason;
      const isOwn = cache.get(`${tenant} ${marker}`);
      if (isOwn !== undefined) return isOwn ? withoutMarker(reason) : reason;
      return ownMarkers(tenant, marker).then((own) => (own.has(marker) ? withoutMarker(reason) : reason));
    },
  };
}
