import type { Store } from '../ledger/store.ts';
import type { Account } from '../model.ts';
import { phoneOf } from './guests.ts';
import { checkEntries, type DatedEntry, type History, voidOf } from './history.ts';
import { GROUP, LADDER, TYPE } from './rows.ts';
import type { Variant, VariantData } from './variants.ts';

export interface SeedContext {
  variant: Variant;
  data: VariantData;
  store: Store;
  history: History;
  nextCheck: () => number;
  /** The local time `minutes` from now. */
  minutesFromNow(minutes: number): string;
}

/** One guest's differences from an ordinary guest. */
export interface EdgeCase {
  /** Runs before the row is stored. */
  adjust?(account: Account, context: SeedContext): void;
  /** In place of card and phone. */
  identify?(account: Account, context: SeedContext): void;
  /** In place of the ordinary history. */
  entries?(account: Account, context: SeedContext): DatedEntry[];
}

/** An edge case of fields alone. */
export const having = (fields: Partial<Account>): EdgeCase => ({
  adjust(account) {
    Object.assign(account, structuredClone(fields));
  },
});

const deposit = (amount: number, reason: string, extra: Partial<DatedEntry['entry']> = {}): DatedEntry['entry'] => ({
  kind: 'DEPOSIT',
  amount,
  reason,
  userLogin: 'marketing',
  ...extra,
});

const dinner = (context: SeedContext, ago: number, hour: number, sum: number, bonus: number) =>
  checkEntries({
    at: context.history.at(ago, hour, 17, 5),
    sum,
    bonus,
    restaurantId: 1,
    stationNo: 2,
    checkNo: context.nextCheck(),
  });

