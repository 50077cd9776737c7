import type { Clock } from '../../lib/clock.ts';
import type { Zone } from '../../lib/local-time.ts';
import type { Tenant } from '../../tenants/registry.ts';
import type { Operation } from '../../upstream/resources/operations.ts';
import type { Intent, IntentChange } from '../intent.ts';
import { bearsMarker } from '../marker.ts';
import type { IntentStore } from '../store/store.ts';
import { timeOf } from './rows.ts';

/** What the rows that we booked have shown of a server. */
export interface Known {
  /** Server's clock minus ours. */
  readonly skewMs: number;
  /** When the row was sent, in milliseconds of our clock: later than that its clock was not seen. */
  readonly measuredAt: number;
  /** Reasons come back as they were sent. */
  readonly verbatim: boolean;
  /** Who we are there. */
  readonly login: string | null;
}

/** Yes, no, or not seen yet. */
export type Verbatim = boolean | null;

/** What is known of each tenant's server. It outlives the process in the log; here it is kept for use without waiting. */
export interface Knowledge {
  /** Null before the first booking of ours. */
  of(tenant: Tenant): Promise<Known | null>;
  verbatim(tenant: Tenant): Promise<Verbatim>;
  /** Measures a booked row; what it gives is for the intent's own row in the log. */
  learn(tenant: Tenant, intent: Intent, operation: Operation, until: number): IntentChange;
  /** Slugs of the tenants seen to change reasons. */
  notVerbatim(): string[];
}

/** Other replicas learn too, and write what they learn into the log. */
const FRESH_MS = 60_000;

interface Kept {
  readonly known: Known;
  readonly at: number;
  /** The configuration may name another zone by now. */
  readonly zone: Zone;
}

export function createKnowledge(store: IntentStore, clock: Clock): Knowledge {
  const kept = new Map<string, Kept>();
  const keptOf = ({ slug, zone }: Tenant): Kept | undefined => {
    const found = kept.get(slug);
    return found?.zone === zone ? found : undefined;
  };

  const of = async (tenant: Tenant): Promise<Known | null> => {
    const before = keptOf(tenant);
    const now = clock.now();
    if (before && Math.abs(now - before.at) < FRESH_MS) return before.known;
    const row = await store.lastMeasured(tenant.slug, now);
    const learnt = keptOf(tenant);
    if (learnt && learnt !== before) return learnt.known;
    // "Nothing yet" is not kept.
    if (row === null) return before?.known ?? null;
    const known = knownFrom(tenant.zone, row);
    kept.set(tenant.slug, { known, at: now, zone: tenant.zone });
    return known;
  };

  return {
    of,
    async verbatim(tenant) {
      const { reasonVerbatim } = tenant.valueMoves;
      return reasonVerbatim === 'auto' ? ((await of(tenant))?.verbatim ?? null) : reasonVerbatim;
    },
    learn(tenant, intent, operation, until) {
      const verbatim = bearsMarker(operation.reason, intent.marker);
      const skewMs = skewOf(tenant.zone, operation, intent.submittedAt, until);
      if (skewMs === null) return { verbatim };
      const known = { skewMs, measuredAt: intent.submittedAt, verbatim, login: loginOf(operation) };
      const before = keptOf(tenant);
      // What was sent earlier and is found only now says less of its clock than what is known.
      if (!before || before.known.measuredAt <= known.measuredAt)
        kept.set(tenant.slug, { known, at: clock.now(), zone: tenant.zone });
      return { skewMs, verbatim };
    },
    notVerbatim: () => [...kept].filter(([, { known }]) => !known.verbatim).map(([slug]) => slug),
  };
}

/** Zero where it was booked between these two, by the server's clock and in this zone. Null where its time cannot be read. */
function skewOf(zone: Zone, operation: Operation, since: number, until: number): number | null {
  const at = timeOf(operation, zone);
  if (at === null) return null;
  return at < since ? at - since : at > until ? at - until : 0;
}

function loginOf({ userLogin }: Operation): string | null {
  return typeof userLogin === 'string' ? userLogin : null;
}

function knownFrom(zone: Zone, { skewMs, submittedAt, settledAt, verbatim, result }: Intent): Known {
  const operation = result?.type === 'OPERATION' ? result.operation : null;
  const measured = operation && skewOf(zone, operation, submittedAt, settledAt ?? submittedAt);
  return {
    skewMs: measured ?? skewMs ?? 0,
    measuredAt: submittedAt,
    verbatim: verbatim ?? false,
    login: operation && loginOf(operation),
  };
}

/** So far clocks may lie apart and still count as agreeing. */
export const CLOCKS_AGREE_MS = 5 * 60_000;
/**
 * SEEN: rows that we booked bore our time. HINTED: none was booked yet, but the Date header bears it. Else the skew, null
 * where nothing was measured. A Date header that says otherwise now outweighs whatever was measured: one of the two clocks was
 * set since, the server's or ours.
 */
export type ClockAgreement =
  | { readonly agrees: 'SEEN' | 'HINTED'; readonly isHinted: boolean }
  | { readonly agrees: null; readonly skewMs: number | null };

export function clockAgreement(known: Known | null, dateSkewMs: number | null): ClockAgreement {
  const isHinted = dateSkewMs !== null;
  if (dateSkewMs !== null && Math.abs(dateSkewMs) > CLOCKS_AGREE_MS) return { agrees: null, skewMs: dateSkewMs };
  if (known === null) return isHinted ? { agrees: 'HINTED', isHinted } : { agrees: null, skewMs: null };
  if (Math.abs(known.skewMs) > CLOCKS_AGREE_MS) return { agrees: null, skewMs: known.skewMs };
  return { agrees: 'SEEN', isHinted };
}

/**
 * Whether a read may be bounded by the server's times: a row of ours bore our time, and the Date header bears it now or, where
 * there is none, a row that was booked after this move was sent.
 */
export function isTimed(agreement: ClockAgreement, known: Known | null, submittedAt: number): boolean {
  if (agreement.agrees !== 'SEEN') return false;
  return agreement.isHinted || (known !== null && known.measuredAt >= submittedAt);
}
