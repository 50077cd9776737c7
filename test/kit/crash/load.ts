import type { Move } from '../../../src/intents/move.ts';
import type { Failpoint } from '../../../src/intents/services.ts';
import type { FaultRule } from '../../../src/sandbox/failures/faults.ts';
import type { Account } from '../../../src/sandbox/model.ts';
import { createRandom, type Random } from '../../../src/sandbox/seed/random.ts';

export { createRandom, type Random };

const CARDS = 200;
const SMALL_GROUP = 40;

/** Moves as clients ask for them: mostly deposits, some withdrawals, some that must be refused, now and then a group. */
export function movesOf(count: number, accounts: readonly Account[], random: Random): Move[] {
  const open = accounts.filter(({ isBlocked }) => !isBlocked).slice(0, CARDS);
  const blocked = accounts.filter(({ isBlocked }) => isBlocked);
  const groups = smallGroups(accounts);
  return Array.from({ length: count }, (_, at): Move => {
    const content = { amount: random.int(1, 500_000), reason: `crash ${at}` };
    const dice = random.int(1, 100);
    if (dice === 1 && groups.length > 0) return { kind: 'GROUP_DEPOSIT', groupId: random.pick(groups), ...content };
    if (dice <= 3 && blocked.length > 0) return { kind: 'CARD_DEPOSIT', cardId: random.pick(blocked).id, ...content };
    if (dice <= 4) return { kind: 'CARD_DEPOSIT', cardId: 90_000_000, ...content };
    const { id } = dice <= 10 ? (open[0] as Account) : random.pick(open);
    return { kind: dice <= 30 ? 'CARD_WITHDRAW' : 'CARD_DEPOSIT', cardId: id, ...content };
  });
}

function smallGroups(accounts: readonly Account[]): number[] {
  const sizes = new Map<number, number>();
  for (const { groupId } of accounts) sizes.set(groupId, (sizes.get(groupId) ?? 0) + 1);
  return [...sizes].filter(([, size]) => size <= SMALL_GROUP).map(([id]) => id);
}

/** Longer than the client's patience, shorter than the settle time. */
export const LATE_MS = 1300;

const SENDS: readonly FaultRule[] = [
  { do: 'reset' },
  { do: 'reset', phase: 'after' },
  { do: 'close' },
  { do: 'close', phase: 'after' },
  { do: 'hang' },
  { do: 'hang', phase: 'after' },
  { do: 'headers', phase: 'after' },
  { do: 'cut' },
  { do: 'garbage', phase: 'after' },
  { do: 'empty', phase: 'after' },
  { do: 'html', phase: 'after' },
  { do: 'status', status: 500 },
  { do: 'status', status: 500, phase: 'after' },
  { do: 'status', status: 503, phase: 'after' },
  { do: 'status', status: 408 },
  { do: 'status', status: 429 },
  // It books when nobody listens any longer.
  { latencyMs: LATE_MS },
  { latencyMs: LATE_MS },
];

const READS: readonly FaultRule[] = [
  { do: 'reset' },
  { do: 'status', status: 503 },
  { do: 'hang' },
  { do: 'cut' },
  { do: 'garbage' },
];

/** One fault for the next send of this kind, or for the next reading. */
export function faultFor(move: Move, random: Random, onlyLate: boolean): FaultRule {
  if (!onlyLate && random.chance(0.15)) return { operationId: 'operations.list', times: 1, ...random.pick(READS) };
  const operationId = {
    CARD_DEPOSIT: 'operations.deposit',
    CARD_WITHDRAW: 'operations.withdraw',
    GROUP_DEPOSIT: 'operations.groupDeposit',
    GROUP_WITHDRAW: 'operations.groupWithdraw',
  }[move.kind];
  return { operationId, times: 1, ...(onlyLate ? { latencyMs: LATE_MS } : random.pick(SENDS)) };
}

export const FAILPOINTS: readonly Failpoint[] = [
  'before-begin',
  'after-begin',
  'after-send',
  'before-settle',
  'after-settle',
  'after-unknown',
  'before-lookup',
  'after-lookup',
  'after-decision',
];
