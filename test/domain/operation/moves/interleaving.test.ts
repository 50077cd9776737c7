import { expect, test } from 'vitest';
import { createRandom } from '../../../../src/sandbox/seed/random.ts';
import { fastClock } from '../../../kit/clock.ts';
import type { ProxyFaults } from '../../../kit/fault-proxy.ts';
import { type GivenHttp, given } from '../../../kit/given.ts';
import type { Input, Name, Told } from '../../../kit/moves.ts';

const SPEED = 20;
const pause = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

const LINKS: readonly ProxyFaults[] = [
  {},
  {},
  {},
  { latencyMs: 2, jitterMs: 10 },
  { mode: 'applyThenCut' },
  { mode: 'reset' },
  { mode: 'refuse' },
  { mode: 'blackHole' },
  { cutUpAfter: 120 },
  { cutDownAfter: 60 },
];

/** Asks until something definite is told, whatever happens on the way; between two tries other moves go on. */
const DEFINITE = new Set(['Payload', 'OperationNotAppliedError', 'InsufficientBalanceError', 'CardBlockedError']);

interface Move {
  readonly name: Name;
  readonly input: Input;
  told: Told | null;
}

async function tryOnce(bank: GivenHttp, move: Move, leaves: boolean): Promise<void> {
  const leave = new AbortController();
  if (leaves) setTimeout(() => leave.abort(), 15);
  const ask = () => bank.move(move.name, move.input, { signal: leave.signal }).catch(() => null);
  // Impatient clients ask twice at once.
  const [told] = await Promise.all(leaves ? [ask(), ask()] : [ask()]);
  if (told && DEFINITE.has(told.state)) move.told = told;
  else if (told) expect(told.state).toMatch(/^(OperationPending|OVERLOADED|UPSTREAM_UNAVAILABLE)$/);
}

test('300 moves of 5 clients over a bad link, asked until something definite is told: none lost, none doubled, none falsely failed', async () => {
  const bank = await given({
    http: true,
    warm: true,
    proxy: true,
    clock: fastClock(SPEED),
    upstream: { timeoutMs: 4000, deadlineMs: 16_000 },
    tenant: { valueMoves: { settleSeconds: 30 } },
  });
  const { proxy, sandbox } = bank;
  const random = createRandom(20_260_310);
  for (const name of ['operations.deposit', 'operations.withdraw'] as const) {
    for (const phase of ['before', 'after'] as const) {
      bank.fault({ operationId: name, phase, do: 'reset', probability: 0.05 });
      bank.fault({ operationId: name, phase, do: 'status', status: 502, probability: 0.05 });
      bank.fault({ operationId: name, phase, do: 'hang', probability: 0.01 });
    }
    // Later than the gateway waits, sooner than it believes in absence.
    bank.fault({ operationId: name, latencyMs: 10_000, probability: 0.02 });
  }
  bank.fault({ operationId: 'operations.list', do: 'status', status: 500, probability: 0.1 });

  let isOver = false;
  const weather = (async () => {
    while (!isOver) {
      await proxy.set(random.pick(LINKS));
      await pause(random.int(20, 120));
    }
    await proxy.clear();
  })();

  const cards = [101, 102, 103, 104, 105, 106];
  const clients = Array.from({ length: 5 }, () =>
    Array.from({ length: 60 }, (): Move => {
      const input = bank.give(random.pick(cards), (random.int(1, 5000) / 100).toFixed(2));
      return { name: random.chance(0.3) ? 'cardWithdraw' : 'cardDeposit', input, told: null };
    }),
  );
  await Promise.all(
    clients.map(async (moves) => {
      for (const move of moves) await tryOnce(bank, move, random.chance(0.05));
      for (let round = 0; moves.some(({ told }) => told === null); round++) {
        // The weather clears up in the end, as it does.
        if (round === 5) isOver = true;
        if (round > 300) throw new Error('pending for ever');
        for (const move of moves) if (move.told === null) await tryOnce(bank, move, false);
        await pause(60);
      }
    }),
  );
  await weather;

  const all = clients.flat();
  const count = (state: string) => all.filter(({ told }) => told?.state === state).length;
  for (const { input, told, name } of all) {
    const rows = bank.rows(input.idempotencyKey);
    const sign = name === 'cardDeposit' ? 1 : -1;
    const amount = sign * Math.round(Number(input.amount) * 100);
    expect(
      rows.map((row) => row.amount),
      `${told?.state} ${input.idempotencyKey}`,
    ).toEqual(told?.state === 'Payload' ? [amount] : []);
  }
  // It was bad enough to show something, and not so bad that nothing got through.
  expect(all).toHaveLength(300);
  expect(count('Payload')).toBeGreaterThan(150);
  expect(count('OperationNotAppliedError')).toBeGreaterThan(5);
  sandbox.faults.clear();
});
