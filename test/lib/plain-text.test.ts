import { expect, test } from 'vitest';
import { plainKey, plainText } from '../../src/lib/plain-text.ts';

test.each([
  ['\u200eАндрей\u200b ', 'Андрей'],
  ['Андрей'.normalize('NFD'), 'Андрей'],
  ['\ufeffСатурн\u2069', 'Сатурн'],
  ['са\u00adтурн', 'сатурн'],
  ['👨‍👩‍👧', '👨‍👩‍👧'],
  ['a\nb', 'a\nb'],
])('%j is the text %j', (text, plain) => {
  expect(plainText(text)).toBe(plain);
});

test('a value that is looked up has no invisible character at all', () => {
  expect(plainKey(' 900\u200d555\u200e\u061c ')).toBe('900555');
  expect(plainKey('BR-0001')).toBe('BR-0001');
});
