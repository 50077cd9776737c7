import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseEvidentPhone, parsePhone, readStoredPhone, toE164 } from '../../src/lib/phone.ts';
import { draws } from '../kit/draws.ts';

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

test.each([
  '\u202a+7 900 000-10-42\u202c',
  '\u200e+79000001042',
  '\u2068+7 900 000-10-42\u2069',
  '+7900\u200b0001042',
  '\ufeff+79000001042',
  '+7900\u00ad0001042',
  '+7\u00a0900\u202f000\u200910\u300042',
  '+7 900 000\u201110\u201142',
  '8 900 000\u201310\u201342',
  '+7 900 000\u221210\u201042',
  'tel:+7-900-000-10-42',
  '\uff0b7\uff19000001042',
  '(+7) 900 000 10 42',
  '8/900/000-10-42',
  '0079000001042',
  '8107 900 000 10 42',
])('%j is the same phone, whatever nobody sees in it', (text) => {
  expect(parsePhone(text)).toBe('79000001042');
  expect(toE164(text)).toBe('+79000001042');
  if (/^\D*\+/.test(text)) expect(parseEvidentPhone(text.replace('(+7)', '+7'))).toBe('79000001042');
});

const ABROAD = {
  'Hong Kong': '+852 5123 4567',
  Macau: '+853 6612 3456',
  Cambodia: '+855 12 345 678',
  Vietnam: '+84 912 345 678',
  'another of Vietnam': '+84 38 765 43 21',
  Maldives: '+960 771 2345',
  Lebanon: '+961 3 123 456',
  Bhutan: '+975 2 324 567',
  Japan: '+81 90 1234 5678',
  Korea: '+82 2 312 3456',
  Turkmenistan: '+993 65 123456',
  Georgia: '+995 555 12 34 56',
  'the United States': '+1 212 555 0123',
};

test.each(Object.entries(ABROAD))('a phone of %s, kept in digits, is never made Russian', (_country, phone) => {
  const digits = phone.replace(/\D/g, '');
  expect(parsePhone(phone)).toBe(digits);
  expect(readStoredPhone(digits)).toBe(digits);
  expect(toE164(digits)).toBe(`+${digits}`);
  expect(toE164(phone)).toBe(`+${digits}`);
});

test.each(['85251234567', '81312345678', '82212345678', '84 912 345 678'])(
  '%s can be no Russian number, typed either',
  (text) => {
    expect(parsePhone(text)).toBe(text.replace(/\D/g, ''));
  },
);

test.each([
  ['89000001042', '+79000001042'],
  ['9000001042', '+79000001042'],
  ['8 (4912) 34-56-78', '+74912345678'],
  ['8-4912-34-56-78', '+74912345678'],
  ['84951234567', '+74951234567'],
  ['88001234567', '+78001234567'],
  ['87011234567', '+77011234567'],
  ['(960) 771-23-45', '+79607712345'],
])('%s, stored with the prefix of whoever stored it, is %s', (stored, phone) => {
  expect(toE164(stored)).toBe(phone);
});

test('what is typed without a plus is meant as Russians type it', () => {
  expect(parsePhone('84912345678')).toBe('74912345678');
  expect(parsePhone('9607712345')).toBe('79607712345');
});

test('digits alone are read as they are with a space around them', () => {
  const digits = fc.stringMatching(/^7?\d{9,12}$/);
  fc.assert(
    fc.property(digits, (stored) => readStoredPhone(stored) === readStoredPhone(` ${stored} `)),
    { numRuns: draws(500) },
  );
});
