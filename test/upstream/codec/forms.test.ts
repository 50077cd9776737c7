import { describe, expect, test } from 'vitest';
import type { DialectConfig } from '../../../src/config/dialect.ts';
import { systemClock } from '../../../src/lib/clock.ts';
import { zone } from '../../../src/lib/local-time.ts';
import { createResponseDecoder } from '../../../src/upstream/codec/decode-response.ts';
import { resolveDialect } from '../../../src/upstream/codec/dialect.ts';
import { createRequestEncoder } from '../../../src/upstream/codec/encode-request.ts';
import { printCall } from '../../../src/upstream/codec/server-call.ts';

type Forms = Partial<DialectConfig['forms']>;
const formed = (forms: Forms, more: Partial<DialectConfig> = {}) =>
  resolveDialect({ forms: { phone: 'plain', dateTime: 'local', ...forms }, ...more });

const read = (forms: Forms, row: object, at = 'Europe/Moscow', more: Partial<DialectConfig> = {}) =>
  createResponseDecoder(formed(forms, more), systemClock, zone(at))('accounts.get', JSON.stringify(row));
const registeredAt = (dateTime: DialectConfig['forms']['dateTime'], value: unknown, at?: string) =>
  (read({ dateTime }, { registeredAt: value }, at) as { registeredAt: unknown }).registeredAt;
const birthday = (dateTime: DialectConfig['forms']['dateTime'], value: unknown, at?: string) =>
  (read({ dateTime }, { birthday: value }, at) as { birthday: unknown }).birthday;

describe('times of answers are local, whatever the server writes', () => {
  test.each([
    ['local', '2026-03-01T18:42:10', '2026-03-01T18:42:10'],
    ['local', 1_772_379_730, 1_772_379_730],
    ['utc', '2026-03-01T15:42:10', '2026-03-01T18:42:10'],
    ['utc', '2026-03-01 22:42:10.250', '2026-03-02T01:42:10.250'],
    ['utc', '2026-03-01T20:42:10+05:00', '2026-03-01T18:42:10'],
    ['zoned', '2026-03-01T18:42:10', '2026-03-01T18:42:10'],
    ['zoned', '2026-03-01T15:42:10.5Z', '2026-03-01T18:42:10.5'],
    ['epoch', 1_772_379_730, '2026-03-01T18:42:10'],
    ['epoch', 1_772_379_730.25, '2026-03-01T18:42:10.250'],
    ['epoch', 1_772_379_730_250, '2026-03-01T18:42:10.250'],
    ['epoch', '2026-03-01T15:42:10Z', '2026-03-01T18:42:10'],
    ['epochMs', 1_772_379_730_000, '2026-03-01T18:42:10'],
    ['epoch', 1e300, 1e300],
    ['utc', 'вчера', 'вчера'],
    ['utc', null, null],
  ] as const)('%s %j is %j', (form, value, local) => {
    expect(registeredAt(form, value)).toBe(local);
  });
});

test.each([
  ['local', '0001-01-01T00:00:00'],
  ['local', '0001-01-01 00:00:00.0000000'],
  ['zoned', '0001-01-01T00:00:00Z'],
  ['zoned', '0001-01-01T00:00:00+03:00'],
  ['utc', '0001-01-01T00:00:00'],
  ['local', '0001-01-01'],
  ['local', '0000-00-00'],
  ['local', '0000-00-00 00:00:00'],
] as const)('%s %j is how programs write none, as a time and as a day', (form, value) => {
  expect([registeredAt(form, value), birthday(form, value)]).toEqual(['', '']);
});

test.each([
  ['utc', '2026-03-01T15:42:10'],
  ['epoch', 1_772_379_730],
] as const)('the expiry of an identifier is a time like others: %s', (dateTime, expiresAt) => {
  expect(read({ dateTime }, { identifiers: [{ expiresAt }, { expiresAt: null }] })).toEqual({
    identifiers: [{ expiresAt: '2026-03-01T18:42:10' }, { expiresAt: null }],
  });
});

test('0 seconds are no time of a restaurant, and a day on which guests were born', () => {
  expect([registeredAt('epoch', 0), registeredAt('epochMs', 0), birthday('epoch', 0)]).toEqual(['', '', '1970-01-01']);
  expect(registeredAt('local', 0)).toBe(0);
});

