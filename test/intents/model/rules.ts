import type { MoveOutcome } from '../../../src/intents/move.ts';
import type { Owner, Reply } from './world.ts';

/** What may be told of a key in the end. */
export type Final = 'BOOKED' | 'NOT_APPLIED' | 'REFUSED';

/** What came of a send: rows in the ledger, the definite answers that may be given, and what the sender may hear at once. */
export interface Fate {
  readonly rows: 0 | 1;
  readonly finals: readonly Final[];
  readonly first: readonly (Final | 'PENDING')[];
  /** It was told to be unused, and is not: it is found when it is looked for. */
  readonly isTurnedAway?: boolean;
}

/** What leaves the key unused: not one byte was sent, or the server turned it away unread. */
export type Unused = 'NOT_SENT' | 'ANSWERED';

/** A key from the send that accepted it until it is forgotten. */
export interface Life {
  /** Two contents are one when this is one. */
  readonly content: number;
  readonly rows: 0 | 1;
  readonly finals: readonly Final[];
  readonly isTurnedAway?: boolean;
  readonly sentAt: number;
  /** Server's clock minus ours when it was booked. */
  readonly skewMs: number;
  told: MoveOutcome | null;
  /** When the log came to know its outcome lies between these. */
  settledFrom: number;
  settledTo: number;
}

export interface Model {
  readonly lives: Map<string, Life>;
  /** Rows of former lives of the same key. */
  readonly buried: Map<string, number>;
  /** Keys that were turned away unread, with their content: before they are sent again, they are looked for. */
  readonly turned: Map<string, number>;
  /** Tenants whose server has booked something. */
  readonly booked: Set<string>;
  skewMs: number;
  /** Answers that were seen, and how often: that a run showed something. */
  readonly seen: Map<string, number>;
}

export const newModel = (seen: Map<string, number>): Model => ({
  lives: new Map(),
  buried: new Map(),
  turned: new Map(),
  booked: new Set(),
  skewMs: 0,
  seen,
});

/** Begins the reason of every row that is booked for a key. */
export const nameOf = ({ tenant, principal, key }: Owner): string => `<${tenant} ${principal} ${key}>`;

/** Not sooner is absence believed: the settle time, and two reads that lie apart. */
const ABSENCE_MS = 600_000 + 30_000;
const DAY_MS = 24 * 3_600_000;
/** How long an outcome is told again; after that, how long its key is refused. */
export const RETENTION_MS = 30 * DAY_MS;
export const TOMBSTONE_MS = 400 * DAY_MS;

export function fail(why: string, facts: object): never {
  throw new Error(`${why}: ${JSON.stringify(facts, (_, value) => (typeof value === 'bigint' ? `${value}n` : value))}`);
}

/** Whether the key may be, and whether it must be, past its time. */
export function expiry(life: Life, now: number): { may: boolean; must: boolean; mayBeForgotten: boolean } {
  return {
    may: life.settledFrom + RETENTION_MS <= now,
    must: life.settledTo + RETENTION_MS <= now,
    // What was turned away is kept until it has been looked for.
    mayBeForgotten: !life.isTurnedAway && life.settledFrom + RETENTION_MS + TOMBSTONE_MS < now,
  };
}

export const isExpired = (reply: Reply): boolean => 'expiredAt' in reply && reply.expiredAt !== null;

/** The key was turned away, and was not sent again: never pending, unless nobody but a person can know. */
export function judgeHeldBack({ isSame }: { isSame: boolean }, reply: Reply): void {
  const isUnavailable = 'kind' in reply && reply.sent === 'NOT_SENT';
  const isKeyReused = 'state' in reply && reply.state === 'KEY_REUSED' && reply.expiredAt === null;
  const isStuck = 'state' in reply && reply.state === 'PENDING';
  if (isUnavailable || (isSame ? isStuck : isKeyReused)) return;
  fail('not an answer to a key that was turned away', { reply, isSame });
}

