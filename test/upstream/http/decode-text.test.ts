import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeText } from '../../../src/upstream/http/decode-body.ts';
import { draws } from '../../kit/draws.ts';

const TEXT = fc.string({ unit: 'binary', maxLength: 40 });

test('every text is read as it was written in UTF-8, from wherever its bytes stand in a buffer', () => {
  fc.assert(
    fc.property(TEXT, fc.boolean(), (text, isMarked) => {
      const written = isMarked ? `\ufeff${text}` : text;
      const bytes = Buffer.from(`x${written}`).subarray(1);
      return decodeText(bytes, undefined) === written && bytes.toString('utf8') === written;
    }),
    { numRuns: draws(300) },
  );
});

test('bytes that are no UTF-8 are no text', () => {
  const broken = [[0xd0], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0x41, 0xff]];
  for (const bytes of broken) expect(decodeText(Buffer.from(bytes), 'application/json')).toBeNull();
});
