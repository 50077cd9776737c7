import { isDeepStrictEqual } from 'node:util';
import { endpoints } from '../../contract/endpoints.ts';
import type { OperationId } from '../../contract/schemas.ts';
import type { Clock } from '../../lib/clock.ts';
import type { UpstreamStatus } from '../../upstream/client.ts';
import type { UpstreamError } from '../../upstream/errors.ts';
import type { CallOutcome } from '../../upstream/observe-calls.ts';
import { reasonOf } from './reason-of.ts';
import { sourceOf, TROUBLES, type TroubleReason } from './reasons.ts';

/** The part of a logger that this folder uses; pino's fits. */
export interface TroubleLogger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/** Something that keeps a tenant from being served well. Holds no value, address or login. */
export interface Trouble {
  readonly reason: TroubleReason;
  /** Milliseconds of the clock. */
  readonly since: number;
  /** Of the first failing call, where there was one; the HTTP status where the server gave one. */
  readonly operation?: OperationId | undefined;
  readonly status?: number | undefined;
  /** Of SERVER_CHANGED: the hash of what the document says now. */
  readonly document?: string | undefined;
  /** Of ANSWERS_DISAGREE: the features of `conform` that are suspect. */
  readonly features?: readonly string[] | undefined;
}

/** What is known of a state. */
type Details = Pick<Trouble, 'document' | 'features'>;

/** The same reason is logged again after so long, so that a server that comes and goes fills no log. */
const QUIET_MS = 60_000;
/** A failed operation that nobody asks for again is forgotten after so long, where other calls succeed. */
const STALE_MS = 15 * 60_000;
/** Between two checks of the server's clock. */
const CLOCK_CHECK_MS = 60_000;
/** Clocks that differ by more are a trouble, until they differ by less than the second. */
const SKEW_MS = 60_000;
const SKEW_END_MS = 50_000;
/** Value moves under way with a token that the server refuses have ended by then; the next ones bear a new token. */
const OLD_TOKEN_MS = 5000;

interface Failing {
  readonly reason: TroubleReason;
  readonly operation: OperationId;
  readonly status: number | undefined;
  /** Of the last failure. */
  at: number;
  /** From then on one more is a trouble. */
  readonly sureAt: number;
}

interface Active extends Trouble {
  isTold: boolean;
}

/**
 * The troubles of one tenant, as its calls show them: one line in the log when a trouble begins, one when it ends. A success of a
 * healthy tenant costs two comparisons.
 */
export class TenantTroubles {
  readonly #failing = new Map<OperationId, Failing>();
  readonly #active = new Map<TroubleReason, Active>();
  readonly #toldAt = new Map<TroubleReason, number>();
  #nextClockCheck = Number.NEGATIVE_INFINITY;
  #isClosed = false;
  readonly #slug: string;
  readonly #clock: Clock;
  readonly #logger: TroubleLogger | undefined;

  constructor(slug: string, options: { clock: Clock; logger: TroubleLogger | undefined }) {
    this.#slug = slug;
    this.#clock = options.clock;
    this.#logger = options.logger;
  }

