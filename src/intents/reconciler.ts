import type { Clock } from '../lib/clock.ts';
import { SingleFlight } from '../lib/single-flight.ts';
import type { Tenant } from '../tenants/registry.ts';
import type { CallLog } from '../upstream/call-log.ts';
import type { Upstream } from '../upstream/client.ts';
import { UpstreamError } from '../upstream/errors.ts';
import type { AtFailpoint } from './failpoint.ts';
import type { Intent, IntentChange } from './intent.ts';
import type { IntentsLog } from './intents-log.ts';
import type { Knowledge } from './knowledge.ts';
import type { KnownIntent, Look, Looks } from './looks.ts';
import type { IntentStore } from './store.ts';
import { auditOf, backoff, settleEndOf, verdictOf } from './verdict.ts';

/** A tenant that the configuration no longer has may come back. */
const NO_TENANT_MS = 5 * 60_000;
/** Within this a look of our own reads all its pages, however many; each has the time of any call. */
const LOOK_MS = 50_000;
/** A client that asks again and again does not make us ask more often than this; what is stuck may take a long read. */
const LEAST_BETWEEN_MS = 500;
const LEAST_BETWEEN_STUCK_MS = 10_000;

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
   * Looks once (with a `deadline`, for a client that asks, at most twice a second), under the gateway's own login, and records what that shows; gives the row as it is then. Never sends a move, and
   * rejects only with IntentLogError: a server that cannot be read is asked again later.
   */
  inspect(
    intent: Intent,
    options?: { readonly deadline?: number; readonly log?: CallLog | undefined },
  ): Promise<Intent>;
}

export function createReconciler(options: ReconcilerOptions): Reconciler {
  const { store, knowledge, looks, tenants, clock, log, failpoint } = options;
  const flights = new SingleFlight<string, Intent>();
  const looked = new Map<string, number>();

  const record = async (intent: Intent, change: IntentChange): Promise<Intent> => {
    const row = await store.change(intent, [intent.state], change);
    if (row) report(log, intent, row);
    await failpoint('after-verdict');
    return row ?? (await store.get(intent)) ?? intent;
  };

  /** Null where the server could not be read. */
  const tryLook = async (tenant: Tenant, upstream: Upstream, intent: KnownIntent, isFull: boolean) => {
    await failpoint('before-look');
    try {
      return await looks[isFull ? 'full' : 'quick'](tenant, upstream, intent);
    } catch (error) {
      if (error instanceof UpstreamError) return null;
      throw error;
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
    if (result?.type !== 'OPERATION') return verdict;
    return { ...verdict, ...knowledge.learn(tenant, intent, result.operation, now) };
  };

  const run = async (intent: Intent, deadline: number | undefined, calls: CallLog | undefined): Promise<Intent> => {
    const tenant = tenants.get(intent.tenant);
    const startedAt = clock.now();
    if (!tenant || !isKnown(intent)) return record(intent, { nextAt: startedAt + NO_TENANT_MS });
    const settleEnd = settleEndOf(intent, tenant.valueMoves.settleSeconds * 1000);
    const isFull = intent.state !== 'NOT_APPLIED' && startedAt >= settleEnd;
    const context = { deadline: deadline ?? startedAt + LOOK_MS, log: calls };
    const look = await tryLook(tenant, { client: tenant.client, context }, intent, isFull);
    await failpoint('after-look');
    const isAsked = deadline !== undefined;
    if (look) return record(intent, change(tenant, intent, look, { startedAt, isAsked }));
    // A client's patience may be too short for a read that ours is long enough for.
    if (isAsked) return intent;
    const failures = intent.evidence.failures + 1;
    return record(intent, { evidence: { ...intent.evidence, failures }, nextAt: clock.now() + backoff(failures) });
  };

  return {
    inspect(intent, { deadline, log: calls } = {}) {
      const name = `${intent.tenant} ${intent.marker}`;
      return flights.do(name, async () => {
        const now = clock.now();
        const last = looked.get(name);
        const least = intent.state === 'STUCK' ? LEAST_BETWEEN_STUCK_MS : LEAST_BETWEEN_MS;
        if (deadline !== undefined && last !== undefined && now - last < least)
          return (await store.get(intent)) ?? intent;
        if (looked.size >= 10_000) looked.clear();
        looked.set(name, now);
        return run(intent, deadline, calls);
      });
    },
  };
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
