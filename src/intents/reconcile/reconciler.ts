import { setMaxListeners } from 'node:events';
import type { Clock } from '../../lib/clock.ts';
import { SingleFlight } from '../../lib/single-flight.ts';
import type { Tenant } from '../../tenants/registry.ts';
import type { CallStats } from '../../upstream/call-stats.ts';
import type { Upstream } from '../../upstream/client.ts';
import { UpstreamError } from '../../upstream/errors.ts';
import type { AtFailpoint } from '../failpoint.ts';
import { type Intent, type IntentChange, settleEndOf } from '../intent.ts';
import type { IntentsLog } from '../logger.ts';
import { bearsMarker } from '../marker.ts';
import type { IntentStore } from '../store/store.ts';
import { IntentLogError } from '../store/store-error.ts';
import { auditOf, backoff, stuck, verdictOf } from './decide.ts';
import type { KnownIntent, Look, Looks } from './lookup.ts';
import type { Knowledge } from './server-profile.ts';

/** A tenant that the configuration no longer has may come back. */
const NO_TENANT_MS = 5 * 60_000;
/** Within this a look of our own reads all its pages, however many; each has the time of any call. */
const LOOK_MS = 50_000;
/** A client that asks again and again does not make us ask more often than this; what is stuck may take a long read. */
const LEAST_BETWEEN_MS = 500;
const LEAST_BETWEEN_STUCK_MS = 10_000;
/** So long after the settle time, and so many looks that failed. */
const UNREADABLE_MS = 24 * 3_600_000;
const UNREADABLE_LOOKS = 10;

/** The tenants in force; they may change while this runs. */
export interface TenantLookup {
  get(slug: string): Tenant | undefined;
}

export interface ReconcilerOptions {
  readonly store: IntentStore;
  readonly knowledge: Knowledge;
  readonly looks: Looks;
  readonly tenants: TenantLookup;
  readonly clock: Clock;
  readonly log: IntentsLog;
  readonly failpoint: AtFailpoint;
}

/** Finds out what became of moves whose answer was lost, and looks again at what was told to be not booked. */
export interface Reconciler {
  /**
   * Looks once, under the gateway's own login, and records what that shows; gives the row as it is then. With a `deadline` for a
   * client that asks: at most twice a second, and no longer than the last look took. Never sends a move, and rejects only with
   * IntentLogError: a server that cannot be read is asked again later.
   */
  inspect(intent: Intent, options?: Asked): Promise<Intent>;
  /**
   * Looks for a move that the server turned away, before it is sent again: UNKNOWN where it is there all the same, else unused.
   * Rejects with UpstreamError, nothing sent, where the server cannot be read.
   */
  recheck(intent: Intent, tenant: Tenant, asked: Required<Pick<Asked, 'deadline'>> & Asked): Promise<Intent>;
  /** Ends the looks that are under way, without a verdict. */
  stop(): void;
}

export interface Asked {
  readonly deadline?: number;
  readonly stats?: CallStats | undefined;
}