/**
 * The key was free, and the first that asked at once had this fate: what each of them may hear, and those with other content.
 */
export function judgeFirst(fate: Fate | Unused, who: { at: number; isSame: boolean }, reply: Reply): void {
  if (!who.isSame) {
    const isRefused = 'state' in reply && reply.state === 'KEY_REUSED' && reply.expiredAt === null;
    if (!isRefused) fail('other content at once was not refused', { reply });
  } else if (typeof fate === 'string' || fate.isTurnedAway) {
    const sent = typeof fate === 'string' ? fate : 'ANSWERED';
    const isTold = 'kind' in reply && reply.kind === 'UNAVAILABLE' && reply.sent === sent;
    if (!isTold) fail('the key is unused, and it was not told so', { reply });
  } else {
    if (!('state' in reply) || !(fate.first as readonly string[]).includes(reply.state))
      fail('not an answer to what happened', { reply, fate });
    if ('replayed' in reply && reply.replayed !== who.at > 0) fail('replayed is told wrongly at first', { reply, who });
  }
}

export function count({ seen }: Model, reply: Reply): void {
  const isReplay = 'replayed' in reply && reply.replayed;
  const name = !('state' in reply) ? reply.kind : isExpired(reply) ? 'EXPIRED' : isReplay ? 'REPLAYED' : reply.state;
  seen.set(name, (seen.get(name) ?? 0) + 1);
}

export interface Asking {
  readonly owner: Owner;
  readonly life: Life;
  readonly isSame: boolean;
  /** It was read for this answer, and the server could be read. */
  readonly isRead: boolean;
  readonly now: number;
}

/** The key was in the log. Learns from the answer what the log knows. */
export function judgeKept(model: Model, { owner, life, isSame, isRead, now }: Asking, reply: Reply): void {
  // Whoever asks again at once is told the same without another read.
  const mayBeUnsent = life.isTurnedAway && life.told === null && !isRead;
  if (mayBeUnsent && 'sent' in reply && reply.sent === 'NOT_SENT') return;
  if (!('state' in reply)) fail('a key of which something was sent was told to be unused', { reply, life });
  const { may, must } = expiry(life, now);
  if (reply.state === 'KEY_REUSED' && reply.expiredAt !== null) {
    const settledAt = reply.expiredAt - RETENTION_MS;
    if (!may || settledAt < life.settledFrom || settledAt > life.settledTo)
      fail('expired at another time', { reply, life, now });
    life.settledFrom = settledAt;
    life.settledTo = settledAt;
    return;
  }
  if (must) fail('past its time, and told all the same', { reply, life, now });
  if (!isSame) {
    if (reply.state !== 'KEY_REUSED') fail('other content was not refused', { reply, life });
    return;
  }
  if (life.told !== null) {
    const before = 'replayed' in life.told ? { ...life.told, replayed: true } : life.told;
    if (JSON.stringify(reply) !== JSON.stringify(before)) fail('a final answer changed', { reply, before });
    return;
  }
  if (reply.state === 'PENDING') {
    // A server whose clock was further off may hide it from a quick lookup.
    const isFindable = isRead && life.rows === 1 && Math.abs(life.skewMs) < DAY_MS;
    if (isFindable) fail('booked, readable, and not found', { reply, life });
    life.settledFrom = now;
    return;
  }
  if (!(life.finals as readonly string[]).includes(reply.state)) fail('not what happened', { reply, life });
  if (reply.state === 'NOT_APPLIED' && now < life.sentAt + ABSENCE_MS)
    fail('absence was believed too soon', { life, now });
  if (reply.state === 'NOT_APPLIED' && !model.booked.has(owner.tenant))
    fail('absence was believed on a server that has shown no booked move', { life });
  if ('replayed' in reply && !reply.replayed) fail('replayed is told wrongly', { reply });
  life.told = reply;
  life.settledTo = now;
}
