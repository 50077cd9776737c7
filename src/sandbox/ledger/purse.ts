import { addDays, compareLocal, type LocalDate } from '../../lib/local-time.ts';

interface Lot {
  left: number;
  /** Counts from this business day; null: at once. */
  from: LocalDate | null;
  /** The last business day on which it can be spent; null: never expires. */
  until: LocalDate | null;
}

export interface DatedSum {
  date: LocalDate;
  sum: number;
}

/**
 * Bonuses of one account as lots that wait, count and expire. Spending takes the earliest expiry first. A sum taken
 * beyond all lots is a debt, which the next lot that counts pays first.
 */
export interface Purse {
  /** Negative after a void or a withdrawal on credit. */
  available(): number;
  put(amount: number, from: LocalDate | null, until: LocalDate | null): void;
  take(amount: number): void;
  /** Moves on to this business day; `onExpire` gets each expired sum with the first day without it. */
  advance(day: LocalDate, onExpire: (sum: number, day: LocalDate) => void): void;
  pending(): DatedSum[];
  expiring(): DatedSum[];
  neverExpires(): number;
}

export function createPurse(start: LocalDate): Purse {
  let today = start;
  let lots: Lot[] = [];
  let debt = 0;
  let free = 0; // counts and never expires: needs no lots
  let dated = 0; // counts and expires one day

  const activate = (lot: Lot): void => {
    const paid = Math.min(debt, lot.left);
    debt -= paid;
    lot.left -= paid;
    if (lot.left === 0) return;
    if (lot.until === null) free += lot.left;
    else {
      dated += lot.left;
      insert({ ...lot, from: null });
    }
  };

  const insert = (lot: Lot): void => {
    let at = lots.length;
    while (at > 0 && order(lots[at - 1] as Lot) > order(lot)) at--;
    lots.splice(at, 0, lot);
  };

  const sumsByDate = (dateOf: (lot: Lot) => LocalDate | null): DatedSum[] => {
    const sums = new Map<LocalDate, number>();
    for (const lot of lots) {
      const date = dateOf(lot);
      if (date !== null && lot.left > 0) sums.set(date, (sums.get(date) ?? 0) + lot.left);
    }
    return [...sums].map(([date, sum]) => ({ date, sum })).sort((a, b) => compareLocal(a.date, b.date));
  };

  const step = (day: LocalDate, onExpire: (sum: number, day: LocalDate) => void): void => {
    today = day;
    const due = lots.filter((lot) => lot.from !== null && lot.from <= day);
    if (due.length > 0) {
      lots = lots.filter((lot) => !due.includes(lot));
      for (const lot of due) activate(lot);
    }
    let gone = 0;
    lots = lots.filter((lot) => {
      if (lot.from !== null || lot.until === null || lot.until >= day) return true;
      gone += lot.left;
      return false;
    });
    dated -= gone;
    if (gone > 0) onExpire(gone, day);
  };

  return {
    available: () => free + dated - debt,
    put(amount, from, until) {
      const lot = { left: amount, from: from !== null && from > today ? from : null, until };
      if (lot.from === null) activate(lot);
      else insert(lot);
    },
    take(amount) {
      let rest = amount;
      for (const lot of lots) {
        if (rest === 0) break;
        if (lot.from !== null) continue;
        const part = Math.min(rest, lot.left);
        lot.left -= part;
        dated -= part;
        rest -= part;
      }
      lots = lots.filter((lot) => lot.left > 0);
      const part = Math.min(rest, free);
      free -= part;
      debt += rest - part;
    },
    advance(day, onExpire) {
      if (day <= today) return;
      const stops = new Set<LocalDate>();
      for (const lot of lots) {
        if (lot.from !== null && lot.from <= day) stops.add(lot.from);
        if (lot.until !== null && lot.until < day) stops.add(addDays(lot.until, 1));
      }
      for (const stop of [...stops].sort()) if (stop > today) step(stop, onExpire);
      today = day;
    },
    pending: () => sumsByDate((lot) => lot.from),
    expiring: () => sumsByDate((lot) => (lot.from === null ? lot.until : null)),
    neverExpires: () => free,
  };
}

/** Spending order: the earliest expiry first; waiting lots come last and are passed over. */
function order(lot: Lot): string {
  return lot.from === null ? (lot.until ?? '9999') : `~${lot.from}`;
}
