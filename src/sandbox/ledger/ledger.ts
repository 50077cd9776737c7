import { addDays, type LocalDate, type LocalDateTime } from '../../lib/local-time.ts';
import { type Account, movesBalance, type Operation } from '../model.ts';
import { createPurse, type DatedSum, type Purse } from './purse.ts';

/** What is to be booked; the rest of the row follows. */
export type Entry = Pick<Operation, 'kind' | 'amount' | 'reason'> &
  Partial<
    Pick<
      Operation,
      'identifierId' | 'restaurantId' | 'stationNo' | 'checkNo' | 'userLogin' | 'availableFrom' | 'expiresAt'
    >
  >;

export interface Moment {
  local: LocalDateTime;
  day: LocalDate;
}

/** The append-only book. Every balance is the sum of its effective rows, and nothing else writes a balance. */
export interface Ledger {
  book(account: Account, entry: Entry, at: Moment): Operation;
  /** Books what expired and lets count what is due, up to this business day. Call it before anything is read. */
  settle(day: LocalDate): void;
  get(id: number): Operation | undefined;
  /** Oldest first: createdAt, then id. */
  all(): readonly Operation[];
  of(accountId: number): readonly Operation[];
  details(accountId: number): { pending: DatedSum[]; expiring: DatedSum[]; neverExpires: number };
  /** Seeding: books into the past without an id; `finish` gives the ids. */
  past(account: Account, entry: Entry, at: Moment): void;
  finish(day: LocalDate): void;
}

export function createLedger(dayChange: string, accounts: ReadonlyMap<number, Account>): Ledger {
  const byId = new Map<number, Operation>();
  const byAccount = new Map<number, Operation[]>();
  const purses = new Map<number, Purse>();
  const due = new Map<LocalDate, Set<number>>();
  const ordered: Operation[] = [];
  let seeding: Operation[] = [];
  let lastId = 0;
  let today: LocalDate = '';

  const purseOf = (accountId: number, day: LocalDate): Purse => {
    const known = purses.get(accountId);
    if (known) return known;
    const purse = createPurse(day);
    purses.set(accountId, purse);
    return purse;
  };

  const remind = (date: LocalDate, accountId: number): void => {
    const set = due.get(date);
    if (set) set.add(accountId);
    else due.set(date, new Set([accountId]));
  };

  const rowOf = (account: Account, entry: Entry, at: Moment): Operation => ({
    id: 0,
    accountId: account.id,
    identifierId: entry.identifierId ?? null,
    kind: entry.kind,
    amount: entry.amount,
    reason: entry.reason,
    createdAt: at.local,
    businessDate: at.day,
    restaurantId: entry.restaurantId ?? null,
    stationNo: entry.stationNo ?? null,
    checkNo: entry.checkNo ?? null,
    userLogin: entry.userLogin ?? null,
    availableFrom: entry.availableFrom ?? null,
    expiresAt: entry.expiresAt ?? null,
    balanceAfter: account.balance,
  });

  const apply = (purse: Purse, account: Account, row: Operation): void => {
    if (!movesBalance(row.kind)) return;
    if (row.amount < 0) purse.take(-row.amount);
    else purse.put(row.amount, row.availableFrom, row.expiresAt);
    if (row.availableFrom !== null && row.availableFrom > row.businessDate) remind(row.availableFrom, account.id);
    if (row.expiresAt !== null) remind(addDays(row.expiresAt, 1), account.id);
    account.balance = purse.available();
    row.balanceAfter = account.balance;
  };

  const keep = (row: Operation): void => {
    row.id = ++lastId;
    byId.set(row.id, row);
    insertInOrder(ordered, row);
    const own = byAccount.get(row.accountId);
    if (own) insertInOrder(own, row);
    else byAccount.set(row.accountId, [row]);
  };

  const advance = (account: Account, purse: Purse, day: LocalDate, add: (row: Operation) => void): void => {
    purse.advance(day, (sum, gone) => {
      const at = { local: `${gone}T${dayChange}:00`, day: gone };
      const row = rowOf(account, { kind: 'EXPIRE', amount: -sum, reason: 'Сгорание бонусов' }, at);
      row.balanceAfter = purse.available();
      account.balance = row.balanceAfter;
      if (at.local > account.updatedAt) account.updatedAt = at.local;
      add(row);
    });
    account.balance = purse.available();
  };

  return {
    book(account, entry, at) {
      const row = rowOf(account, entry, at);
      apply(purseOf(account.id, at.day), account, row);
      account.updatedAt = at.local;
      keep(row);
      return row;
    },
    settle(day) {
      if (day <= today) return;
      today = day;
      for (const date of [...due.keys()].filter((date) => date <= day).sort()) {
        for (const id of [...(due.get(date) ?? [])].sort((a, b) => a - b)) {
          const account = accounts.get(id);
          if (account) advance(account, purseOf(id, date), date, keep);
        }
        due.delete(date);
      }
      // A purse that nothing was due for must know the day as well: what it is given next waits or counts by it.
      for (const purse of purses.values()) purse.advance(day, () => {});
    },
    get: (id) => byId.get(id),
    all: () => ordered,
    of: (accountId) => byAccount.get(accountId) ?? [],
    details(accountId) {
      const purse = purses.get(accountId);
      return purse
        ? { pending: purse.pending(), expiring: purse.expiring(), neverExpires: purse.neverExpires() }
        : { pending: [], expiring: [], neverExpires: 0 };
    },
    past(account, entry, at) {
      const purse = purseOf(account.id, at.day);
      advance(account, purse, at.day, (row) => seeding.push(row));
      const row = rowOf(account, entry, at);
      apply(purse, account, row);
      seeding.push(row);
    },
    finish(day) {
      for (const [id, purse] of purses) {
        const account = accounts.get(id);
        if (account) advance(account, purse, day, (row) => seeding.push(row));
      }
      // Ids mostly rise with time, but not always: every tenth row that is alone in its second changes numbers with an earlier one.
      const rows = seeding.map((row, at) => ({ row, at })).sort((a, b) => compareTimes(a.row, b.row) || a.at - b.at);
      rows.forEach(({ row }, at) => {
        row.id = at + 1;
      });
      const alone = rows.filter(({ row }, at) =>
        [rows[at - 1], rows[at + 1]].every((next) => next?.row.createdAt !== row.createdAt),
      );
      for (let at = 10; at < alone.length; at += 10) swapIds(alone[at]?.row, alone[at - 3]?.row);
      seeding = [];
      lastId = rows.length;
      for (const { row } of rows) {
        byId.set(row.id, row);
        ordered.push(row);
        const own = byAccount.get(row.accountId);
        if (own) own.push(row);
        else byAccount.set(row.accountId, [row]);
      }
      ordered.sort(compareRows);
      for (const own of byAccount.values()) own.sort(compareRows);
      for (const date of due.keys()) if (date <= day) due.delete(date);
      today = day;
    },
  };
}

function swapIds(a: Operation | undefined, b: Operation | undefined): void {
  if (!a || !b || a.accountId === b.accountId) return;
  [a.id, b.id] = [b.id, a.id];
}

const compareTimes = (a: Operation, b: Operation): number =>
  a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : 0;

const compareRows = (a: Operation, b: Operation): number => compareTimes(a, b) || a.id - b.id;

/** Nearly always a push; a local clock that was set back files the row where its time belongs. */
function insertInOrder(rows: Operation[], row: Operation): void {
  let at = rows.length;
  while (at > 0 && compareRows(rows[at - 1] as Operation, row) > 0) at--;
  if (at === rows.length) rows.push(row);
  else rows.splice(at, 0, row);
}
