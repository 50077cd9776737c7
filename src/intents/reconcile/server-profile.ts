import type { Clock } from '../../lib/clock.ts';
import type { Zone } from '../../lib/local-time.ts';
import type { Tenant } from '../../tenants/registry.ts';
import type { Operation } from '../../upstream/resources/operations.ts';
import type { Intent, IntentChange } from '../intent.ts';
import { bearsMarker } from '../marker.ts';
import type { IntentStore } from '../store/store.ts';
import { timeOf } from './rows.ts';

/** Properties of a server, measured on the rows that we booked there. */
export interface ServerProfile {
  /** The server's clock minus ours. */
  readonly skewMs: number;
  /** Send time of the measured row, in milliseconds of our clock. */
  readonly measuredAt: number;
  /** Reasons come back as they were sent. */
  readonly verbatim: boolean;
  /** Our login as rows show it. */
  readonly login: string | null;
}

/** Null: not measured yet. */
export type Verbatim = boolean | null;

/** Profiles of all tenants' servers. Measurements are kept in the intent store, and cached here for 60 seconds. */
export interface ServerProfiles {
  /** Null before our first booking. */
  profileOf(tenant: Tenant): Promise<ServerProfile | null>;
  /** The operator's setting, else the profile's. */
  verbatim(tenant: Tenant): Promise<Verbatim>;
  /** Measures a booked row; returns the fields to be stored in the intent's row. */
  observe(tenant: Tenant, intent: Intent, operation: Operation, until: number): IntentChange;
  /** Slugs of the tenants whose reasons do not come back verbatim. */
  notVerbatim(): string[];
}

/** Other replicas measure too, so a cached profile is read again. */
const FRESH_MS = 60_000;

interface CachedProfile {
  readonly profile: ServerProfile;
  readonly at: number;
  /** A profile of a former time zone is not used. */
  readonly zone: Zone;
}

export function createServerProfiles(store: IntentStore, clock: Clock): ServerProfiles {
  const cache = new Map<string, CachedProfile>();
  const cachedOf = ({ slug, zone }: Tenant): CachedProfile | undefined => {
    const found = cache.get(slug);
    return found?.zone === zone ? found : undefined;
  };

  const profileOf = async (tenant: Tenant): Promise<ServerProfile | null> => {
    const before = cachedOf(tenant);
    const now = clock.now();
    if (before && Math.abs(now - before.at) < FRESH_MS) return before.profile;
    const row = await store.lastMeasured(tenant.slug, now);
    const observed = cachedOf(tenant);
    if (observed && observed !== before) return observed.profile;
    // The absence of a profile is not cached.
    if (row === null) return before?.profile ?? null;
    const profile = profileFrom(tenant.zone, row);
    cache.set(tenant.slug, { profile, at: now, zone: tenant.zone });
    return profile;
  };

  return {
    profileOf,
    async verbatim(tenant) {
      const { reasonVerbatim } = tenant.valueMoves;
      return reasonVerbatim === 'auto' ? ((await profileOf(tenant))?.verbatim ?? null) : reasonVerbatim;
    },
    observe(tenant, intent, operation, until) {
      const verbatim = bearsMarker(operation.reason, intent.marker);
      const skewMs = skewOf(tenant.zone, operation, intent.submittedAt, until);
      if (skewMs === null) return { verbatim };
      const profile = { skewMs, measuredAt: intent.submittedAt, verbatim, login: loginOf(operation) };
      const before = cachedOf(tenant);
      // A row that was sent before the measured one is older evidence.
      if (!before || before.profile.measuredAt <= profile.measuredAt)
        cache.set(tenant.slug, { profile, at: clock.now(), zone: tenant.zone });
      return { skewMs, verbatim };
    },
    notVerbatim: () => [...cache].filter(([, { profile }]) => !profile.verbatim).map(([slug]) => slug),
  };
}

/** Zero where the row's time lies between `since` and `until`, in this zone. Null where its time cannot be read. */
function skewOf(zone: Zone, operation: Operation, since: number, until: number): number | null {
  const at = timeOf(operation, zone);
  if (at === null) return null;
  return at < since ? at - since : at > until ? at - until : 0;
}

function loginOf({ userLogin }: Operation): string | null {
  return typeof userLogin === 'string' ? userLogin : null;
}

function profileFrom(zone: Zone, { skewMs, submittedAt, settledAt, verbatim, result }: Intent): ServerProfile {
  const operation = result?.type === 'OPERATION' ? result.operation : null;
  const measured = operation && skewOf(zone, operation, submittedAt, settledAt ?? submittedAt);
  return {
    skewMs: measured ?? skewMs ?? 0,
    measuredAt: submittedAt,
    verbatim: verbatim ?? false,
    login: operation && loginOf(operation),
  };
}

/** Largest skew at which two clocks count as agreeing. */
export const CLOCKS_AGREE_MS = 5 * 60_000;
/**
 * SEEN: booked rows show our time. HINTED: none was booked yet, but the Date header shows our time. Else null with the skew, null
 * where nothing was measured. A disagreeing Date header outweighs every measurement: a clock was set since.
 */
export type ClockAgreement =
  | { readonly agrees: 'SEEN' | 'HINTED'; readonly isHinted: boolean }
  | { readonly agrees: null; readonly skewMs: number | null };

export function clockAgreement(profile: ServerProfile | null, dateSkewMs: number | null): ClockAgreement {
  const isHinted = dateSkewMs !== null;
  if (dateSkewMs !== null && Math.abs(dateSkewMs) > CLOCKS_AGREE_MS) return { agrees: null, skewMs: dateSkewMs };
  if (profile === null) return isHinted ? { agrees: 'HINTED', isHinted } : { agrees: null, skewMs: null };
  if (Math.abs(profile.skewMs) > CLOCKS_AGREE_MS) return { agrees: null, skewMs: profile.skewMs };
  return { agrees: 'SEEN', isHinted };
}

/**
 * Whether a read may be bounded by the server's times. Needs a booked row that showed our time, and a later witness: the Date
 * header now, or a row booked after this move was sent.
 */
export function isTimed(agreement: ClockAgreement, profile: ServerProfile | null, submittedAt: number): boolean {
  if (agreement.agrees !== 'SEEN') return false;
  return agreement.isHinted || (profile !== null && profile.measuredAt >= submittedAt);
}
