import type { Clock } from '../lib/clock.ts';
import type { Tenant } from '../tenants/registry.ts';
import type { Operation } from '../upstream/resources/operations.ts';
import type { Intent, IntentChange } from './intent.ts';
import { bearsMarker } from './marker.ts';
import type { IntentStore } from './store.ts';

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

export function createKnowledge(store: IntentStore, clock: Clock): Knowledge {
  const kept = new Map<string, { readonly known: Known; readonly at: number }>();

  const of = async ({ slug }: Tenant): Promise<Known | null> => {
    const before = kept.get(slug);
    const now = clock.now();
    if (before && now - before.at < FRESH_MS) return before.known;
    const row = await store.lastMeasured(slug);
    const learnt = kept.get(slug);
    if (learnt && learnt !== before) return learnt.known;
    // "Nothing yet" is not kept.
    if (row === null) return before?.known ?? null;
    const known = knownFrom(row);
    kept.set(slug, { known, at: now });
    return known;
  };

  return {
    of,
    async verbatim(tenant) {
      const { reasonVerbatim } = tenant.valueMoves;
      return reasonVerbatim === 'auto' ? ((await of(tenant))?.verbatim ?? null) : reasonVerbatim;
    },
    learn(tenant, intent, operation, until) {
      const at = tenant.zone.toInstant(operation.createdAt);
      const verbatim = bearsMarker(operation.reason, intent.marker);
      if (at === null) return { verbatim };
      const skewMs = at < intent.submittedAt ? at - intent.submittedAt : at > until ? at - until : 0;
      const known = { skewMs, measuredAt: intent.submittedAt, verbatim, login: operation.userLogin ?? null };
      kept.set(tenant.slug, { known, at: clock.now() });
      return { skewMs, verbatim };
    },
    notVerbatim: () => [...kept].filter(([, { known }]) => !known.verbatim).map(([slug]) => slug),
  };
}

function knownFrom({ skewMs, submittedAt, verbatim, result }: Intent): Known {
  return {
    skewMs: skewMs ?? 0,
    measuredAt: submittedAt,
    verbatim: verbatim ?? false,
    login: result?.type === 'OPERATION' ? (result.operation.userLogin ?? null) : null,
  };
}

/** So far clocks may lie apart and still count as agreeing. */
export const CLOCKS_AGREE_MS = 5 * 60_000;
const STALE_MS = 24 * 3_600_000;

/**
 * SEEN: rows that we booked bore our time. HINTED: none was booked yet, but the Date header bears it. Else the skew, null
 * where nothing was measured. An old measurement is not believed against a Date header that says otherwise.
 */
export type ClockAgreement =
  | { readonly agrees: 'SEEN' | 'HINTED'; readonly hint: 'AGREES' | 'DISAGREES' | null }
  | { readonly agrees: null; readonly skewMs: number | null };

export function clockAgreement(known: Known | null, dateSkewMs: number | null, now: number): ClockAgreement {
  const hint = dateSkewMs === null ? null : Math.abs(dateSkewMs) <= CLOCKS_AGREE_MS ? 'AGREES' : 'DISAGREES';
  if (known === null) return hint === 'AGREES' ? { agrees: 'HINTED', hint } : { agrees: null, skewMs: dateSkewMs };
  if (Math.abs(known.skewMs) > CLOCKS_AGREE_MS) return { agrees: null, skewMs: known.skewMs };
  if (now - known.measuredAt > STALE_MS && hint === 'DISAGREES') return { agrees: null, skewMs: dateSkewMs };
  return { agrees: 'SEEN', hint };
}

/**
 * Whether a read may be bounded by the server's times: a row of ours bore our time, and the Date header bears it now or, where
 * there is none, a row that was booked after this move was sent.
 */
export function isTimed(agreement: ClockAgreement, known: Known | null, submittedAt: number): boolean {
  if (agreement.agrees !== 'SEEN') return false;
  return agreement.hint === 'AGREES' || (agreement.hint === null && known !== null && known.measuredAt >= submittedAt);
}
