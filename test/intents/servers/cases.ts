import { type Axis, KINDS } from './kinds.ts';
import { FAULTS, type FaultName, MOVES, type MoveName } from './moves.ts';
import type { Case } from './run-case.ts';

const ALL_MOVES = Object.keys(MOVES) as MoveName[];
const ALL_FAULTS = Object.keys(FAULTS) as FaultName[];
const THREE: readonly MoveName[] = ['deposit', 'withdrawal', 'group deposit'];

/** What an axis interacts with: its part of the quick lane. */
const QUICK: Readonly<Record<Axis, { readonly moves: readonly MoveName[]; readonly faults: readonly FaultName[] }>> = {
  REASONS: {
    moves: THREE,
    faults: ['lost', 'gone', 'refused', 'turned away', 'turned away rightly'],
  },
  AMOUNTS: { moves: THREE, faults: ['answered', 'lost', 'gone', 'turned away'] },
  LISTS: {
    moves: ['deposit', 'delayed deposit', 'group withdrawal'],
    faults: ['lost', 'booked too late', 'gone', 'refused', 'turned away', 'turned away rightly'],
  },
  CLOCKS: { moves: ['withdrawal', 'group deposit'], faults: ['lost', 'booked late', 'gone', 'gone, twin'] },
  SEARCH: { moves: ['deposit', 'group withdrawal'], faults: ['lost', 'gone', 'refused', 'turned away'] },
  CARDS: { moves: ['deposit', 'withdrawal'], faults: ['answered', 'lost', 'gone', 'refused'] },
  ANSWERS: { moves: THREE, faults: ['answered', 'gone', 'denied', 'turned away rightly'] },
  HISTORY: { moves: THREE, faults: ['lost', 'gone', 'gone, twin', 'turned away rightly'] },
};

/** `all` of the product, or of those that the axis of a kind interacts with: `npm test` has a quarter, `test:system` the rest. */
export type Cases = 'all' | 'quarter' | 'rest';

/** The cases of a kind. The honest server meets everything. */
export function casesOf(kind: (typeof KINDS)[number], cases: Cases): Case[] {
  const isWhole = cases === 'all' || kind.name === 'whole';
  const { moves, faults } = isWhole ? { moves: ALL_MOVES, faults: ALL_FAULTS } : QUICK[kind.axis];
  const all = moves.flatMap((move) => faults.map((fault) => ({ kind, move, fault })));
  if (cases === 'all') return all;
  const first = KINDS.indexOf(kind) % 4;
  return all.filter((_case, at) => (at % 4 === first) === (cases === 'quarter'));
}

export { KINDS };
