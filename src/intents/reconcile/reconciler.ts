import { setMaxListeners } from 'node:events';
import { type Instant, instantOf, monotonic } from '../../lib/clock.ts';
import { SingleFlight } from '../../lib/concurrency/single-flight.ts';
import { waitFor } from '../../lib/concurrency/wait-for.ts';
import type { Tenant } from '../../tenants/registry.ts';
import type { CallStats } from '../../upstream/call-stats.ts';
import type { Upstream } from '../../upstream/client.ts';
import { UpstreamError } from '../../upstream/errors.ts';
import { type Intent, type IntentChange, isFinal, isLive, type LiveIntent, settleEndOf } from '../intent.ts';
import { type Finding, quickFindingOf } from '../read-back/finding.ts';
import { NO_ROWS, type OurRows } from '../read-back/our-rows.ts';
import type { ReadBack } from '../read-back/read-back.ts';
import type { ServerIdentity } from '../read-back/server-identity.ts';
import type { Services } from '../services.ts';
import { IntentStoreError } from '../store/store-error.ts';
import { isTurnedAway } from '../unsent.ts';
import { auditKindOf, decideAnswerAudit } from './answer-audits.ts';
import { auditAt, wakeAt } from './audits.ts';
import { backoff, decide, decideAudit, stuck } from './decide.ts';
import { report } from './report.ts';
import { createSettleTimes, serverTime } from './settle-time.ts';

/** Pause for the rows of a tenant that the configuration no longer has: it may come back. */
const NO_TENANT_MS = 5 * 60_000;
/** Longest lookup of the scheduler over all its pages; each call has its own timeout. */
const LOOKUP_MS = 50_000;
/** Least pause between two lookups of a move that clients ask for; a lookup of a stuck one may be long. */
const LEAST_BETWEEN_MS = 500;
const LEAST_BETWEEN_STUCK_MS = 10_000;
/** After so long past the settle time, and so many failed lookups, a move is STUCK (UNREADABLE). */
const UNREADABLE_MS = 24 * 3_600_000;
const UNREADABLE_LOOKUPS = 10;
/** Failed lookups after which a booked move is not audited. */
const BOOKED_FAILURES = 5;
/** Most lost responses are found within seconds. */
const LATE_MS = 5 * 60_000;

interface ReconcilerOptions extends Services {
  readonly readBack: ReadBack;
  readonly servers: ServerIdentity;
  /** A move has an outcome. */
  readonly onKnown: (row: Intent) => void;
}

/** Decides moves whose response was lost, and audits outcomes that may still turn out otherwise. */
export interface Reconciler {
  /**
   * One lookup under the gateway's own login; records the decision and resolves with the row as it is then. With a `deadline` it
   * is for a client: at most twice a second, and no sooner than the last lookup took. Never sends a move. Rejects with
   * IntentStoreError alone: an unreadable server is read again later.
   */
  inspect(intent: Intent, options?: InspectOptions): Promise<Intent>;
  /** Aborts the lookups under way, without a decision. */
  stop(): void;
}

export interface InspectOptions {
  readonly deadline?: number;
  readonly stats?: CallStats | undefined;
  /** Since when the lookup waits for its turn: what was read meanwhile for another move serves it too. @default now */
  readonly dueSince?: Instant;
  /** Called where the server did not answer in time. */
  readonly onTimeout?: () => void;
}

