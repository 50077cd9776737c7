import { expect, test } from 'vitest';
import type { DialectConfig } from '../../../src/config/dialect.ts';
import type { OperationId } from '../../../src/contract/schemas.ts';
import { systemClock } from '../../../src/lib/clock.ts';
import { zone } from '../../../src/lib/local-time.ts';
import { createResponseDecoder } from '../../../src/upstream/codec/decode-response.ts';
import { resolveDialect } from '../../../src/upstream/codec/dialect.ts';

const read = (operation: OperationId, row: object, dialect: Partial<DialectConfig> = {}, name = 'Europe/Moscow') =>
  createResponseDecoder(resolveDialect(dialect), systemClock, zone(name))(operation, JSON.stringify(row));

test.each([
  ['2026-03-01T15:42:10Z', '2026-03-01T18:42:10'],
  ['2026-03-01T15:42:10z', '2026-03-01T18:42:10'],
  ['2026-03-01T15:42:10.25+00:00', '2026-03-01T18:42:10.25'],
  ['2026-03-01 20:42:10+0500', '2026-03-01T18:42:10'],
  ['2026-02-28T23:30:00Z', '2026-03-01T02:30:00'],
  ['2026-03-01T18:42:10', '2026-03-01T18:42:10'],
  ['2026-03-01 18:42:10.5', '2026-03-01 18:42:10.5'],
  ['soonZ', 'soonZ'],
  ['2026-13-01T15:42:10Z', '2026-13-01T15:42:10Z'],
])('the time %s is %s in Moscow', (written, local) => {
  expect(read('operations.get', { id: 1, createdAt: written })).toEqual({ id: 1, createdAt: local });
  expect(read('accounts.list', { items: [{ registeredAt: written, updatedAt: null }], total: 1 })).toEqual({
    items: [{ registeredAt: local, updatedAt: null }],
    total: 1,
  });
});

test.each([
  ['2026-02-28T21:00:00Z', '2026-03-01'],
  ['2026-03-01T00:00:00+03:00', '2026-03-01'],
  ['2026-03-01T00:00:00Z', '2026-03-01'],
  ['2026-02-28T19:00:00Z', '2026-03-01'],
  ['2026-03-01', '2026-03-01'],
  ['2026-03-01T00:00:00', '2026-03-01'],
])('the day that came as %s is %s', (written, day) => {
  expect(read('operations.get', { businessDate: written })).toEqual({ businessDate: day });
  expect(read('accounts.get', { birthday: written })).toEqual({ birthday: day });
});

test('under any names, in any unit, and beside amounts that need all digits', () => {
  const row = { id: 1, when: '2026-03-01T15:42:10Z', amount: 5 };
  const dialect = { names: { 'Operation.createdAt': 'when' } };
  expect(read('operations.get', row, dialect)).toMatchObject({ createdAt: '2026-03-01T18:42:10' });
  const text = '{"createdAt":"2026-03-01T15:42:10Z","amount":9007199254740993}';
  const decode = createResponseDecoder(resolveDialect({}), systemClock, zone('Asia/Yekaterinburg'));
  expect(decode('operations.get', text)).toEqual({
    createdAt: '2026-03-01T20:42:10',
    amount: 9_007_199_254_740_993n,
  });
});
