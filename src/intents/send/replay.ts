import { sleep } from '../../lib/clock.ts';
import { expiryOf, type Intent, type IntentState } from '../intent.ts';
import type { MoveOutcome, MoveRequest } from '../move.ts';
import { outcomeOf } from '../outcome.ts';
import { ignoreUpstream } from '../read-back/newest-of-card.ts';
import type { ServerIdentity } from '../read-back/server-identity.ts';
import type { Reconciler } from '../reconcile/reconciler.ts';
import type { Telling } from '../reconcile/telling.ts';
import type { Services } from '../services.ts';
import { IntentStoreError } from '../store/store-error.ts';
import { formerFingerprintOf } from './fingerprint.ts';
import type { Recorder } from './record.ts';

/** Longest lookup for a client that asks again. */
const LOOKUP_MS = 2000;
/** Pause between two reads of a row that another process is sending. */
const POLL_MS = 100;

const UNSENT: ReadonlySet<IntentState> = new Set(['INTENT', 'SENDING', 'WAITING']);

/** Answers from rows of the store. */
export interface Replay {
  /** The outcome of a used key. Null where nothing of it went out: it may be sent. */
  replay(stored: Intent, request: MoveRequest, fingerprint: string): Promise<MoveOutcome | null>;
  /** Whether the store says what becomes of this content: the key was used, or turned away with it. */
  isTold(request: MoveRequest, fingerprint: string): Promise<boolean>;
  /**
   * What the store says at the deadline of a call that has put out no byte; null where nothing of the key went out, as far as it says:
   * one that another process is sending may have none out yet.
   */
  late(request: MoveRequest, fingerprint: string): Promise<MoveOutcome | null>;
  /** The outcome of a row, after one lookup by `deadline` where it is unknown. */
  tell(row: Intent, request: MoveRequest, options: { replayed: boolean; deadline: number }): Promise<MoveOutcome>;
}

interface ReplayOptions extends Services {
  readonly reconciler: Reconciler;
  readonly telling: Telling;
  readonly recorder: Recorder;
  readonly servers: ServerIdentity;
}

export function createReplay(options: ReplayOptions): Replay {
  const { store, reconciler, telling, recorder, servers, clock } = options;

  const lookupOnce = async (row: Intent, { upstream }: MoveRequest, deadline: number): Promise<Intent> => {
    if ((row.state !== 'UNKNOWN' && row.state !== 'STUCK') || clock.now() >= deadline) return row;
    return reconciler.inspect(row, { deadline, stats: upstream.context.stats });
  };

  const tell: Replay['tell'] = async (row, request, { replayed, deadline }) => {
    try {
      const now = clock.now();
      const { stats } = request.upstream.context;
      return outcomeOf(await telling(await lookupOnce(row, request, deadline), { deadline, stats }), { replayed, now });
    } catch (error) {
      // What the store cannot keep is no outcome.
      if (error instanceof IntentStoreError) return { state: 'PENDING', submittedAt: row.submittedAt };
      throw error;
    }
  };

  const replay: Replay = {
    tell,
    async isTold({ tenant, principal, key }, fingerprint) {
      const stored = await store.get({ tenant: tenant.slug, principal, key });
      return stored !== null && (stored.state !== 'INTENT' || stored.fingerprint === fingerprint);
    },
    async late(request, fingerprint) {
      const { tenant, principal, key } = request;
      const stored = await store.get({ tenant: tenant.slug, principal, key });
      return stored === null || UNSENT.has(stored.state) ? null : replay.replay(stored, request, fingerprint);
    },
    async replay(stored, request, fingerprint) {
      const { submittedAt } = stored;
      const former = request.reversal ? fingerprint : formerFingerprintOf(request.move);
      const expiredAt = expiryOf(stored, clock.now());
      // A closed key has no content of its own.
      const isSame = stored.state === 'CLOSED' || [fingerprint, former].includes(stored.fingerprint);
      if (expiredAt !== null || !isSame) return { state: 'KEY_REUSED', submittedAt, expiredAt };
      // Null where the server cannot be read now.
      const isElsewhere = await servers.isElsewhere(stored, request).catch(ignoreUpstream);
      if (isElsewhere === null) return { state: 'PENDING', submittedAt };
      if (isElsewhere) return { state: 'KEY_REUSED', submittedAt, expiredAt };
      let row: Intent | null = stored;
      if (row.state === 'SENDING' && recorder.retryNow()) {
        await sleep(clock, POLL_MS);
        row = await store.get(stored);
      }
      // The sender alone knows whether a byte went out. It has ended by the deadline of the row.
      while (row?.state === 'SENDING' && clock.now() < Math.min(request.deadline, row.deadline)) {
        await sleep(clock, POLL_MS);
        row = await store.get(stored);
      }
      if (!row || row.state === 'INTENT') return null;
      const deadline = Math.min(clock.now() + LOOKUP_MS, request.deadline);
      return tell(row, request, { replayed: true, deadline });
    },
  };
  return replay;
}
