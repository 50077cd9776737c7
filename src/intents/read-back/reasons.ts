import type { Tenant } from '../../tenants/registry.ts';
import type { Operation } from '../../upstream/resources/operations.ts';
import { type Intent, isLive, type LiveIntent } from '../intent.ts';
import { lastMarkerIn } from '../marker.ts';
import type { Sort } from '../move.ts';
import type { Services } from '../services.ts';
import { isUnmarkedOf } from './our-row.ts';

/** Of a reason: servers cut by characters or by bytes. */
interface Size {
  readonly chars: number;
  readonly bytes: number;
}

/** What lists have shown of one sort. `whole`: the longest reason with its marker. `changed`: the shortest one without it. */
interface Lengths {
  readonly whole: Size;
  readonly changed: Size | null;
}

/** A move of version 1 of the log may have no sort; no list shows it. */
export type SortedMove = Pick<LiveIntent, 'sort' | 'move'>;

/** What lists have shown of the reasons of each server, per sort of move; never from the answer to a POST. */
export interface Reasons {
  /** A reason of this sort and length was seen to come back with its marker. `reasonVerbatim: true` is overruled by a list. */
  isKept(tenant: Tenant, of: SortedMove): Promise<boolean>;
  /** A list has shown a reason of this sort, no longer than this one, without its marker. */
  isChanged(tenant: Tenant, of: SortedMove): Promise<boolean>;
  /** Holds booked moves against the rows of a list. Sticky: kept in the store. */
  learn(tenant: Tenant, booked: readonly Intent[], rows: readonly Operation[]): Promise<void>;
  /** Slugs of the tenants whose lists have shown a reason without its marker. */
  changed(): string[];
}

/** Other replicas learn too. */
const FRESH_MS = 60_000;
const UNKNOWN: Lengths = { whole: { chars: 0, bytes: 0 }, changed: null };

export function createReasons({ store, clock }: Pick<Services, 'store' | 'clock'>): Reasons {
  const cache = new Map<string, { readonly slug: string; readonly at: number; readonly lengths: Lengths }>();
  const nameOf = ({ slug, server }: Tenant, sort: Sort) => `reasons ${slug} ${server} ${sort}` as const;

  const load = async (tenant: Tenant, sort: Sort): Promise<Lengths> => {
    const name = nameOf(tenant, sort);
    const now = clock.now();
    const cached = cache.get(name);
    if (cached && Math.abs(now - cached.at) < FRESH_MS) return cached.lengths;
    const text = await store.readMeta(name);
    const lengths = text === null ? UNKNOWN : (JSON.parse(text) as Lengths);
    cache.set(name, { slug: tenant.slug, at: now, lengths });
    return lengths;
  };

  const add = async (tenant: Tenant, sort: Sort, seen: Lengths): Promise<void> => {
    const lengths = await load(tenant, sort);
    const merged = {
      whole: eachOf(Math.max, lengths.whole, seen.whole),
      changed:
        lengths.changed && seen.changed
          ? eachOf(Math.min, lengths.changed, seen.changed)
          : (lengths.changed ?? seen.changed),
    };
    const text = JSON.stringify(merged);
    if (text === JSON.stringify(lengths)) return;
    const name = nameOf(tenant, sort);
    cache.set(name, { slug: tenant.slug, at: clock.now(), lengths: merged });
    await store.writeMeta(name, text);
  };

  const isChanged = async (tenant: Tenant, { sort, move }: SortedMove): Promise<boolean> => {
    if (sort === null) return false;
    const { changed } = await load(tenant, sort);
    const { chars, bytes } = sizeOf(move.reason);
    return changed !== null && (chars >= changed.chars || bytes >= changed.bytes);
  };

  return {
    isChanged,
    async isKept(tenant, of) {
      const { reasonVerbatim } = tenant.valueMoves;
      if (of.sort === null || reasonVerbatim === false) return false;
      const { whole, changed } = await load(tenant, of.sort);
      if (changed === null && reasonVerbatim === true) return true;
      // Where one has come back changed that is no longer than a whole one, no length says what comes back.
      const isByLength = changed === null || !isWithin(changed, whole);
      return isByLength && isWithin(sizeOf(of.move.reason), whole) && !(await isChanged(tenant, of));
    },
    async learn(tenant, booked, rows) {
      const byMarker = new Set(rows.map(({ reason }) => lastMarkerIn(reason)));
      for (const intent of booked) {
        if (!isLive(intent) || intent.sort === null) continue;
        const size = sizeOf(intent.move.reason);
        if (byMarker.has(intent.marker)) await add(tenant, intent.sort, { whole: size, changed: null });
        else if (rows.some((row) => isUnmarkedOf(row, intent)))
          await add(tenant, intent.sort, { whole: UNKNOWN.whole, changed: size });
      }
    },
    changed: () => [...new Set([...cache.values()].flatMap(({ slug, lengths }) => (lengths.changed ? slug : [])))],
  };
}

function sizeOf(reason: string): Size {
  return { chars: reason.length, bytes: Buffer.byteLength(reason) };
}

function isWithin({ chars, bytes }: Size, other: Size): boolean {
  return chars <= other.chars && bytes <= other.bytes;
}

function eachOf(choose: (a: number, b: number) => number, a: Size, b: Size): Size {
  return { chars: choose(a.chars, b.chars), bytes: choose(a.bytes, b.bytes) };
}