  /** The oldest first. */
  active(): readonly Trouble[] {
    return [...this.#active.values()].map(({ isTold: _, ...trouble }) => trouble).sort((a, b) => a.since - b.since);
  }

  /** Notes how a call ended. `status` is read only where something is or was wrong. */
  observe(outcome: CallOutcome, status: () => UpstreamStatus): void {
    if (this.#isClosed) return;
    const now = this.#clock.now();
    const reason = outcome.error === undefined ? null : reasonOf(outcome.error);
    if (reason === null) {
      // A failure without a reason, such as an abort, proves nothing; a refusal is an answer.
      if (outcome.error !== undefined && !isAnswer(outcome.error)) return;
      if (this.#failing.size === 0 && now < this.#nextClockCheck) return;
      this.#succeeded(outcome, now);
    } else {
      if (!outcome.isOwn && isOfLogin(reason)) return;
      this.#failed(outcome.operation, reason, outcome.error as UpstreamError, now);
    }
    this.#update(status(), now);
  }

  /** Notes a state that no call shows, such as a server's document that has changed. What has other details now is told again. */
  set(reason: TroubleReason, isActive: boolean, details: Details = {}): void {
    if (this.#isClosed) return;
    const known = this.#active.get(reason);
    const now = known && { ...known, ...details };
    if (!isActive) this.#end(reason);
    else if (now?.isTold && !isDeepStrictEqual(now, known)) this.#tell(now);
    else this.#begin({ reason, since: this.#clock.now(), ...details });
  }

  /** Ends all troubles: the tenant is configured no longer. What is noted later is ignored. */
  close(): void {
    for (const reason of this.#active.keys()) this.#end(reason, ', as it was removed');
    this.#isClosed = true;
  }

  #succeeded({ operation, isOwn }: CallOutcome, now: number): void {
    for (const [failed, { reason, at }] of this.#failing) {
      const source = sourceOf(reason);
      const isSame = failed === operation && (isOwn || !isOfLogin(reason));
      const isOver = isSame || source === 'connection' || (source === 'login' && isOwn) || now - at >= STALE_MS;
      if (isOver) this.#failing.delete(failed);
    }
  }

  #failed(operation: OperationId, reason: TroubleReason, { status, sent }: UpstreamError, now: number): void {
    if (reason === 'BREAKER_OPEN') return;
    const isOfOperation = sourceOf(reason) === 'operation';
    // What waited here in vain, as in a full queue, says nothing of why the server is not reached.
    const isUntold = isOfOperation && status === undefined && sent === 'NOT_SENT';
    const known = this.#failing.get(operation);
    if (known?.reason === reason) known.at = now;
    else if (!known || !isUntold || sourceOf(known.reason) === 'operation')
      this.#failing.set(operation, { reason, operation, status, at: now, sureAt: now + oldTokenMs(operation, reason) });
    // What is wrong at another place now: a server that answers 500 is reached.
    if (!isOfOperation || isUntold) return;
    for (const [failed, other] of this.#failing)
      if (sourceOf(other.reason) === 'connection') this.#failing.delete(failed);
  }

  #update(status: UpstreamStatus, now: number): void {
    const present = new Map<TroubleReason, Failing>();
    for (const failing of this.#failing.values())
      if (failing.at >= failing.sureAt && !present.has(failing.reason)) present.set(failing.reason, failing);
    for (const reason of this.#active.keys()) if (isSeenByCalls(reason) && !present.has(reason)) this.#end(reason);
    for (const { reason, operation, status: code } of present.values())
      this.#begin({ reason, since: now, operation, status: code });

    const { breakers, openOperations, clockSkewMs, tokensEndEarly } = status;
    const isOpen = openOperations.length > 0 || Object.values(breakers).some((state) => state !== 'closed');
    this.set('BREAKER_OPEN', isOpen);
    this.set('TOKENS_END_EARLY', tokensEndEarly);
    this.#nextClockCheck = now + CLOCK_CHECK_MS;
    const limit = this.#active.has('CLOCK_SKEW') ? SKEW_END_MS : SKEW_MS;
    if (clockSkewMs !== null) this.set('CLOCK_SKEW', Math.abs(clockSkewMs) > limit);
  }

  #begin(trouble: Trouble): void {
    const { reason } = trouble;
    const active = this.#active.get(reason) ?? { ...trouble, isTold: false };
    this.#active.set(reason, active);
    const quietMs = Math.abs(this.#clock.now() - (this.#toldAt.get(reason) ?? Number.NEGATIVE_INFINITY));
    if (active.isTold || (quietMs < QUIET_MS && !isFoundDaily(reason))) return;
    this.#tell(active);
  }

  #tell(trouble: Trouble): void {
    const { reason } = trouble;
    const active = { ...trouble, isTold: true };
    this.#active.set(reason, active);
    this.#toldAt.set(reason, this.#clock.now());
    // A breaker that opens follows from what was told already.
    const isConsequence = reason === 'BREAKER_OPEN' && [...this.#active.keys()].some(isSeenByCalls);
    const line = `a tenant is in trouble: ${TROUBLES[reason].meaning}`;
    if (isConsequence) this.#logger?.info(this.#fieldsOf(active), line);
    else this.#logger?.warn(this.#fieldsOf(active), line);
  }

  #end(reason: TroubleReason, why = ''): void {
    const active = this.#active.get(reason);
    if (!active) return;
    this.#active.delete(reason);
    if (!active.isTold) return;
    const seconds = Math.round((this.#clock.now() - active.since) / 1000);
    this.#logger?.info({ ...this.#fieldsOf(active), seconds }, `a trouble of a tenant is over${why}`);
  }

  #fieldsOf({ isTold: _, reason, since, ...rest }: Active): object {
    return { tenant: this.#slug, trouble: reason, ...rest, since: new Date(since).toISOString() };
  }
}

/** No value move is sent again with a new token, so its first refusal says that the old one has ended, and no more. */
function oldTokenMs(operation: OperationId, reason: TroubleReason): number {
  return reason === 'TOKEN_REFUSED' && endpoints[operation].isValueMove ? OLD_TOKEN_MS : 0;
}

/** Whether it is about the service login: calls of a user's session prove nothing about it. */
function isOfLogin(reason: TroubleReason): boolean {
  return reason === 'TOKEN_REFUSED' || sourceOf(reason) === 'login';
}

function isSeenByCalls(reason: TroubleReason): boolean {
  return ['connection', 'login', 'operation'].includes(sourceOf(reason));
}

/** What is looked at once a day does not come and go by itself, and nothing would tell it later. */
function isFoundDaily(reason: TroubleReason): boolean {
  return ['document', 'examination'].includes(sourceOf(reason));
}

/** Whether a failure without a trouble is an answer of the server. */
function isAnswer(error: unknown): boolean {
  return error instanceof Error && 'sent' in error && error.sent === 'ANSWERED';
}
