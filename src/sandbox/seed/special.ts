import type { Account } from '../model.ts';
import { GROUP, LADDER, TYPE } from './dictionaries.ts';
import { phoneOf } from './guests.ts';
import { checkEntries, type Dated, voidOf } from './history.ts';
import type { Special, SpecialContext } from './special-kind.ts';

const give = (account: Account, { store }: SpecialContext, typeId: number, value: string, expiresAt?: string) =>
  store.addIdentifier(account, { typeId, value, isTemporary: expiresAt !== undefined, expiresAt: expiresAt ?? null });

const deposit = (amount: number, reason: string, extra: Partial<Dated['entry']> = {}): Dated['entry'] => ({
  kind: 'DEPOSIT',
  amount,
  reason,
  userLogin: 'marketing',
  ...extra,
});

const dinner = (context: SpecialContext, ago: number, hour: number, sum: number, more: { bonus?: number } = {}) =>
  checkEntries({
    at: context.history.at(ago, hour, 17, 5),
    sum,
    restaurantId: 1,
    stationNo: 2,
    checkNo: context.nextCheck(),
    ...more,
  });

/** The edge cases by the guest's index: id 100 + index, phone …1000 + index. */
export const specials: Readonly<Record<number, Special>> = {
  // Two phones, both identifiers.
  1: {
    before(account, { data }) {
      account.phones = [phoneOf(1, data), phoneOf(901, data)];
    },
    identify(account, context) {
      for (const phone of account.phones) give(account, context, TYPE.phone, phone);
      give(account, context, TYPE.card, '10000000000008');
    },
  },
  // A family that shares a phone and an e-mail, and nobody holds the phone as an identifier: ambiguous.
  2: family(2, false),
  3: family(2, false),
  4: family(2, false),
  // A couple that shares a contact phone which is the identifier of one of them.
  5: family(5, true),
  6: family(5, false),
  7: {
    before(account) {
      account.isBlocked = true;
      account.blockReason = 'Подозрение на передачу карты третьим лицам';
    },
  },
  // Known to nobody: neither identifiers nor phones.
  8: {
    before(account) {
      account.phones = [];
      account.email = null;
    },
    identify() {},
  },
  // Bonuses that count from tomorrow.
  9: {
    live: (_account, context) => [
      { at: context.history.at(2, 13), entry: deposit(10_000, 'Отзыв') },
      {
        at: context.history.at(1, 20),
        entry: deposit(75_000, 'День рождения', { availableFrom: context.history.day(1) }),
      },
    ],
  },
  // The last day of some bonuses is today; others went yesterday.
  10: {
    live: (_account, context) => [
      { at: context.history.at(31, 12), entry: deposit(20_000, 'Отзыв', { expiresAt: context.history.day(-1) }) },
      {
        at: context.history.at(30, 12),
        entry: deposit(50_000, 'Приветственные бонусы', { expiresAt: context.history.day(0) }),
      },
      { at: context.history.at(29, 12), entry: deposit(12_345, 'Пополнение счёта') },
    ],
  },
  // Exactly on a threshold, to the kopeck.
  11: {
    before(account) {
      account.discountId = LADDER.bonus;
    },
    live(_account, context) {
      const threshold = (context.data.ladders.bonus.levels[1]?.[1] ?? 0) * 100;
      return [
        ...dinner(context, 60, 19, threshold - 123_456, { bonus: 3 }),
        ...dinner(context, 20, 20, 123_456, { bonus: 3 }),
      ];
    },
  },
  // A temporary identifier that has expired.
  12: {
    identify(account, context) {
      give(account, context, TYPE.card, '8112');
      give(account, context, TYPE.temporary, '7654321', context.minutesFromNow(-90));
    },
  },
  // A card number that no double can hold.
  13: {
    identify(account, context) {
      give(account, context, TYPE.card, '9223372036854775001');
      give(account, context, TYPE.phone, account.phones[0] ?? '');
    },
  },
  // More than the 39 characters that a register shows.
  14: {
    before(account) {
      account.lastName = 'Константинопольская-Новоархангельская';
      account.firstName = 'Александра-Виктория';
      account.patronymic = 'Святославовна';
      account.gender = 'FEMALE';
    },
  },
  // Bonuses of a check spent before the check was voided: below zero.
  15: {
    live(_account, context) {
      const check = dinner(context, 5, 19, 600_000, { bonus: 10 });
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
    live: (_account, context) => [
      ...dinner(context, 1, 1, 245_000, { bonus: 5 }),
      ...dinner(context, 2, 0, 187_000, { bonus: 5 }),
      ...dinner(context, 2, 23, 99_000, { bonus: 5 }),
    ],
  },
  17: {
    before(account) {
      account.birthday = '1996-02-29';
    },
  },
  18: {
    before(account) {
      account.birthday = '2000-02-29';
    },
  },
  // Only a first name, as the bot asks for it.
  19: {
    before(account) {
      Object.assign(account, { lastName: null, patronymic: null, gender: null, birthday: null, email: null });
    },
  },
  // What was typed in by hand years ago.
  20: {
    before(account) {
      account.phones = ['8-900-СЕМЬ-11', '12345'];
      account.email = 'ivanov(at)mail';
    },
    identify(account, context) {
      give(account, context, TYPE.card, '00012345');
    },
  },
  // Many bookings in one second.
  21: {
    live: (_account, context) =>
      Array.from({ length: 14 }, (_, at) => ({
        at: context.history.at(3, 15, 30, 10),
        entry: deposit(100 * (at + 1), `Пополнение счёта ${at + 1}`, { userLogin: 'crm' }),
      })),
  },
  // Staff may owe.
  22: {
    before(account) {
      account.groupId = GROUP.staff;
      account.discountId = 5;
      account.creditLimit = 1_000_000;
      account.discountLimit = 5_000_000;
    },
  },
  23: {
    before(account, { history }) {
      account.validFrom = history.day(-400);
      account.validTo = history.day(-35);
      account.screenMessage = 'Срок карты истёк, предложите замену';
      account.printMessage = 'Спасибо, что вы с нами!';
    },
  },
  24: {
    before(account) {
      account.groupId = GROUP.referred;
      account.referrerId = 142;
    },
  },
  // A plain discount of the register, one that it no longer has, and none.
  25: withDiscount(7),
  26: withDiscount(11),
  27: withDiscount(null),
  28: {
    identify(account, context) {
      give(account, context, TYPE.telegram, '@bonus_lover');
      give(account, context, TYPE.bracelet, 'BR-0028');
      give(
        account,
        context,
        TYPE.temporary,
        '1234567',
        context.minutesFromNow(context.data.settings.temporaryIdentifierMinutes),
      );
    },
  },
};

function withDiscount(discountId: number | null): Special {
  return {
    before(account) {
      account.discountId = discountId;
    },
  };
}

function family(first: number, holder: boolean): Special {
  return {
    before(account, { data }) {
      account.phones = [phoneOf(first, data)];
      account.email = `family${first}@${data.mailDomain}`;
    },
    identify(account, context) {
      give(account, context, TYPE.card, `${5000 + account.id}`);
      if (holder) give(account, context, TYPE.phone, account.phones[0] ?? '');
    },
  };
}