export function createReconciler(options: ReconcilerOptions): Reconciler {
  const { store, readBack, servers, tenants, clock, logger, failpoint, onKnown } = options;
  const settleTimes = createSettleTimes(clock);
  const inspections = new SingleFlight<string, Intent>();
  /** End and duration of the last lookup of each move. */
  const lastLookups = new Map<string, { readonly at: number; readonly took: number }>();
  const stopping = new AbortController();
  // Every lookup under way listens.
  setMaxListeners(0, stopping.signal);

  const record = async (intent: Intent, change: IntentChange): Promise<Intent> => {
    const isLate = isLateUnknown(intent, clock.now());
    const evidence = { ...(change.evidence ?? intent.evidence), isLate: true };
    // What a client got meanwhile stays.
    const isUntold = isFinal(intent.state) && change.state !== undefined;
    const row = await store.change(intent, [intent.state], isLate ? { ...change, evidence } : change, { isUntold });
    if (row) report(logger, intent, row);
    if (row?.state === 'UNKNOWN' && isLate)
      logger.warn(
        { tenant: row.tenant, marker: row.marker },
        'the outcome of a move is unknown for more than 5 minutes',
      );
    if (row && !isOpen(row)) settleTimes.forget(row);
    if (row && isFinal(row.state) && row.state !== intent.state) onKnown(row);
    await failpoint('after-decision');
    return row ?? (await store.get(intent)) ?? intent;
  };

  const upstreamFor = ({ client }: Tenant, startedAt: number, { deadline, stats }: InspectOptions): Upstream => ({
    client,
    context: { deadline: deadline ?? startedAt + LOOKUP_MS, stats, signal: stopping.signal },
  });

  const lookup = async (
    tenant: Tenant,
    upstream: Upstream,
    intent: LiveIntent,
    { isFull, asOf }: { isFull: boolean; asOf: Instant },
  ): Promise<Finding> => {
    const identity = await servers.compare(tenant, upstream, intent);
    if (identity !== 'SAME') return { type: 'UNCERTAIN', why: identity };
    if (isFull) return readBack.full(tenant, upstream, intent, asOf);
    return quickFindingOf(await readBack.quick(tenant, upstream, intent, asOf));
  };

  const lookupRows = async (tenant: Tenant, upstream: Upstream, intent: LiveIntent): Promise<OurRows> => {
    const identity = await servers.compare(tenant, upstream, intent);
    return identity === 'SAME' ? readBack.quick(tenant, upstream, intent, instantOf(clock)) : NO_ROWS;
  };

  /** Null where the server could not be read, or its response could not be used. */
  const tryRead = async <T>(
    { tenant, marker }: Intent,
    read: () => Promise<T>,
    onTimeout?: () => void,
  ): Promise<T | null> => {
    await failpoint('before-lookup');
    try {
      return await read();
    } catch (error) {
      if (error instanceof IntentStoreError) throw error;
      if (error instanceof UpstreamError) {
        if (error.kind === 'TIMEOUT') onTimeout?.();
      } else if (!stopping.signal.aborted) {
        logger.error({ tenant, marker, error: nameOf(error) }, 'the lookup of a move failed');
      }
      return null;
    } finally {
      await failpoint('after-lookup');
    }
  };

  const runOpen = async (tenant: Tenant, open: LiveIntent, asked: InspectOptions) => {
    settleTimes.see(open);
    const startedAt = clock.now();
    const dueSince = asked.dueSince ?? instantOf(clock);
    const settleMs = tenant.valueMoves.settleSeconds * 1000;
    // Our clock was ahead when the send ended: the settle time begins now.
    const isAhead = (open.settleFrom ?? 0) > startedAt + tenant.valueMoves.groupTimeoutMs;
    const intent = isAhead ? { ...open, settleFrom: startedAt } : open;
    const settleEnd = settleEndOf(intent, settleMs);
    // The earlier one: a clock may have been set back while the lookup waited.
    const since = Math.min(startedAt, dueSince.at);
    const isPast = since >= settleEnd;
    const isFull = isPast || isTurnedAway(open);
    const read = () => lookup(tenant, upstreamFor(tenant, startedAt, asked), intent, { isFull, asOf: dueSince });
    const found = await tryRead(intent, read, asked.onTimeout);
    const isAsked = asked.deadline !== undefined;
    const now = clock.now();
    const begins = isAhead ? { settleFrom: startedAt } : {};
    if (found) {
      const isSettled = isPast && settleTimes.hasPassed(tenant, intent, monotonic(clock) - dueSince.monotonic);
      const times = { startedAt, dueSince: since, now, settleMs, isSettled, serverAt: serverTime(tenant, clock) };
      return record(open, { ...begins, ...decide(intent, found, { ...times, isAsked }) });
    }
    // A client's deadline may be too short for a read that the scheduler's allows.
    if (isAsked || stopping.signal.aborted) return open;
    return record(open, { ...begins, ...unreadable(intent, settleEnd, now) });
  };

  const runAudit = async (tenant: Tenant, intent: LiveIntent, asked: InspectOptions) => {
    const now = clock.now();
    const { state, evidence, settledAt } = intent;
    const kind = auditKindOf(intent);
    const at = auditAt(kind, settledAt ?? now, evidence.audits);
    const isAsked = asked.deadline !== undefined;
    if (!isAsked && (at === null || at > now)) return record(intent, { nextAt: wakeAt(at, now) });
    const upstream = upstreamFor(tenant, now, asked);
    const change = async (): Promise<IntentChange> => {
      if (state === 'SUCCEEDED')
        return decideAnswerAudit(intent, await lookupRows(tenant, upstream, intent), clock.now());
      // Refusals are many: the last audit alone reads everything.
      const isFull = state !== 'REJECTED' || auditAt(kind, settledAt ?? now, evidence.audits + 1) === null;
      const found = await lookup(tenant, upstream, intent, { isFull, asOf: instantOf(clock) });
      return decideAudit(intent, found, { now: clock.now(), isAsked });
    };
    const decided = await tryRead(intent, change, asked.onTimeout);
    if (decided) return record(intent, decided);
    if (isAsked || stopping.signal.aborted) return intent;
    const failures = evidence.failures + 1;
    const isLast = state === 'SUCCEEDED' && failures >= BOOKED_FAILURES;
    return record(intent, { evidence: { ...evidence, failures }, nextAt: isLast ? null : now + backoff(failures) });
  };

  const run = async (intent: Intent, inspectOptions: InspectOptions): Promise<Intent> => {
    const tenant = tenants.get(intent.tenant);
    if (!tenant || !isLive(intent)) return record(intent, { nextAt: clock.now() + NO_TENANT_MS });
    // Nothing was sent, and only a person can tell whether the orphan is this move.
    if (intent.state === 'STUCK' && intent.evidence.why === 'ORPHAN') return intent;
    return isOpen(intent) ? runOpen(tenant, intent, inspectOptions) : runAudit(tenant, intent, inspectOptions);
  };

  /** Whether a client gets the stored state, to spare the server a lookup. */
  const isTooSoon = (intent: Intent, name: string): boolean => {
    const last = lastLookups.get(name);
    if (!last) return false;
    const since = clock.now() - last.at;
    const least = intent.state === 'STUCK' ? LEAST_BETWEEN_STUCK_MS : LEAST_BETWEEN_MS;
    // Below zero our own clock was set back.
    return since >= 0 && since < Math.max(least, last.took);
  };

  return {
    async inspect(intent, inspectOptions = {}) {
      const name = `${intent.tenant} ${intent.marker}`;
      const { deadline } = inspectOptions;
      const inspection = inspections.do(name, async () => {
        if (deadline !== undefined && isTooSoon(intent, name)) return (await store.get(intent)) ?? intent;
        const startedAt = clock.now();
        try {
          return await run(intent, inspectOptions);
        } finally {
          if (lastLookups.size >= 10_000) lastLookups.clear();
          lastLookups.set(name, { at: clock.now(), took: clock.now() - startedAt });
        }
      });
      // The scheduler's own may be under way, and take longer than a client waits.
      return waitFor(inspection, clock, { deadline }, async () => (await store.get(intent)) ?? intent);
    },
    stop: () => stopping.abort(),
  };
}

function isOpen(intent: Intent): boolean {
  return intent.state === 'UNKNOWN' || intent.state === 'STUCK' || isTurnedAway(intent);
}

/** Whether operators are to be warned of it now; they are once for each move. */
function isLateUnknown({ state, submittedAt, evidence }: Intent, now: number): boolean {
  return state === 'UNKNOWN' && evidence.isLate !== true && now - submittedAt > LATE_MS;
}

/** The change after a failed lookup: the next one, or STUCK where the server could not be read for a day. */
function unreadable(intent: Intent, settleEnd: number, now: number): IntentChange {
  const failures = intent.evidence.failures + 1;
  const evidence = { ...intent.evidence, failures };
  if (intent.state !== 'UNKNOWN' || now < settleEnd + UNREADABLE_MS || failures < UNREADABLE_LOOKUPS)
    return { evidence, nextAt: now + backoff(failures) };
  return stuck(intent, { ...evidence, why: 'UNREADABLE' }, { now, isAsked: false });
}

/** The name alone: a message may quote the server's response. */
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
