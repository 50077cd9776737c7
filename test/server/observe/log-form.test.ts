import { pino } from 'pino';
import { expect, test } from 'vitest';
import { createErrorPrinter } from '../../../src/commands/print/error-printer.ts';
import { createLog, followLevel } from '../../../src/server/log.ts';
import { readableLine } from '../../../src/server/observe/readable-line.ts';
import { standingClock } from '../../kit/clock.ts';

test('a line for people has time, level, message and the other fields', () => {
  const fields = {
    level: 40,
    time: 1_700_000_000_000,
    tenant: 'saturn',
    status: null,
    slow: { a: 1 },
    msg: 'in trouble',
  };
  expect(readableLine(JSON.stringify(fields))).toBe('22:13:20.000 WARN in trouble tenant=saturn slow={"a":1}\n');
});

test('the level of our own log follows the configuration, that of another one does not', () => {
  const own = createLog('warn');
  followLevel(own, 'silent');
  expect(own.level).toBe('silent');
  const other = pino({ level: 'warn' }, { write: () => undefined });
  followLevel(other, 'silent');
  expect(other.level).toBe('warn');
});

test('what start says in production is a line of JSON, and text for people everywhere else', () => {
  const printed: string[] = [];
  const print = (argv: string[], NODE_ENV: string) =>
    createErrorPrinter({ argv, env: { NODE_ENV }, clock: standingClock(), write: (line) => printed.push(line) });
  print(['start', '--config', 'x'], 'production').printError('reloaded\n', 'info');
  print(['--config', 'x'], 'production').printError('gone', 'fatal');
  print(['start'], 'development').printError('text');
  print(['doctor'], 'production').printError('text');
  expect(printed).toEqual([
    '{"level":30,"time":1773144000000,"msg":"reloaded"}',
    '{"level":60,"time":1773144000000,"msg":"gone"}',
    'text',
    'text',
  ]);
});
