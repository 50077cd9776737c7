import { editDistance } from '../../lib/edit-distance.ts';

/**
 * Words of the same meaning on loyalty servers, for comparison only. The first word of a row stands for all of them.
 */
const WORDS: readonly string[] = `
  account accounts card cards guest guests client clients customer customers member members loyalty cardholder holder аккаунты аккаунт карты карта гости клиенты счета счет acc
  group groups category categories segment segments группы группа групп
  identifier identifiers ident idents credential carrier идентификаторы идентификаторов идентификатор
  type types kind kinds class classes типы тип вид
  operation operations transaction transactions movement movements entry entries history journal ops trx txn операции операция транзакции
  discount discounts скидки скидок скидка loyaltyprogram
  report reports statistics stats stat analytics summary отчеты отчёты отчет отчёт turnover
  restaurant restaurants outlet outlets place places shop shops store stores venue venues branch branches location locations рестораны ресторан
  tag tags label labels mark marks метки теги
  setting settings config configuration options preferences настройки
  user users employee employees staff operator operators manager managers пользователи
  auth authentication authorization session sessions oauth авторизация
  dictionary dictionaries directory directories reference references catalog catalogs справочник справочники
  list getlist all index search find listing lists select query browse
  insert add create new append register issue generate make
  update edit modify change save set patch
  get getone getitem view show read details detail item one byid fetch load
  remove delete del unlink detach drop
  login signin logon authenticate вход
  logout signout logoff выход
  refresh renew prolong
  info me whoami current
  deposit accrue accrual accruals plus credit refill topup replenish replenishment award income пополнение начисление
  withdraw withdrawal minus spend debit writeoff redeem redemption deduct deduction subtract списание
  male man м муж мужской
  female woman ж жен женский
  expire expired expiry expiration burn burned burnt сгорание сгорел
  block lock ban disable deactivate suspend freeze
  unblock unlock unban enable activate unsuspend unfreeze
  balance balances saldo purse wallet remainder
  temporary temp tmp virtual onetime dynamic
  compound ladder ladders composite cumulative accumulative stepped
  public common general open
  number no num nr
  amount sum value total money
  reason comment note remark description basis cause purpose
  date day time at when datetime timestamp
  created booked made posted
  begin from start since after min
  end to until till before finish max
`
  .trim()
  .split('\n');

const CANON = new Map<string, string>();
for (const row of WORDS) {
  const words = row.trim().split(/\s+/);
  const [first = ''] = words;
  for (const word of words) if (!CANON.has(word)) CANON.set(word, first);
}

const JOINED: readonly [RegExp, string][] = [
  [/write\W?_?off/gi, 'writeoff'],
  [/top\W?_?up/gi, 'topup'],
  [/(log|sign)\W?_?(in|out|on|off)\b/gi, '$1$2'],
  [/get\W?_?list/gi, 'getlist'],
  [/get\W?_?(one|item)\b/gi, 'get$1'],
  [/one\W?_?time/gi, 'onetime'],
];
const STOP_WORDS = new Set(['by', 'of', 'the', 'a', 'an', 'api', 'for', 'with', 'rest', 'is', 'has', 'по', 'и']);

/** Words of a name, in lower case: `accountNo` and `account_no` → account, no. */
export function wordsOf(name: string): string[] {
  let text = name;
  for (const [pattern, joined] of JOINED) text = text.replace(pattern, joined);
  return text
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\d]+/u)
    .filter((word) => word !== '' && !STOP_WORDS.has(word) && !/^v\d+$/.test(word));
}

/** Words of a name, each replaced by the first word of its meaning. */
export function meaningsOf(name: string): Set<string> {
  return new Set(wordsOf(name).map((word) => CANON.get(word) ?? word));
}

/** `account_id` and `accountId` are one name. */
export function flat(name: string): string {
  return name.replace(/[^\p{L}\d]/gu, '').toLowerCase();
}

/** Share of common members of two sets, 0 to 1. */
export function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size + b.size === 0) return 0;
  let common = 0;
  for (const word of a) if (b.has(word)) common++;
  return (2 * common) / (a.size + b.size);
}

/** Similarity of the spelling of two names, 0 to 1. */
export function similarity(a: string, b: string): number {
  const [x, y] = [flat(a), flat(b)];
  if (x === y) return 1;
  return 1 - editDistance(x, y) / Math.max(x.length, y.length, 1);
}
