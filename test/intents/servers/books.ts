import type { Clock } from '../../../src/lib/clock.ts';
import type { Behaviour, Post } from './behaviour.ts';

/** A row of the ledger. */
export interface Row {
  readonly id: number;
  readonly accountId: number;
  readonly kind: string;
  /** Kopecks; withdrawals are negative, however rows are shown. */
  readonly amount: number;
  readonly reason: string | null;
  /** The reason as it was sent. */
  readonly sent: string;
  /** Time of the server's clock. */
  readonly at: number;
  readonly login: string;
  readonly availableFrom: string | null;
  /** The POSTs that it was booked for, by number; none: the till's. */
  readonly posts: readonly number[];
}

const MOSCOW_MS = 3 * 3_600_000;
const JOIN_MS = 5 * 60_000;
export const CARDS = 12;
export const GROUPS = 6;

export function groupOf(cardId: number): number {
  return ((cardId - 1) % GROUPS) + 1;
}

export function localTime(at: number): string {
  return new Date(at + MOSCOW_MS).toISOString().slice(0, 19);
}

/** The ledger behind a server: what was booked, and which rows a list has now. */
export function createBooks(behaviour: Behaviour, clock: Clock) {
  const rows: Row[] = [];
  let lastId = 5000;
  /** Lists have nothing from then on, until then. */
  let stall: { from: number; until: number } | null = null;
  let hasReasons = true;
  const now = () => clock.now() + behaviour.clockMs;
  const reasonOf = (post: Post) => (hasReasons ? behaviour.reason(post.reason, post) : null);

  const append = (row: Omit<Row, 'id' | 'at'>): Row => {
    lastId = behaviour.reusesIds ? Math.max(5000, ...rows.map(({ id }) => id)) + 1 : lastId + 1;
    const added = { ...row, id: lastId, at: now() };
    rows.push(added);
    return added;
  };
  const replace = (row: Row, change: Partial<Row>): Row => {
    const changed = { ...row, ...change };
    rows[rows.indexOf(row)] = changed;
    return changed;
  };

  const bookCard = (accountId: number, post: Post, number: number): Row[] => {
    const { direction, login, availableFrom } = post;
    const kind = behaviour.kind ?? (direction === 1 ? 'DEPOSIT' : 'WITHDRAW');
    const reason = reasonOf(post);
    const made = behaviour.amounts(post.amount).map((part) => {
      const amount = direction * part;
      const isJoined = (row: Row) => row.accountId === accountId && row.kind === kind && now() - row.at < JOIN_MS;
      const joined = behaviour.joinsRows ? rows.findLast(isJoined) : undefined;
      if (joined) return replace(joined, { amount: joined.amount + amount, posts: [...joined.posts, number] });
      return append({ accountId, kind, amount, reason, sent: post.reason, login, availableFrom, posts: [number] });
    });
    if (behaviour.fee > 0)
      append({
        accountId,
        kind: 'WITHDRAW',
        amount: -behaviour.fee,
        reason,
        sent: post.reason,
        login,
        availableFrom: null,
        posts: [],
      });
    return made;
  };

  const isListed = ({ at, login, availableFrom }: Row, reader: string): boolean => {
    if (behaviour.shows === 'nothing' || (behaviour.shows === 'own rows' && login !== reader)) return false;
    if (behaviour.hidesDelayed && availableFrom !== null && availableFrom > localTime(now()).slice(0, 10)) return false;
    if (stall && now() < stall.until && at >= stall.from) return false;
    return now() - at >= behaviour.lagMs;
  };

  return {
    rows: rows as readonly Row[],
    now,
    /** The rows of one move; of a group's, one for each card and part. */
    book(post: Post, number: number): Row[] {
      const { target } = post;
      if ('cardId' in target) return bookCard(target.cardId, post, number);
      const members = Array.from({ length: CARDS }, (_, at) => at + 1).filter((id) => groupOf(id) === target.groupId);
      return members.flatMap((id) => bookCard(id, post, number));
    },
    /** A cashier books by hand. */
    bookAtTill(accountId: number, direction: 1 | -1, amount: number, sent: string): void {
      const post: Post = {
        direction,
        amount,
        target: { cardId: accountId },
        reason: sent,
        availableFrom: null,
        login: 'kassa5',
      };
      const kind = direction === 1 ? 'DEPOSIT' : 'WITHDRAW';
      const reason = reasonOf(post);
      append({
        accountId,
        kind,
        amount: direction * amount,
        reason,
        sent,
        login: post.login,
        availableFrom: null,
        posts: [],
      });
    },
    /** The newest row is gone, as after a restored backup. */
    loseNewest: () => void rows.pop(),
    /** Rows that were booked show no reason from then on, nor do later ones. */
    loseReasons(): void {
      hasReasons = false;
      for (const row of [...rows]) replace(row, { reason: null });
    },
    stall(ms: number): void {
      stall = { from: now(), until: now() + ms };
    },
    /** The card is put together with another one, which gets its rows. */
    mergeCards(from: number, into: number): void {
      for (const row of [...rows]) if (row.accountId === from) replace(row, { accountId: into });
    },
    /** Newest first. */
    listed: (reader: string): Row[] =>
      rows.filter((row) => isListed(row, reader)).sort((a, b) => b.at - a.at || b.id - a.id),
  };
}

export type Books = ReturnType<typeof createBooks>;
