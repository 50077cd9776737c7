import fc from 'fast-check';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { boundedLine } from '../../src/lib/log-line.ts';

test('a line that fits stays as it is', () => {
  const line = `${JSON.stringify({ level: 30, msg: 'request', operationName: 'Гость'.repeat(100) })}\n`;
  expect(boundedLine(line)).toBe(line);
});

test('of a longer one the texts are cut, and what is short stays', () => {
  const line = JSON.stringify({
    level: 50,
    requestId: 'r-1',
    err: { message: 'x'.repeat(9000), stack: 'ы'.repeat(9000) },
  });
  const { requestId, err } = JSON.parse(boundedLine(`${line}\n`));
  expect([requestId, err.message, err.stack]).toEqual(['r-1', `${'x'.repeat(300)}…`, `${'ы'.repeat(300)}…`]);
});

test('no line is longer than 2 KB, and each is JSON', () => {
  const text = fc.string({ unit: 'binary', maxLength: 400 }).map((unit) => unit.repeat(1 + (unit.length % 40)));
  fc.assert(
    fc.property(fc.dictionary(text, fc.oneof(text, fc.array(text), fc.integer()), { maxKeys: 12 }), (fields) => {
      let written = '';
      const log = pino({ hooks: { streamWrite: boundedLine } }, { write: (line: string) => (written = line) });
      log.info(fields, 'request');
      expect(Buffer.byteLength(written)).toBeLessThanOrEqual(2048);
      expect(JSON.parse(written)).toMatchObject({ level: 30 });
    }),
    { numRuns: 200 },
  );
});
