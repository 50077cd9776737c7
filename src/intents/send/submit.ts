import { sleep } from '../../lib/clock.ts';
import { waitFor } from '../../lib/concurrency/wait-for.ts';
import type { Intent } from '../intent.ts';
import { endsLikeMarker, MAX_REASON } from '../marker.ts';
import { isGroupMove, type MoveOutcome, type MoveRequest } from '../move.ts';
import { asReplay } from '../outcome.ts';
import type { Services } from '../services.ts';
import { type Begin, cardBusy } from './begin.ts';
import type { Deliver } from './deliver.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { Replay } from './replay.ts';

/** Longest wait for a call with the same key of which bytes are out. */
const SAME_KEY_MS = 2000;
/** Longest wait of a client for a group move; the send goes on. */
const GROUP_MS = 10_000;

/** The call of a key that is under way in this process. Others with the same key wait for it. */
interface RunningMove {
  readonly fingerprint: string;
  readonly since: number;
  readonly outcome: Promise<MoveOutcome>;
  /** Resolves when the call has ended. */
  readonly ended: Promise<'ENDED'>;
  /** Resolves with the first byte. */
  readonly sent: Promise<'SENT'>;
  isSent: boolean;
}

interface SubmitterOptions extends Services {
  readonly begin: Begin;
  readonly deliver: Deliver;
  readonly replay: Replay;
  readonly onUnknown: (intent: Intent) => void;
  readonly onBooked: (intent: Intent) => void;
}

export interface Submitter {
  /** See `Intents.move`. */
  submit(request: MoveRequest): Promise<MoveOutcome>;
  /** Resolves when no move is under way, or after `maxMs`. A send still under way is UNKNOWN to the next process. */
  idle(maxMs: number): Promise<void>;
}

export function createSubmitter(options: SubmitterOptions): Submitter {
  const { begin, deliver, replay, clock, onUnknown, onBooked } = options;
  const running = new Map<string, RunningMove>();

  const run = async (request: MoveRequest, fingerprint: string, onSent: () => void): Promise<MoveOutcome> => {
    for (;;) {
      const right = await begin(request, fingerprint);
      if (right.type === 'too much') return { state: 'TOO_MUCH' };
      if (right.type === 'used') {
        const outcome = await replay.replay(right.intent, request, fingerprint);
        if (outcome) return outcome;
        continue;
      }
      let row: Intent | null = null;
      try {
        row = await deliver(request, right.intent, onSent);
      } finally {
        await right.release(row);
      }
      if (row === null) return { state: 'PENDING', submittedAt: right.intent.submittedAt };
      if (row.state === 'UNKNOWN') onUnknown(row);
      if (row.state === 'SUCCEEDED') onBooked(row);
      // One lookup within the deadline decides most lost answers before the client gets one. A group's takes longer.
      const deadline = isGroupMove(request.move) ? 0 : request.deadline;
      return replay.tell(row, request, { replayed: false, deadline });
    }
  };

  const start = (name: string, request: MoveRequest, fingerprint: string): RunningMove => {
    let onSent = () => {};
    const sent = new Promise<'SENT'>((resolve) => {
      onSent = () => resolve('SENT');
    });
    const outcome = run(request, fingerprint, () => onSent()).finally(() => running.delete(name));
    const end = () => 'ENDED' as const;
    const own: RunningMove = {
      fingerprint,
      since: clock.now(),
      outcome,
      ended: outcome.then(end, end),
      sent,
      isSent: false,
    };
    void sent.then(() => {
      own.isSent = true;
    });
    running.set(name, own);
    return own;
  };

  /** ENDED, SENT, or LATE at the deadline; SENT only where it has not ended yet. */
  const ahead = ({ ended, sent }: RunningMove, deadline: number) =>
    waitFor(Promise.race([ended, sent]), clock, { deadline }, () => 'LATE' as const);

  /** PENDING where a byte of this call is out; else what an earlier one has left. Else nothing was sent yet: OVERLOADED. */
  const late = async (move: RunningMove, request: MoveRequest, fingerprint: string): Promise<MoveOutcome> => {
    const isSent = move.isSent && move.fingerprint === fingerprint;
    const outcome = isSent ? null : await replay.late(request, fingerprint);
    if (!isSent && outcome === null) throw cardBusy();
    return outcome ?? { state: 'PENDING', submittedAt: move.since };
  };

  /** The outcome of a call that runs, or what can be said after so long. */
  const outcomeWithin = async (move: RunningMove, request: MoveRequest, deadline: number): Promise<MoveOutcome> =>
    waitFor(move.outcome, clock, { deadline }, () => late(move, request, move.fingerprint));

  return {
    async submit(request) {
      const { tenant, principal, key, move, deadline, reversal } = request;
      if (move.reason === '' || move.reason.length > MAX_REASON || endsLikeMarker(move.reason))
        throw new RangeError(`a reason has 1 to ${MAX_REASON} characters and does not end like a marker`);
      if (!(move.amount > 0)) throw new RangeError('an amount to be moved is above zero');
      const name = JSON.stringify([tenant.slug, principal, key]);
      const fingerprint = reversal?.fingerprint ?? fingerprintOf(move);
      const calledAt = clock.now();
      for (;;) {
        const first = running.get(name);
        if (!first) {
          const own = start(name, request, fingerprint);
          return isGroupMove(move) ? outcomeWithin(own, request, Math.min(calledAt + GROUP_MS, deadline)) : own.outcome;
        }
        const seen = await ahead(first, deadline);
        if (seen === 'LATE') return asReplay(await late(first, request, fingerprint));
        if (first.fingerprint === fingerprint)
          return asReplay(await outcomeWithin(first, request, Math.min(calledAt + SAME_KEY_MS, deadline)));
        if (seen === 'SENT' || !(await replay.isTold(request, fingerprint)))
          return { state: 'KEY_REUSED', submittedAt: first.since, expiredAt: null };
      }
    },
    async idle(maxMs) {
      const over = sleep(clock, maxMs).then(() => true);
      const ended = () => Promise.all([...running.values()].map((move) => move.ended)).then(() => false);
      while (running.size > 0 && !(await Promise.race([over, ended()])));
    },
  };
}
