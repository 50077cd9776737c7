import { markerAt, withoutMarker } from '../marker.ts';
import type { IntentStore } from '../store/store.ts';

const KEPT = 20_000;

/** Takes markers off the reasons that are shown: those of our own log, and no other text that looks like one. */
export interface OwnMarkers {
  /**
   * The reason without our marker; at once where it has nothing like a marker, or one that was met before. Others that are asked
   * for in the same turn share one look-up. Where the log cannot be read, the reason stays as it is.
   */
  strip(tenant: string, reason: string): string | Promise<string>;
}

interface Asked {
  readonly markers: Set<string>;
  readonly found: Promise<Set<string>>;
}

export function createOwnMarkers(store: IntentStore): OwnMarkers {
  const kept = new Map<string, boolean>();
  const asked = new Map<string, Asked>();

  /** A marker is in the log before it is anywhere else, so what is not ours will not become ours. */
  const keep = (tenant: string, markers: ReadonlySet<string>, own: ReadonlySet<string>): void => {
    if (kept.size + markers.size > KEPT) kept.clear();
    for (const marker of markers) kept.set(`${tenant} ${marker}`, own.has(marker));
  };

  const lookUp = async (tenant: string, markers: Set<string>): Promise<Set<string>> => {
    await Promise.resolve();
    asked.delete(tenant);
    try {
      const own = await store.knownMarkers(tenant, [...markers]);
      keep(tenant, markers, own);
      return own;
    } catch {
      return new Set();
    }
  };

  const ask = (tenant: string, marker: string): Promise<Set<string>> => {
    const open = asked.get(tenant);
    if (open) {
      open.markers.add(marker);
      return open.found;
    }
    const markers = new Set([marker]);
    const found = lookUp(tenant, markers);
    asked.set(tenant, { markers, found });
    return found;
  };

  return {
    strip(tenant, reason) {
      const marker = markerAt(reason);
      if (marker === null) return reason;
      const isOwn = kept.get(`${tenant} ${marker}`);
      if (isOwn !== undefined) return isOwn ? withoutMarker(reason) : reason;
      return ask(tenant, marker).then((own) => (own.has(marker) ? withoutMarker(reason) : reason));
    },
  };
}
