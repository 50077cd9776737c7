import type { Store } from '../ledger/store.ts';
import { type Account, blankAccount } from '../model.ts';
import type { History } from './history.ts';
import type { Random } from './random.ts';
import { GROUP, LADDER, TYPE } from './rows.ts';
import type { VariantData } from './variants.ts';

export interface Guest {
  account: Account;
  registeredAgo: number;
}

/** An ordinary guest, on which edge cases build. Index 42 has id 142 and the phone …1042. */
export function makeGuest(at: number, data: VariantData, history: History, random: Random): Guest {
  const registeredAgo = random.int(20, 700);
  const registered = history.at(registeredAgo, random.int(9, 21), random.int(0, 59), random.int(0, 59));
  const account = blankAccount(100 + at, random.pick(GROUPS), registered.local);
  const female = random.chance(0.52);
  const lastName = random.pick(data.lastNames);
  const patronymic = random.pick(data.patronymics);
  const botSignUp = random.chance(0.08);
  account.firstName = random.pick(female ? data.femaleNames : data.maleNames);
  if (!botSignUp) account.lastName = female ? feminine(lastName) : lastName;
  if (!botSignUp && !random.chance(0.15)) account.patronymic = female ? patronymic.replace(/ич$/, 'на') : patronymic;
  account.gender = random.chance(0.15) ? null : female ? 'FEMALE' : 'MALE';
  if (!random.chance(0.25))
    account.birthday = `${random.int(1955, 2006)}-${two(random.int(1, 12))}-${two(random.int(1, 28))}`;
  account.phones = [phoneOf(at, data)];
  if (!random.chance(0.28)) account.email = `guest${at}@${data.mailDomain}`;
  account.discountId = random.pick([LADDER.bonus, LADDER.bonus, LADDER.discount, 2, 3, 8, 9, null]);
  account.bonusTypeCode = random.chance(0.5) ? 4 : null;
  account.tagIds = random.chance(0.35) ? [...new Set([random.int(1, 7), random.int(1, 7)])].sort() : [];
  account.consents = {
    personalData: !random.chance(0.1),
    privacyPolicy: !random.chance(0.1),
    adult: random.chance(0.7),
  };
  account.registrationSource = random.pick(['telegram', 'site', 'instagram', 'qr-стол', null]);
  account.info = random.chance(0.1) ? 'Просит столик у окна' : null;
  return { account, registeredAgo };
}

const GROUPS: readonly number[] = [
  GROUP.guests,
  GROUP.guests,
  GROUP.guests,
  GROUP.regulars,
  GROUP.regulars,
  GROUP.vip,
  GROUP.friends,
  GROUP.companies,
];

/** The register's card and the phone: the identifiers of nearly every guest. */
export function giveIdentifiers(at: number, account: Account, store: Store): void {
  const card = at % 3 === 0 ? String(8000 + at) : `20000000${String(1000 + at).padStart(4, '0')}${at % 10}`;
  store.addIdentifier(account, TYPE.card, card);
  const [phone] = account.phones;
  if (phone) store.addIdentifier(account, TYPE.phone, phone);
}

/** A guest who signed up through the bot and never came; a group of thousands of them serves group operations. */
export function makeSignUp(at: number, store: Store, data: VariantData, registeredAt: string): Account {
  const account = blankAccount(10_001 + at, GROUP.bot, registeredAt);
  const female = at % 2 === 0;
  const names = female ? data.femaleNames : data.maleNames;
  account.firstName = names[at % names.length] ?? null;
  account.phones = [`${data.phonePrefix}${4000 + at}`];
  account.registrationSource = 'telegram';
  account.isBlocked = at % 600 === 599;
  account.blockReason = account.isBlocked ? 'Дубль' : null;
  store.add(account);
  store.addIdentifier(account, TYPE.phone, account.phones[0] ?? '');
  return account;
}

export const phoneOf = (at: number, data: VariantData): string => `${data.phonePrefix}${1000 + at}`;

const feminine = (lastName: string): string =>
  lastName.endsWith('ский')
    ? `${lastName.slice(0, -2)}ая`
    : /(ов|ев|ёв|ин|ын)$/.test(lastName)
      ? `${lastName}а`
      : lastName;

const two = (n: number): string => String(n).padStart(2, '0');