describe('a day that came as a moment is that of its midnight', () => {
  test.each([
    ['local', '1985-07-01', '1985-07-01', 'Europe/Moscow'],
    ['local', '1985-07-01T00:00:00', '1985-07-01', 'Europe/Moscow'],
    ['utc', '1985-07-01T00:00:00', '1985-07-01', 'Asia/Kamchatka'],
    ['utc', '1985-06-30T20:00:00', '1985-07-01', 'Europe/Moscow'],
    ['utc', '1990-05-01T00:00:00Z', '1990-05-01', 'America/New_York'],
    ['zoned', '1985-07-01T00:00:00+04:00', '1985-07-01', 'Europe/Moscow'],
    ['local', '1985-06-30T20:00:00.000Z', '1985-07-01', 'Europe/Moscow'],
    ['epoch', -315_619_200, '1960-01-01', 'Europe/Moscow'],
    ['epoch', -315_630_000, '1960-01-01', 'Europe/Moscow'],
    ['epochMs', 21_675_600_000, '1970-09-09', 'Europe/Moscow'],
  ] as const)('%s %j is %j in its zone', (form, value, day, at) => {
    expect(birthday(form, value, at)).toBe(day);
  });

  test('seconds are not taken for milliseconds: nothing tells them apart before 1973', () => {
    expect(birthday('epoch', -315_619_200_000)).toBe(-315_619_200_000);
  });
});

test('exact amounts and long identifiers are read with each form', () => {
  const row =
    '{"balance":90071992547409.93,"registeredAt":1772379730.123456,"identifiers":[{"id":"7","value":9223372036854775807}]}';
  const dialect = formed({ dateTime: 'epoch' }, { moneyUnit: 'roubles', numericIdentifiers: true });
  expect(createResponseDecoder(dialect, systemClock, zone('Europe/Moscow'))('accounts.get', row)).toEqual({
    balance: 9_007_199_254_740_993n,
    registeredAt: '2026-03-01T18:42:10.123',
    identifiers: [{ id: 7, value: '9223372036854775807' }],
  });
});

test('ids that are texts of digits are read, and other texts are not', () => {
  const row = {
    id: '7001',
    groupId: '5',
    discountId: '0',
    referrerId: '007',
    tagIds: ['1', 2, 'x'],
    bonusTypeCode: '5',
  };
  expect(read({}, row)).toEqual({ ...row, id: 7001, groupId: 5, discountId: 0, tagIds: [1, 2, 'x'] });
});

const target = (
  forms: Forms,
  query: Record<string, string>,
  more: Partial<DialectConfig> = {},
  at = 'Europe/Moscow',
) => {
  const encode = createRequestEncoder(formed(forms, more), '', zone(at));
  return decodeURIComponent(printCall(encode('operations.list', { query })).target.replace('/operations/list?', ''));
};

describe('times are asked for in the form of the server', () => {
  test.each([
    ['local', 'dateFrom=2026-03-01T18:42:10'],
    ['utc', 'dateFrom=2026-03-01T15:42:10'],
    ['zoned', 'dateFrom=2026-03-01T15:42:10Z'],
    ['epoch', 'dateFrom=1772379730'],
    ['epochMs', 'dateFrom=1772379730000'],
  ] as const)('%s', (dateTime, asked) => {
    expect(target({ dateTime }, { dateFrom: '2026-03-01T18:42:10' })).toBe(asked);
  });

  test('a local time that comes twice begins with its first pass, and ends with its second', () => {
    const query = { dateFrom: '2026-11-01T01:30:00', dateTo: '2026-11-01T01:30:00' };
    expect(target({ dateTime: 'zoned' }, query, {}, 'America/New_York')).toBe(
      'dateFrom=2026-11-01T05:30:00Z&dateTo=2026-11-01T06:30:00Z',
    );
  });

  test.each([
    ['local', '2026-03-01T01:00:00', '2026-03-02T00:00:00', 'dateFrom=2026-03-01&dateTo=2026-03-02'],
    ['local', '2026-03-01T00:00:00', '2026-03-02T00:00:01', 'dateFrom=2026-03-01&dateTo=2026-03-03'],
    ['utc', '2026-03-01T01:00:00', '2026-03-02T01:00:00', 'dateFrom=2026-02-28&dateTo=2026-03-03'],
  ] as const)('by days, %s, from %s to %s', (dateTime, dateFrom, dateTo, asked) => {
    expect(target({ dateTime }, { dateFrom, dateTo }, { dateBounds: 'day' })).toBe(asked);
  });
});

test('phones are asked for and written with the trunk prefix, identifiers and foreign numbers are not', () => {
  const encode = createRequestEncoder(formed({ phone: 'eight' }), '', zone('Europe/Moscow'));
  const asked = (phone: string) => printCall(encode('accounts.list', { query: { phone } })).target;
  expect(asked('79000001042')).toBe('/accounts/list?phone=89000001042');
  expect(asked('4915112345678')).toBe('/accounts/list?phone=4915112345678');
  const identifiers = [{ typeId: 2, value: '79000001042' }];
  const { body } = printCall(encode('accounts.insert', { body: { groupId: 1, phones: ['79000001042'], identifiers } }));
  expect(JSON.parse(body ?? '')).toEqual({ groupId: 1, phones: ['89000001042'], identifiers });
});
