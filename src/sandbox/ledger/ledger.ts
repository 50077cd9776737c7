import { groupBy } from '../../lib/group-by.ts';
import { addDays, compareLocal, type LocalDate, type LocalDateTime } from '../../lib/local-time.ts';
import { type Account, movesBalance, type Operation } from '../model.ts';
import { createPurse, type DatedSum, type Purse } from './purse.ts';

/** A movement without id, account, times and balance, which the ledger adds. */
export type LedgerEntry = Pick<Operation, 'kind' | 'amount' | 'reason'> &
  Partial<
    Pick<
      Operation,
      'identifierId' | 'restaurantId' | 'stationNo' | 'checkNo' | 'userLogin' | 'availableFrom' | 'expiresAt'
    >
  >;

/** A local time and the business day that it belongs to. */
export interface BookingTime {
  local: LocalDateTime;
  day: LocalDate;
}

/** The append-only book. Every balance is the sum of its effective rows, and nothing else writes a balance. */
export interface Ledger {
  book(account: Account, entry: LedgerEntry, time: BookingTime): Operation;
  /** Books expiries and counts delayed accruals, up to this business day. Call it before any read. */
  advance(day: LocalDate): void;
  get(id: number): Operation | undefined;
  /** In the order of `compareOperations`. */
  all(): readonly Operation[];
  byAccount(accountId: number): readonly Operation[];
  details(accountId: number): { pending: DatedSum[]; expiring: DatedSum[]; neverExpires: number };
  /** Books a seed row without an id; `finishSeeding` numbers all of them. */
  bookPast(account: Account, entry: LedgerEntry, time: BookingTime): void;
  finishSeeding(day: LocalDate): void;
}

