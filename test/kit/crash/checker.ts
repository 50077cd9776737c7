import type { Move } from '../../../src/intents/move.ts';
import { isGroupMove, signOf } from '../../../src/intents/move.ts';
import type { Operation } from '../../../src/sandbox/model.ts';
import type { Told } from './messages.ts';

export interface Asked {
  readonly key: string;
  readonly move: Move;
  /** Every answer that was ever given for this key, in the order they came. */
  readonly told: Told[];
  /** Asked again after a final answer, it was told to be pending. */
  isForgotten?: boolean;
}

export interface Verdict {
  /** Told to be booked, and not in the ledger. */
  lost: number;
  /** More than once in the ledger. */
  doubled: number;
  /** Told to be refused or not applied, and in the ledger. */
  falselyFailed: number;
  /** Two final answers that differ, or an answer that is not what the ledger has. */
  contradicted: number;
  /** Without a final answer in the end. */
  unfinished: number;
  /** What was found, for people. */
  readonly findings: string[];
}

/** Holds every answer ever given against the ledger of the server. */
export function check(asked: readonly Asked[], ledger: readonly Operation[]): Verdict {
  const verdict: Verdict = { lost: 0, doubled: 0, falselyFailed: 0, contradicted: 0, unfinished: 0, findings: [] };
  const byReason = new Map<string, Operation[]>();
  for (const row of ledger) {
    const reason = row.reason?.replace(/ #[A-Z2-7]{12}$/, '') ?? '';
    const rows = byReason.get(reason);
    if (rows) rows.push(row);
    else byReason.set(reason, [row]);
  }
  for (const one of asked) judge(one, byReason.get(one.move.reason) ?? [], verdict);
  return verdict;
}

const FINAL = new Set(['BOOKED', 'GROUP_BOOKED', 'REFUSED', 'NOT_APPLIED', 'KEY_REUSED']);

/** No final answer was given. */
export function isUnfinished({ told }: Asked): boolean {
  return !told.some(({ state }) => FINAL.has(state));
}

function judge({ key, move, told, isForgotten = false }: Asked, rows: readonly Operation[], verdict: Verdict): void {
  const final = told.filter(({ state }) => FINAL.has(state));
  const note = (what: 'lost' | 'doubled' | 'falselyFailed' | 'contradicted' | 'unfinished') => {
    verdict[what]++;
    // A row that the server booked after the settle time is no fault of the gateway.
    const ids = rows.map(({ id, createdAt }) => `${id} at ${createdAt}`).join(', ');
    verdict.findings.push(`${what}: ${key} (${move.kind} ${move.reason}): told ${inTurn(told)}; rows ${ids || 'none'}`);
  };
  const booked = final.find(({ state }) => state === 'BOOKED' || state === 'GROUP_BOOKED');
  const failed = final.find(({ state }) => state === 'REFUSED' || state === 'NOT_APPLIED');
  const expected = booked?.state === 'GROUP_BOOKED' ? booked.processed : 1;
  if (booked && rows.length < expected) note('lost');
  if (new Set(rows.map(({ accountId }) => accountId)).size < rows.length) note('doubled');
  if (failed && rows.length > 0) note('falselyFailed');
  if (isUnfinished({ key, move, told })) note('unfinished');
  if (isForgotten || new Set(final.map(essence)).size > 1 || !agrees(booked, move, rows)) note('contradicted');
}

/** The answers in their turn, equal ones together. */
function inTurn(told: readonly Told[]): string {
  const turns: [state: string, times: number][] = [];
  for (const { state } of told) {
    const last = turns.at(-1);
    if (last?.[0] === state) last[1]++;
    else turns.push([state, 1]);
  }
  return turns.map(([state, times]) => (times > 1 ? `${state} (${times} times)` : state)).join(', ');
}

/** What must be the same each time that it is told. */
function essence(told: Told): string {
  if (told.state === 'BOOKED') return `BOOKED ${told.operation.id}`;
  if (told.state === 'GROUP_BOOKED') return `GROUP_BOOKED ${told.processed} ${told.total}`;
  return told.state === 'REFUSED' ? `REFUSED ${told.reason}` : told.state;
}

function agrees(booked: Told | undefined, move: Move, rows: readonly Operation[]): boolean {
  if (!booked) return true;
  if (rows.some(({ amount }) => amount !== signOf(move) * Number(move.amount))) return false;
  if (booked.state === 'GROUP_BOOKED') return booked.processed === rows.length;
  return (
    booked.state === 'BOOKED' &&
    !isGroupMove(move) &&
    rows.every(({ id, accountId }) => id === booked.operation.id && accountId === move.cardId)
  );
}
