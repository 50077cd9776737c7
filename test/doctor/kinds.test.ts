import { expect, test } from 'vitest';
import { enumValues } from '../../src/contract/names.ts';
import { decisionsOf } from '../../src/doctor/decisions.ts';
import { flagWords, matchValues } from '../../src/doctor/match/match-values.ts';
import { examineAt } from '../kit/examine.ts';
import { MOVES, ownMoves, pageOf, type Team, teamServer, usualRoutes } from '../kit/team-server.ts';

const KINDS = enumValues('OperationKind');

test('kinds in words of people are told apart, and two that compete name none', () => {
  const words = [
    'Начисление',
    'Списание вручную',
    'Сгорание',
    'Оплата бонусами',
    'Бонус за чек',
    'Скидка',
    'Потрачено',
  ];
  expect(matchValues(KINDS, words).map).toEqual({
    DEPOSIT: 'Начисление',
    WITHDRAW: 'Списание вручную',
    EXPIRE: 'Сгорание',
    POS_PAYMENT: 'Оплата бонусами',
    POS_BONUS: 'Бонус за чек',
    POS_DISCOUNT: 'Скидка',
    POS_SPEND: 'Потрачено',
  });
  expect(matchValues(KINDS, ['cashback', 'bonus for purchase', 'referral bonus']).map).toEqual({
    REFERRAL: 'referral bonus',
  });
  // One of each pair is of the register, and nothing says which.
  expect(matchValues(KINDS, ['accrual', 'manual_accrual', 'redemption', 'manual_redemption', 'burn']).map).toEqual({
    EXPIRE: 'burn',
  });
  // Which of the two it is, its words leave open.
  expect(matchValues(KINDS, ['Списание бонусов за чек']).map).toEqual({});
});

test('flags in words are told by their pair, whichever of the two was seen', () => {
  expect(flagWords(['Нет', 'Да'])).toEqual({ false: 'Нет', true: 'Да' });
  expect(flagWords(['0'])).toEqual({ false: '0', true: '1' });
  expect(flagWords(['Y', 'N'])).toEqual({ false: 'N', true: 'Y' });
  for (const others of [[], ['active', 'blocked'], ['0', '1', '2'], [0, '1']]) expect(flagWords(others)).toBeNull();
});

test('bare numbers stay unread, and the first lines say what rows show of each', async () => {
  const routes: Team['routes'] = {
    ...usualRoutes(),
    'GET /api/v0/operations/list': (call) => {
      const rows = ownMoves(MOVES, call).map(({ at: _, kind, ...move }) => ({
        ...move,
        kind: kind === 'DEPOSIT' ? 4 : 5,
      }));
      return pageOf(rows, call);
    },
  };
  const server = await teamServer({ routes });
  const found = await examineAt(server.url);
  expect(found.dialect.values).toBeUndefined();
  const line = decisionsOf(found).find(({ code }) => code === 'VALUES_UNKNOWN');
  expect(line?.text).toContain('(4: positive, such as operation 4000; 5: negative, such as operation 3999)');
});
