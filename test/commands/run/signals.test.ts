import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { runCommandLine } from '../../../src/commands/command-line.ts';
import { COMMANDS } from '../../../src/commands/commands.ts';
import { createSignals } from '../../../src/commands/run/signals.ts';

function signals() {
  const process = new EventEmitter();
  const ends: number[] = [];
  const reloads: number[] = [];
  const created = createSignals(process, (code) => ends.push(code));
  return { ...created, send: (signal: string) => process.emit(signal), ends, reloads };
}

test('what comes during the start waits: a reload runs once, a stop is taken when it is asked for', async () => {
  const { holdSignals, onHangup, stopped, send, reloads, ends } = signals();
  holdSignals();
  for (const signal of ['SIGHUP', 'SIGHUP', 'SIGTERM']) expect(send(signal)).toBe(true);
  onHangup(() => reloads.push(1));
  expect(reloads).toEqual([1]);
  expect(await stopped()).toBe('SIGTERM');
  send('SIGHUP');
  expect([reloads, ends]).toEqual([[1, 1], []]);
});

test.each([
  ['SIGTERM', 'SIGINT', 130],
  ['SIGTERM', 'SIGTERM', 143],
  ['SIGINT', 'SIGTERM', 143],
  ['SIGINT', 'SIGINT', 130],
])('%s then %s ends at once', async (first, second, code) => {
  const { stopped, send, ends } = signals();
  const stop = stopped();
  send(first);
  expect([await stop, ends]).toEqual([first, []]);
  send(second);
  expect(ends).toEqual([code]);
});

test('a command that holds no signals keeps what they do by themselves', () => {
  const { send } = signals();
  expect(['SIGHUP', 'SIGTERM', 'SIGINT'].map(send)).toEqual([false, false, false]);
});

test('start holds signals before it loads anything, and a command that ends by itself never', async () => {
  const order: string[] = [];
  const entry = (name: string) => ({
    ...COMMANDS.find((command) => command.name === name),
    name,
    summary: '',
    load: async () => {
      order.push(`load ${name}`);
      return { help: '', run: async () => 0 };
    },
  });
  const tools = { env: {}, holdSignals: () => void order.push('hold') } as never;
  await runCommandLine([entry('start')], ['start'], tools);
  await runCommandLine([entry('doctor')], ['doctor'], tools);
  expect(order).toEqual(['hold', 'load start', 'load doctor']);
});
