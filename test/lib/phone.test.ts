import { expect, test } from 'vitest';
import { parsePhone, toE164 } from '../../src/lib/phone.ts';

test.each(['79000001042', '89000001042', '+7 (900) 000-10-42', '8 900 000 10 42', '9000001042', '+79000001042'])(
  '%s is one phone',
  (text) => {
    expect(parsePhone(text)).toBe('79000001042');
  },
);

test.each([
  '',
  '123',
  '+',
  'abc',
  '7900000104x',
  '7900000104267890',
  '📞79000001042',
  '7900\u00000001042',
  'x'.repeat(2048),
])('%j is no phone', (text) => {
  expect(parsePhone(text)).toBeNull();
});

test('a foreign phone keeps its country code', () => {
  expect(toE164('+44 20 7946 0958')).toBe('+442079460958');
  expect(toE164('доб. 12')).toBeNull();
});