export function createLedger(dayChange: string, accounts: ReadonlyMap<number, Account>): Ledger {
  const byId = new Map<number, Operation>();
  const byAccount = new Map<number, Operation[]>();
  const purses = new Map<number, Purse>();
  const due = new Map<LocalDate, Set<number>>();
  const ordered: Operation[] = [];
  let seeded: Operation[] = [];
  let lastId = 0;
  let today: LocalDate = '';

  const purseOf = (accountId: number, day: LocalDate): Purse => {
    const purse = purses.get(accountId) ?? createPurse(day);
    purses.set(accountId, purse);
    return purse;
  };

  const markDue = (date: LocalDate, accountId: number): void => {
    due.set(date, (due.get(date) ?? new Set()).add(accountId));
  };

  const rowOf = (account: Account, entry: LedgerEntry, time: BookingTime): Operation => ({
    id: 0,
    accountId: account.id,
    identifierId: entry.identifierId ?? null,
    kind: entry.kind,
    amount: entry.amount,
    reason: entry.reason,
    createdAt: time.local,
    businessDate: time.day,
    restaurantId: entry.restaurantId ?? null,
    stationNo: entry.stationNo ?? null,
    checkNo: entry.checkNo ?? null,
    userLogin: entry.userLogin ?? null,
    availableFrom: entry.availableFrom ?? null,
    expiresAt: entry.expiresAt ?? null,
    balanceAfter: account.balance,
  });

  /** Moves the purse by the row, and stamps the new balance on account and row. */
  const apply = (purse: Purse, account: Account, row: Operation): Operation => {
    if (!movesBalance(row.kind)) return row;
    if (row.amount < 0) purse.take(-row.amount);
    else purse.put(row.amount, row.availableFrom, row.expiresAt);
    if (row.availableFrom !== null && row.availableFrom > row.businessDate) markDue(row.availableFrom, account.id);
    if (row.expiresAt !== null) markDue(addDays(row.expiresAt, 1), account.id);
    account.balance = purse.available();
    row.balanceAfter = account.balance;
    return row;
  };

  const record = (row: Operation): void => {
    row.id = ++lastId;
    byId.set(row.id, row);
    insertInOrder(ordered, row);
    const own = byAccount.get(row.accountId);
    if (own) insertInOrder(own, row);
    else byAccount.set(row.accountId, [row]);
  };

  const expire = (account: Account, purse: Purse, day: LocalDate, add: (row: Operation) => void): void => {
    purse.advance(day, (sum, gone) => {
      const time = { local: `${gone}T${dayChange}:00`, day: gone };
      const row = rowOf(account, { kind: 'EXPIRE', amount: -sum, reason: 'Сгорание бонусов' }, time);
      row.balanceAfter = purse.available();
      account.balance = row.balanceAfter;
      if (time.local > account.updatedAt) account.updatedAt = time.local;
      add(row);
    });
    account.balance = purse.available();
  };

  return {
    book(account, entry, time) {
      const row = apply(purseOf(account.id, time.day), account, rowOf(account, entry, time));
      account.updatedAt = time.local;
      record(row);
      return row;
    },
    advance(day) {
      if (day <= today) return;
      today = day;
      for (const date of [...due.keys()].filter((date) => date <= day).sort()) {
        for (const id of [...(due.get(date) ?? [])].sort((a, b) => a - b)) {
          const account = accounts.get(id);
          if (account) expire(account, purseOf(id, date), date, record);
        }
        due.delete(date);
      }
      // A purse with nothing due must know the day as well: its next deposit waits or counts by it.
      for (const purse of purses.values()) purse.advance(day, () => {});
    },
    get: (id) => byId.get(id),
    all: () => ordered,
    byAccount: (accountId) => byAccount.get(accountId) ?? [],
    details(accountId) {
      const purse = purses.get(accountId);
      return purse
        ? { pending: purse.pending(), expiring: purse.expiring(), neverExpires: purse.neverExpires() }
        : { pending: [], expiring: [], neverExpires: 0 };
    },
    bookPast(account, entry, time) {
      const purse = purseOf(account.id, time.day);
      expire(account, purse, time.day, (row) => seeded.push(row));
      seeded.push(apply(purse, account, rowOf(account, entry, time)));
    },
    finishSeeding(day) {
      for (const [id, purse] of purses) {
        const account = accounts.get(id);
        if (account) expire(account, purse, day, (row) => seeded.push(row));
      }
      seeded.sort(compareTimes).forEach((row, at) => {
        row.id = at + 1;
      });
      swapSomeIds(seeded);
      lastId = seeded.length;
      for (const row of seeded.sort(compareOperations)) {
        byId.set(row.id, row);
        ordered.push(row);
      }
      for (const [accountId, rows] of groupBy(ordered, (row) => row.accountId)) byAccount.set(accountId, rows);
      seeded = [];
      for (const date of due.keys()) if (date <= day) due.delete(date);
      today = day;
    },
  };
}

/** Ids mostly rise with time, but not always: of rows alone in their second, every tenth swaps ids with an earlier one. */
function swapSomeIds(rows: readonly Operation[]): void {
  const alone = rows.filter((row, at) =>
    [rows[at - 1], rows[at + 1]].every((neighbour) => neighbour?.createdAt !== row.createdAt),
  );
  for (let at = 10; at < alone.length; at += 10) {
    const [a, b] = [alone[at], alone[at - 3]];
    if (a && b && a.accountId !== b.accountId) [a.id, b.id] = [b.id, a.id];
  }
}

const compareTimes = (a: Operation, b: Operation): number => compareLocal(a.createdAt, b.createdAt);

/** The order of creation, oldest first; ids break ties. */
export const compareOperations = (a: Operation, b: Operation): number => compareTimes(a, b) || a.id - b.id;

/** Nearly always a push; a local clock that was set back files the row where its time belongs. */
function insertInOrder(rows: Operation[], row: Operation): void {
  let at = rows.length;
  while (at > 0 && compareOperations(rows[at - 1] as Operation, row) > 0) at--;
  rows.splice(at, 0, row);
}
