import { expect, test } from 'vitest';
import { parseEvidentPhone, parsePhone, toE164 } from '../../src/lib/phone.ts';

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

test('a number of the Maldives, told by its plus, is not taken for a Russian one', () => {
  expect(parsePhone('+960 771-2345')).toBe('9607712345');
});

test.each([
  ['+7 900 000 10 42', '79000001042'],
  ['+49 30 1234567', '49301234567'],
  ['8 (900) 000-10-42', '79000001042'],
  ['8 (49636) 1-23-45', '74963612345'],
  ['900-000-10-42', '79000001042'],
  ['8 900 000-10-42', '79000001042'],
])('%s can be nothing but a phone', (text, digits) => {
  expect(parseEvidentPhone(text)).toBe(digits);
});

test.each([
  '79000001042',
  '89000001042',
  '8 900 000 10 42',
  '8000-1234-567',
  '2000000010427',
  '2000 0000 1042',
  '+7',
  '+',
])('%s may be something else', (text) => {
  expect(parseEvidentPhone(text)).toBeNull();
});
