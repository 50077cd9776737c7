import { expect, test } from 'vitest';
import { CHECKS } from '../../src/conform/checks.ts';
import { refusalOf } from '../../src/conform/refusals.ts';
import { suspect } from '../../src/conform/verdict.ts';
import { isOperation, parametersOf } from '../../src/contract/names.ts';

const refused = (feature: string, operation: string | null) => {
  if (operation !== null && !isOperation(operation)) throw new Error(operation);
  return refusalOf({ feature, operation, ...suspect('') });
};

test('a filter that is wrong is refused, and the list without it is not', () => {
  expect(refused('cards.filter.group', 'accounts.list').missing).toEqual(['accounts.list.groupId']);
  expect(refused('operations.filter.kinds', 'operations.list').missing).toEqual(['operations.list.kind']);
  expect(refused('guest.by.phone', 'accounts.list').missing).toEqual(['accounts.list.phone']);
  expect(refused('operations.period', 'operations.list').missing).toEqual([
    'operations.list.dateFrom',
    'operations.list.dateTo',
  ]);
});

test('wrong signs refuse the rows where kinds may be wrong too, and amounts alone where kinds are words', () => {
  const signs = {
    feature: 'operations.signs',
    operation: 'operations.list',
    ...suspect('9 of 9 WITHDRAW are positive'),
  } as const;
  const swapped = { 'Operation.kind': { DEPOSIT: 'WITHDRAW', WITHDRAW: 'DEPOSIT' } };
  expect(refusalOf(signs, { values: swapped }).missing).toEqual(['operations.list', 'operations.get']);
  const negative = { ...signs, ...suspect('9 of 9 DEPOSIT are negative') };
  expect(refusalOf(negative).missing).toEqual(['operations.list', 'operations.get']);
  const words = { 'Operation.kind': { DEPOSIT: 'deposit', POS_BONUS: 'posBonus' } };
  for (const values of [{}, words]) {
    expect(refusalOf(signs, { values })).toMatchObject({ missing: [], unproven: ['Operation'] });
  }
});

test('where every card came, another end of the list refuses its order alone', () => {
  const last = { feature: 'cards.last', operation: 'accounts.list', ...suspect('') } as const;
  expect(refusalOf(last).missing).toEqual(['accounts.list']);
  expect(refusalOf(last, { isCounted: true }).missing).toEqual(['accounts.list.sort', 'accounts.list.order']);
});

test('two balances of one card make the unit of cards unproven: nobody can tell which is right', () => {
  const found = { feature: 'card.by.id', operation: 'accounts.get' } as const;
  const text = 'card ****5001 has another balance by id than in the list';
  expect(refusalOf({ ...found, ...suspect(text) })).toMatchObject({ missing: [], unproven: ['Account'] });
});

test('wrong amounts make their unit unproven', () => {
  expect(refused('amounts.size', 'operations.list')).toMatchObject({ missing: [], unproven: ['Operation'] });
});

test('every feature is refused by what a dialect can say, or left because it reads as unknown', () => {
  for (const check of CHECKS) {
    const { missing, unproven, unread } = refusalOf({ ...check, ...suspect('') });
    const isRefused = missing.length + unproven.length + unread.length > 0;
    expect([check.feature, isRefused || check.operation === null]).toEqual([check.feature, true]);
    for (const entry of missing) {
      const dot = entry.lastIndexOf('.');
      const [id, parameter] = [entry.slice(0, dot), entry.slice(dot + 1)];
      expect([entry, isOperation(entry) || (isOperation(id) && parametersOf(id).includes(parameter))]).toEqual([
        entry,
        true,
      ]);
    }
  }
});
