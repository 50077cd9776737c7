import { addDays, compareLocal, type LocalDate } from '../../lib/local-time.ts';
import type { BookingTime, Ledger, LedgerEntry } from '../ledger/ledger.ts';
import type { Account } from '../model.ts';
import type { Random } from './random.ts';

/** The past of one sandbox in business days back from today, so that a new seed is always recent. */
export interface History {
  /** `ago` business days before today at this hour; hours below the day change lie in the next calendar night. */
  at(ago: number, hour: number, minute?: number, second?: number): BookingTime;
  /** Today between the day change and now: 0 at the beginning, 1 now. */
  today(part: number): BookingTime;
  /** `days` from today; negative in the past. */
  day(days: number): LocalDate;
  write(account: Account, entries: readonly DatedEntry[]): void;
}

export interface DatedEntry {
  at: BookingTime;
  entry: LedgerEntry;
}

export interface Check {
  at: BookingTime;
  /** Kopecks before discount and bonuses. */
  sum: number;
  paidWithBonuses?: number;
  /** In per cent of the guest's own payment. */
  bonus?: number;
  discount?: number;
  bonusUntil?: LocalDate;
  bonusFrom?: LocalDate;
  identifierId?: number | null;
  restaurantId: number;
  stationNo: number;
  checkNo: number;
}

export function createHistory(
  ledger: Ledger,
  now: { day: LocalDate; start: number; instant: number },
  dayChange: string,
  toLocal: (instant: number) => string,
): History {
  const days = new Map<number, LocalDate>();
  const day = (offset: number): LocalDate => {
    const date = days.get(offset) ?? addDays(now.day, offset);
    days.set(offset, date);
    return date;
  };
  return {
    day,
    at(ago, hour, minute = 0, second = 0) {
      const time = `${two(hour)}:${two(minute)}:${two(second)}`;
      return { local: `${day(time < dayChange ? 1 - ago : -ago)}T${time}`, day: day(-ago) };
    },
    today: (part) => ({ local: toLocal(now.start + Math.floor((now.instant - now.start) * part)), day: now.day }),
    write(account, entries) {
      for (const { at, entry } of [...entries].sort((a, b) => compareLocal(a.at.local, b.at.local))) {
        ledger.bookPast(account, entry, at);
        if (at.local > account.updatedAt) account.updatedAt = at.local;
      }
    },
  };
}

const two = (n: number): string => String(n).padStart(2, '0');

/** The register's rows for one closed check, all in the same second. */
export function checkEntries(check: Check): DatedEntry[] {
  const { identifierId = null, restaurantId, stationNo, checkNo } = check;
  const receipt = { identifierId, restaurantId, stationNo, checkNo };
  const discount = Math.round((check.sum * (check.discount ?? 0)) / 100);
  const bonuses = check.paidWithBonuses ?? 0;
  const own = check.sum - discount - bonuses;
  const bonus = Math.round((own * (check.bonus ?? 0)) / 100);
  const entries: LedgerEntry[] = [];
  if (discount > 0) entries.push({ kind: 'POS_DISCOUNT', amount: -discount, reason: null, ...receipt });
  if (bonuses > 0)
    entries.push({ kind: 'POS_PAYMENT', amount: -bonuses, reason: `Оплата бонусами, чек №${checkNo}`, ...receipt });
  if (own !== 0) entries.push({ kind: 'POS_SPEND', amount: own, reason: null, ...receipt });
  if (bonus > 0)
    entries.push({
      kind: 'POS_BONUS',
      amount: bonus,
      reason: null,
      ...receipt,
      expiresAt: check.bonusUntil ?? null,
      availableFrom: check.bonusFrom ?? null,
    });
  return entries.map((entry) => ({ at: check.at, entry }));
}

/** A register's void: the same rows with the opposite sign, as new operations. */
export function voidOf(entries: readonly DatedEntry[], at: BookingTime): DatedEntry[] {
  const undated = { expiresAt: null, availableFrom: null };
  return entries.map(({ entry }) => ({
    at,
    entry: { ...entry, amount: -entry.amount, reason: `Отмена чека №${entry.checkNo ?? 0}`, ...undated },
  }));
}

/** An ordinary guest's rows: a welcome, some dinners, a birthday, now and then a correction. */
export function ordinaryHistory(
  account: Account,
  history: History,
  random: Random,
  counts: { restaurants: number; welcome: number; nextCheck: () => number },
  registeredAgo: number,
): DatedEntry[] {
  const entries: DatedEntry[] = [];
  const manual = (ago: number, entry: LedgerEntry): void => {
    entries.push({ at: history.at(ago, random.int(10, 20), random.int(0, 59), random.int(0, 59)), entry });
  };
  const welcomeUntil = history.day(180 - registeredAgo);
  manual(registeredAgo, {
    kind: 'DEPOSIT',
    amount: counts.welcome * 100,
    reason: 'Приветственные бонусы',
    userLogin: 'marketing',
    expiresAt: welcomeUntil,
  });
  const visits = random.int(0, Math.min(12, Math.ceil(registeredAgo / 12)));
  for (let visit = 0; visit < visits; visit++) {
    const ago = random.int(1, registeredAgo);
    const hour = random.pick([12, 13, 13, 14, 18, 19, 19, 20, 20, 21, 22, 23, 0, 1]);
    const check = checkEntries({
      at: history.at(ago, hour, random.int(0, 59), random.int(0, 59)),
      sum: Math.round(Math.exp(7.4 + random.next() * 1.6)) * 100 + random.pick([0, 0, 50, 90]),
      ...(random.chance(0.3) ? { discount: random.pick([5, 7, 10]) } : { bonus: random.pick([3, 5, 10]) }),
      bonusUntil: history.day(180 - ago),
      identifierId: account.identifiers[0]?.id ?? null,
      restaurantId: random.int(1, counts.restaurants),
      stationNo: random.int(1, 4),
      checkNo: counts.nextCheck(),
    });
    entries.push(...check);
    if (ago > 2 && random.chance(0.03)) entries.push(...voidOf(check, history.at(ago - 1, 13, random.int(0, 59))));
  }
  const extras: LedgerEntry[] = [
    { kind: 'DEPOSIT', amount: 50_000, reason: 'День рождения', userLogin: 'marketing' },
    { kind: 'DEPOSIT', amount: 30_000, reason: 'Компенсация за ожидание', userLogin: 'admin' },
    { kind: 'PROMO', amount: 15_000, reason: 'Акция "Счастливые часы"' },
    { kind: 'DEPOSIT', amount: 10_000, reason: 'Отзыв', userLogin: 'crm' },
    { kind: 'WITHDRAW', amount: -5_000, reason: 'Ошибочное начисление', userLogin: 'admin' },
  ];
  for (const entry of extras)
    if (random.chance(0.25) && registeredAgo > 5) manual(random.int(1, registeredAgo - 1), entry);
  return entries;
}