/** The edge cases by the guest's index: id 100 + index, phone …1000 + index. */
export const edgeCases: Readonly<Record<number, EdgeCase>> = {
  // Two phones, both identifiers.
  1: {
    adjust(account, { data }) {
      account.phones = [phoneOf(1, data), phoneOf(901, data)];
    },
    identify(account, { store }) {
      for (const phone of account.phones) store.addIdentifier(account, TYPE.phone, phone);
      store.addIdentifier(account, TYPE.card, '10000000000008');
    },
  },
  // A family that shares a phone and an e-mail, and nobody holds the phone as an identifier: ambiguous.
  2: family(2, false),
  3: family(2, false),
  4: family(2, false),
  // A couple that shares a contact phone which is the identifier of one of them.
  5: family(5, true),
  6: family(5, false),
  7: having({ isBlocked: true, blockReason: 'Подозрение на передачу карты третьим лицам' }),
  // No lookup finds this guest: neither identifiers nor phones.
  8: { ...having({ phones: [], email: null }), identify() {} },
  // Bonuses that count from tomorrow.
  9: {
    entries: (_account, { history }) => [
      { at: history.at(2, 13), entry: deposit(10_000, 'Отзыв') },
      { at: history.at(1, 20), entry: deposit(75_000, 'День рождения', { availableFrom: history.day(1) }) },
    ],
  },
  // Some bonuses expire at the end of today; others expired yesterday.
  10: {
    entries: (_account, { history }) => [
      { at: history.at(31, 12), entry: deposit(20_000, 'Отзыв', { expiresAt: history.day(-1) }) },
      { at: history.at(30, 12), entry: deposit(50_000, 'Приветственные бонусы', { expiresAt: history.day(0) }) },
      { at: history.at(29, 12), entry: deposit(12_345, 'Пополнение счёта') },
    ],
  },
  // Exactly on a threshold, to the kopeck.
  11: {
    ...having({ discountId: LADDER.bonus }),
    entries(_account, context) {
      const threshold = (context.data.ladders.bonus.levels[1]?.[1] ?? 0) * 100;
      return [...dinner(context, 60, 19, threshold - 123_456, 3), ...dinner(context, 20, 20, 123_456, 3)];
    },
  },
  // A temporary identifier that has expired.
  12: {
    identify(account, { store, minutesFromNow }) {
      store.addIdentifier(account, TYPE.card, '8112');
      store.addIdentifier(account, TYPE.temporary, '7654321', minutesFromNow(-90));
    },
  },
  // A card number that no double can hold.
  13: {
    identify(account, { store }) {
      store.addIdentifier(account, TYPE.card, '9223372036854775001');
      store.addIdentifier(account, TYPE.phone, account.phones[0] ?? '');
    },
  },
  // More than the 39 characters that a register shows.
  14: having({
    lastName: 'Константинопольская-Новоархангельская',
    firstName: 'Александра-Виктория',
    patronymic: 'Святославовна',
    gender: 'FEMALE',
  }),
  // Bonuses of a check spent before the check was voided: below zero.
  15: {
    entries(_account, context) {
      const check = dinner(context, 5, 19, 600_000, 10);
      const payment = checkEntries({
        at: context.history.at(4, 13, 5),
        sum: 180_000,
        paidWithBonuses: 60_000,
        restaurantId: 1,
        stationNo: 1,
        checkNo: context.nextCheck(),
      });
      return [...check, ...payment, ...voidOf(check, context.history.at(3, 12, 30))];
    },
  },
  // After midnight, before the day changes: yesterday's business.
  16: {
    entries: (_account, context) => [
      ...dinner(context, 1, 1, 245_000, 5),
      ...dinner(context, 2, 0, 187_000, 5),
      ...dinner(context, 2, 23, 99_000, 5),
    ],
  },
  17: having({ birthday: '1996-02-29' }),
  18: having({ birthday: '2000-02-29' }),
  // Only a first name, as the bot asks for it.
  19: having({ lastName: null, patronymic: null, gender: null, birthday: null, email: null }),
  // Contacts and a card typed by hand years ago.
  20: {
    ...having({ phones: ['8-900-СЕМЬ-11', '12345'], email: 'ivanov(at)mail' }),
    identify(account, { store }) {
      store.addIdentifier(account, TYPE.card, '00012345');
    },
  },
  // Many bookings in one second.
  21: {
    entries: (_account, { history }) =>
      Array.from({ length: 14 }, (_, at) => ({
        at: history.at(3, 15, 30, 10),
        entry: deposit(100 * (at + 1), `Пополнение счёта ${at + 1}`, { userLogin: 'crm' }),
      })),
  },
  // Staff may owe.
  22: having({ groupId: GROUP.staff, discountId: 5, creditLimit: 1_000_000, discountLimit: 5_000_000 }),
  23: {
    adjust(account, { history }) {
      account.validFrom = history.day(-400);
      account.validTo = history.day(-35);
      account.screenMessage = 'Срок карты истёк, предложите замену';
      account.printMessage = 'Спасибо, что вы с нами!';
    },
  },
  24: having({ groupId: GROUP.referred, referrerId: 142 }),
  // A plain discount of the register, one that it no longer has, and none.
  25: having({ discountId: 7 }),
  26: having({ discountId: 11 }),
  27: having({ discountId: null }),
  28: {
    identify(account, { store, data, minutesFromNow }) {
      store.addIdentifier(account, TYPE.telegram, '@bonus_lover');
      store.addIdentifier(account, TYPE.bracelet, 'BR-0028');
      const expiresAt = minutesFromNow(data.settings.temporaryIdentifierMinutes);
      store.addIdentifier(account, TYPE.temporary, '1234567', expiresAt);
    },
  },
};

function family(first: number, hasPhoneIdentifier: boolean): EdgeCase {
  return {
    adjust(account, { data }) {
      account.phones = [phoneOf(first, data)];
      account.email = `family${first}@${data.mailDomain}`;
    },
    identify(account, { store }) {
      store.addIdentifier(account, TYPE.card, `${5000 + account.id}`);
      if (hasPhoneIdentifier) store.addIdentifier(account, TYPE.phone, account.phones[0] ?? '');
    },
  };
}
