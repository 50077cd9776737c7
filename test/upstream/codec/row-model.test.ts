import { expect, test } from 'vitest';
import { rowModel } from '../../../src/upstream/codec/row-model.ts';

test('a model has the fields of its row: what is absent is null, an enum is as the server wrote it', () => {
  const user = rowModel('User');
  expect(user({ id: 3, login: 'ася' })).toEqual({
    __typename: 'User',
    id: 3,
    login: 'ася',
    userType: null,
    role: null,
    email: null,
    lastName: null,
    firstName: null,
    patronymic: null,
    comment: null,
  });
  expect(user({ id: 3, login: 'ася', userType: 'ROBOT' as 'API' })).toMatchObject({ userType: 'ROBOT' });
  expect(rowModel('Group', 'AccountGroup')({ id: 1, name: 'Гости' })).toEqual({
    __typename: 'Group',
    id: 1,
    name: 'Гости',
    comment: null,
  });
});

test('amounts, flags and ids are read as such', () => {
  const read = rowModel('Operation');
  const row = {
    id: 9,
    accountId: 142,
    kind: 'DEPOSIT',
    amount: 10n ** 20n,
    createdAt: '2026-03-01T18:42:10',
    restaurantId: 0,
  } as const;
  expect(read({ ...row, amount: 5 })).toMatchObject({ amount: 5, restaurantId: null, checkNo: null });
  expect(read(row)).toMatchObject({ amount: 10n ** 20n, createdAt: row.createdAt });
});

test('a required field that cannot be read is named, never its value', () => {
  const read = rowModel('Restaurant');
  const row = { id: 1, code: 9999, name: 'Сатурн' };
  for (const [change, field] of [
    [{ id: 0 }, 'Restaurant.id'],
    [{ code: '9999' }, 'Restaurant.code'],
    [{ name: null }, 'Restaurant.name'],
  ] as const)
    expect(() => read({ ...row, ...change } as never)).toThrow(expect.objectContaining({ kind: 'MALFORMED', field }));
});

test('the types refuse a row with lists or objects, which wants a model of its own', () => {
  // @ts-expect-error an account has phones and consents
  expect(rowModel('Account')).toBeDefined();
});
