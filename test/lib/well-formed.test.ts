import { expect, test } from 'vitest';
import { isWellFormed } from '../../src/lib/plain-text.ts';

test.each(['', 'Иванов', '😀', 'a\tb'])('%j can be sent', (text) => {
  expect(isWellFormed(text)).toBe(true);
});

test.each(['\ud83d', 'a\ude00b', 'a\0b'])('%j cannot', (text) => {
  expect(isWellFormed(text)).toBe(false);
});
