import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, type TestContext, test } from 'vitest';
import {
  type BadDisk,
  foreignFolder,
  fullDisk,
  limitedDisk,
  type MakeBadDisk,
  readOnlyDisk,
} from '../../../kit/bad-disk.ts';
import { fastClock } from '../../../kit/clock.ts';
import { type GivenHttp, given } from '../../../kit/given.ts';
import type { Input } from '../../../kit/moves.ts';

const CARD = 101;
const HISTORY = `query ($id: ID!) { card(by: { id: $id }) { balance operations(first: 5) { nodes { reason amount } } } }`;

/** Gives the disk, or skips the test and says why. */
function givenDisk(name: string, make: MakeBadDisk, skip: TestContext['skip']): BadDisk {
  const disk = make();
  if (disk) return disk;
  const why = `a disk that is ${name} cannot be made on this machine`;
  process.stderr.write(`SKIPPED: ${why}\n`);
  return skip(why);
}

const bankOn = ({ folder }: BadDisk) =>
  given({
    http: { intents: { store: 'sqlite', path: join(folder, 'intents.db') } },
    warm: true,
    clock: fastClock(10),
    upstream: { timeoutMs: 9000 },
  });

async function faultOf({ url }: GivenHttp): Promise<unknown> {
  const answer = await fetch(`${url}/readyz?verbose`);
  const { status, intents } = await answer.json();
  expect([answer.status, status]).toEqual([200, 'ready']);
  return intents.fault;
}

/** Refused before anything is sent, told so to clients and operators; what only reads goes on. */
async function expectRefused(bank: GivenHttp, input: Input, fault: string, folder: string): Promise<void> {
  bank.sandbox.clearCalls();
  const before = bank.sandbox.operations().length;
  const { errors, ...told } = await bank.move('cardDeposit', input);
  expect(told).toEqual({ state: 'OVERLOADED', result: null });
  expect(errors).toMatchObject([
    {
      message: 'The log of value moves is unavailable. Nothing was sent; retry with the same idempotency key.',
      path: ['cardDeposit'],
      extensions: { code: 'OVERLOADED', reason: 'INTENT_LOG' },
    },
  ]);
  expect(JSON.stringify(errors)).not.toContain(folder);
  expect(bank.sends()).toBe(0);
  expect(bank.sandbox.operations()).toHaveLength(before);
  expect(await faultOf(bank)).toBe(fault);

  const { body } = await bank.ask(HISTORY, { id: input.cardId });
  expect(body.errors).toBeUndefined();
  expect(Object(body.data).card.operations.nodes).toHaveLength(5);
}

/** The refused key was not used, so it books now. */
async function expectBooks(bank: GivenHttp, input: Input): Promise<void> {
  expect(await bank.move('cardDeposit', input)).toMatchObject({ state: 'Payload', result: { replayed: false } });
  expect(bank.rows(input.idempotencyKey)).toHaveLength(1);
  expect(bank.sends()).toBe(1);
  expect(await faultOf(bank)).toBeNull();
}

const whileRunning: [string, string, MakeBadDisk][] = [
  ['full', 'FULL', fullDisk],
  ['failing', 'IO', limitedDisk],
];

test.for(whileRunning)(
  'a disk that is %s while the gateway runs: moves are refused before they are sent, and go on when it is well again',
  async ([name, fault, make], { skip }) => {
    const disk = givenDisk(name, make, skip);
    const bank = await bankOn(disk);
    const first = bank.give(CARD);
    await expectBooks(bank, first);
    disk.spoil();
    const input = bank.give(CARD);
    await expectRefused(bank, input, fault, disk.folder);
    // What was booked before is still told: that is a reading.
    expect(await bank.move('cardDeposit', first)).toMatchObject({ state: 'Payload', result: { replayed: true } });
    expect(await faultOf(bank)).toBe(fault);
    await expectRefused(bank, input, fault, disk.folder);
    disk.mend();
    await expectBooks(bank, input);
  },
);

const atStart: [string, string, MakeBadDisk][] = [
  ...whileRunning,
  ['read-only', 'READ_ONLY', readOnlyDisk],
  ['not to be written to', 'READ_ONLY', foreignFolder],
];

test.for(atStart)(
  'a disk that is %s when the gateway starts: it starts, refuses moves, and takes them when it is well',
  async ([name, fault, make], { skip }) => {
    const disk = givenDisk(name, make, skip);
    disk.spoil();
    const bank = await bankOn(disk);
    expect(await faultOf(bank)).toBe(fault);
    const input = bank.give(CARD);
    await expectRefused(bank, input, fault, disk.folder);
    disk.mend();
    await expectBooks(bank, input);
  },
);

test('a disk that is full by the time the server answers: pending, and told when the log has taken it', async ({
  skip,
}) => {
  const disk = fullDisk() ?? givenDisk('failing', limitedDisk, skip);
  const bank = await bankOn(disk);
  const input = bank.give(CARD);
  bank.fault({ operationId: 'operations.deposit', latencyMs: 5000 });
  const move = bank.move('cardDeposit', input);
  while (bank.sends() === 0) await pause(5);
  disk.spoil();
  // The log knows of the send alone.
  expect((await move).state).toBe('OperationPending');
  expect((await bank.move('cardDeposit', input)).state).toBe('OperationPending');
  disk.mend();
  expect(await bank.insist('cardDeposit', input)).toMatchObject({ state: 'Payload', result: { replayed: true } });
  expect(bank.rows(input.idempotencyKey)).toHaveLength(1);
});