export function createReconciler(options: ReconcilerOptions): Reconciler {
  const { store, knowledge, looks, tenants, clock, log, failpoint } = options;
  const flights = new SingleFlight<string, Intent>();
  /** When the last look at a move ended, and how long it took. */
  const looked = new Map<string, { readonly at: number; readonly took: number }>();
  const stopping = new AbortController();
  // Every look under way listens.
  setMaxListeners(0, stopping.signal);

  const record = async (intent: Intent, change: IntentChange): Promise<Intent> => {
    const row = await store.change(intent, [intent.state], change);
    if (row) report(log, intent, row);
    await failpoint('after-verdict');
    return row ?? (await store.get(intent)) ?? intent;
  };

  /** Null where the server could not be read, or gave what cannot be worked with. */
  const tryLook = async (tenant: Tenant, upstream: Upstream, intent: KnownIntent, isFull: boolean) => {
    await failpoint('before-look');
    try {
      return await looks[isFull ? 'full' : 'quick'](tenant, upstream, intent);
    } catch (error) {
      if (error instanceof IntentLogError) throw error;
      if (!(error instanceof UpstreamError) && !stopping.signal.aborted)
        log.error({ tenant: intent.tenant, marker: intent.marker, error: nameOf(error) }, 'a look at a move failed');
      return null;
    }
  };

  const change = (
    tenant: Tenant,
    intent: KnownIntent,
    look: Look,
    { startedAt, isAsked }: { startedAt: number; isAsked: boolean },
  ): IntentChange => {
    const now = clock.now();
    if (intent.state === 'NOT_APPLIED') return auditOf(intent, look.type === 'FOUND' ? look.rows : null, now);
    const settleMs = tenant.valueMoves.settleSeconds * 1000;
    const verdict = verdictOf(intent, look, { startedAt, now, settleMs, isAsked });
    const { result } = verdict;
    // A row that was taken for ours by its looks measures nothing.
    if (result?.type !== 'OPERATION' || !bearsMarker(result.operation.reason, intent.marker)) return verdict;
    // Booked before the settle time was over, whenever it is found.
    const until = Math.min(now, settleEndOf(intent, settleMs));
    return { ...verdict, ...knowledge.learn(tenant, intent, result.operation, until) };
  };

  const run = async (intent: Intent, { deadline, stats }: Asked): Promise<Intent> => {
    const tenant = tenants.get(intent.tenant);
    const startedAt = clock.now();
    if (!tenant || !isKnown(intent)) return record(intent, { nextAt: startedAt + NO_TENANT_MS });
    const settleEnd = settleEndOf(intent, tenant.valueMoves.settleSeconds * 1000);
    const isFull = intent.state !== 'NOT_APPLIED' && startedAt >= settleEnd;
    const context = { deadline: deadline ?? startedAt + LOOK_MS, stats, signal: stopping.signal };
    const look = await tryLook(tenant, { client: tenant.client, context }, intent, isFull);
    await failpoint('after-look');
    const isAsked = deadline !== undefined;
    if (look) return record(intent, change(tenant, intent, look, { startedAt, isAsked }));
    // A client's patience may be too short for a read that ours is long enough for.
    if (isAsked || stopping.signal.aborted) return intent;
    return record(intent, unread(intent, settleEnd, clock.now()));
  };

  /** Whether a client has to be content with what is known, for the server's sake. */
  const isTooSoon = (intent: Intent, name: string): boolean => {
    const last = looked.get(name);
    if (!last) return false;
    const since = clock.now() - last.at;
    const least = intent.state === 'STUCK' ? LEAST_BETWEEN_STUCK_MS : LEAST_BETWEEN_MS;
    // Below zero our own clock was set back.
    return since >= 0 && since < Math.max(least, last.took);
  };

  return {
    inspect(intent, asked = {}) {
      const name = `${intent.tenant} ${intent.marker}`;
      return flights.do(name, async () => {
        if (asked.deadline !== undefined && isTooSoon(intent, name)) return (await store.get(intent)) ?? intent;
        const startedAt = clock.now();
        try {
          return await run(intent, asked);
        } finally {
          if (looked.size >= 10_000) looked.clear();
          looked.set(name, { at: clock.now(), took: clock.now() - startedAt });
        }
      });
    },
    async recheck(intent, tenant, { deadline, stats }) {
      if (!isKnown(intent)) return intent;
      const context = { deadline, stats, signal: stopping.signal };
      const look = await tryLook(tenant, { client: tenant.client, context }, intent, false);
      if (!look) throw new UpstreamError({ kind: 'UNAVAILABLE', sent: 'NOT_SENT', reason: 'NOT_LOOKED_UP' });
      const now = clock.now();
      return record(
        intent,
        look.type === 'FOUND' ? { state: 'UNKNOWN', settleFrom: now, nextAt: now } : { settleFrom: null },
      );
    },
    stop: () => stopping.abort(),
  };
}

/** A server that cannot be read is asked again; one that has not let itself be read for a day is for people. */
function unread(intent: Intent, settleEnd: number, now: number): IntentChange {
  const failures = intent.evidence.failures + 1;
  const evidence = { ...intent.evidence, failures };
  if (intent.state !== 'UNKNOWN' || now < settleEnd + UNREADABLE_MS || failures < UNREADABLE_LOOKS)
    return { evidence, nextAt: now + backoff(failures) };
  return stuck(intent, { ...evidence, why: 'UNREADABLE', skewMs: null }, { now, isAsked: false });
}

/** An error may quote what a server sent. */
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

function isKnown(intent: Intent): intent is KnownIntent {
  return intent.move !== null;
}

/** What people must hear of. Reasons and amounts stay in the log. */
function report(log: IntentsLog, before: Intent, { tenant, marker, state, alarm, evidence }: Intent): void {
  const facts = { tenant, marker, state };
  if (alarm !== null && alarm !== before.alarm)
    log.error({ ...facts, alarm }, 'a move was booked against what was told');
  else if (state === 'STUCK' && before.state !== 'STUCK')
    log.error({ ...facts, why: evidence.why, skewMs: evidence.skewMs }, 'what became of a move cannot be known');
  else if (state !== before.state) log.info(facts, 'the outcome of a move is known');
}
