import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainKey, plainText, toNfc } from '../../src/lib/plain-text.ts';
import { draws } from '../kit/draws.ts';

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

test('no two letters and marks of Latin and Cyrillic texts have another form in NFC', () => {
  const letters = Array.from({ length: 0x530 }, (_, code) => String.fromCharCode(code)).filter(
    (letter) => !/[\u0300-\u03ff]/.test(letter),
  );
  // Each stands before and behind each: what composes or changes places does so with a neighbour.
  const changed = letters.filter((letter) => {
    const text = letters.map((other) => letter + other).join('');
    return text.normalize('NFC') !== text;
  });
  expect(changed).toEqual([]);
});

test('any text is turned into NFC', () => {
  const unit = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 3 }),
    fc.constantFrom(
      'и\u0306',
      'e\u0301',
      '\u0344',
      '\u212b',
      '\u0387',
      '\u0483\u0301',
      '\u1100\u1161',
      '\ud834\udd5e',
      '\u0301\u0323',
    ),
  );
  const text = fc.array(unit, { maxLength: 6 }).map((units) => units.join(''));
  fc.assert(
    fc.property(text, (any) => toNfc(any) === any.normalize('NFC')),
    { numRuns: draws(500) },
  );
});
