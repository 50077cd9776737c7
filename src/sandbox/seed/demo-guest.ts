import { type EdgeCase, having, type SeedContext } from './edge-cases.ts';
import { checkEntries, type DatedEntry } from './history.ts';
import { GROUP, LADDER, TYPE } from './rows.ts';

/** The index of the guest that examples and GraphiQL's tabs ask for: id 142, phone 79000001042. */
export const DEMO_GUEST = 42;
const DEMO_PHONE = '79000001042';
const DEMO_CARD = '2000000010427';

/** Business days ago, hour, check in kopecks, part paid with bonuses, restaurant. */
const CHECKS: [ago: number, hour: number, sum: number, bonuses: number, restaurant: number][] = [
  [210, 19, 485_000, 0, 1],
  [168, 20, 612_000, 0, 1],
  [120, 13, 274_000, 0, 2],
  [94, 21, 538_000, 30_000, 1],
  [61, 23, 742_500, 0, 1],
  [33, 0, 691_000, 0, 2],
  [12, 19, 456_000, 45_000, 1],
  [4, 20, 539_900, 0, 1],
];

/** A guest in the middle of the ladder, with a value in every field. */
const maria: EdgeCase = {
  adjust(account, { history }) {
    Object.assign(account, {
      groupId: GROUP.regulars,
      lastName: 'Иванова',
      firstName: 'Мария',
      patronymic: 'Сергеевна',
      gender: 'FEMALE',
      birthday: '1990-04-17',
      email: 'maria.ivanova@saturn-guest.example',
      phones: [DEMO_PHONE],
      info: 'Любит столик у окна, аллергия на орехи',
      screenMessage: 'Поздравьте с повышением уровня',
      discountId: LADDER.bonus,
      bonusTypeCode: 4,
      tagIds: [1, 3],
      consents: { personalData: true, privacyPolicy: true, adult: true },
      referrerId: 101,
      registrationSource: 'telegram',
    });
    account.registeredAt = history.at(240, 18, 42, 10).local;
    account.updatedAt = account.registeredAt;
  },
  identify(account, { store }) {
    store.addIdentifier(account, TYPE.card, DEMO_CARD);
    store.addIdentifier(account, TYPE.phone, DEMO_PHONE);
    store.addIdentifier(account, TYPE.telegram, '@maria_iv');
  },
  entries(account, context) {
    const { history } = context;
    const manual = (ago: number, entry: DatedEntry['entry']): DatedEntry => ({ at: history.at(ago, 12, 0, 3), entry });
    const byUser = { userLogin: 'marketing' };
    return [
      manual(240, { kind: 'DEPOSIT', amount: 30_000, reason: 'Приветственные бонусы', ...byUser }),
      ...CHECKS.flatMap(([ago, hour, sum, paidWithBonuses, restaurantId]) =>
        checkEntries({
          at: history.at(ago, hour, 42, 10),
          sum,
          paidWithBonuses,
          bonus: 5,
          bonusUntil: history.day(180 - ago),
          identifierId: account.identifiers[0]?.id ?? null,
          restaurantId,
          stationNo: 2,
          checkNo: context.nextCheck(),
        }),
      ),
      manual(150, { kind: 'REFERRAL', amount: 25_000, reason: 'Реферальная программа' }),
      manual(90, { kind: 'DEPOSIT', amount: 50_000, reason: 'День рождения', ...byUser, expiresAt: history.day(-60) }),
      manual(45, { kind: 'PROMO', amount: 15_000, reason: 'Акция "Счастливые часы"', expiresAt: history.day(10) }),
      manual(20, { kind: 'WITHDRAW', amount: -5_000, reason: 'Ошибочное начисление', userLogin: 'admin' }),
      manual(2, {
        kind: 'DEPOSIT',
        amount: 20_000,
        reason: 'Отзыв',
        ...byUser,
        availableFrom: history.day(1),
        expiresAt: history.day(90),
      }),
      manual(1, {
        kind: 'DEPOSIT',
        amount: 35_000,
        reason: 'Компенсация за ожидание',
        ...byUser,
        availableFrom: history.day(7),
      }),
      ...checkEntries({
        at: history.today(0.5),
        sum: 98_000,
        bonus: 5,
        bonusUntil: history.day(180),
        identifierId: account.identifiers[0]?.id ?? null,
        restaurantId: 1,
        stationNo: 1,
        checkNo: context.nextCheck(),
      }),
    ];
  },
};

/** In the other restaurant the same id is another person. */
const sameId = having({ lastName: 'Гагаринов', firstName: 'Платон', patronymic: 'Юрьевич', gender: 'MALE' });

/** In the other restaurant the same phone and card number belong to another id. */
const samePhone: EdgeCase = {
  ...having({
    lastName: 'Звёздная',
    firstName: 'Аэлита',
    patronymic: null,
    gender: 'FEMALE',
    phones: [DEMO_PHONE],
    email: 'aelita@jupiter-club.example',
    discountId: LADDER.bonus,
  }),
  identify(account, { store }) {
    store.addIdentifier(account, TYPE.card, DEMO_CARD);
    store.addIdentifier(account, TYPE.phone, DEMO_PHONE);
  },
};

export function demoCase(at: number, variant: SeedContext['variant']): EdgeCase | undefined {
  if (variant === 'saturn') return at === DEMO_GUEST ? maria : undefined;
  if (at === DEMO_GUEST) return sameId;
  return at === 29 ? samePhone : undefined;
}
