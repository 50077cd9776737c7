import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';

/** A movement of bonuses for an order. */
export interface Move {
  readonly kind: 'withdraw' | 'reverse' | 'deposit';
  /** Follows from order and kind, so that the same order never gives two. */
  readonly idempotencyKey: string;
  readonly amount: string | null;
  readonly reason: string;
  readonly cardId?: string;
  /** Of the withdrawal that a `reverse` takes back. */
  readonly originalKey?: string;
  /** null: not known yet, so it is sent again. Else BOOKED, or the code of the refusal. */
  readonly outcome: string | null;
}

/** The moves of this module, on disk before they are sent. Your own database takes its place: a table with a row for each move. */
export function openJournal(file: string) {
  const moves = new Map<string, Move>();
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  // What follows the last line end was cut by a crash, and so was never sent.
  for (const line of lines.slice(0, -1)) {
    if (!line.startsWith('{') || !line.endsWith('}')) continue;
    const move: Move = JSON.parse(line);
    moves.set(move.idempotencyKey, move);
  }
  return {
    find: (idempotencyKey: string) => moves.get(idempotencyKey),
    unfinished: () => [...moves.values()].filter(({ outcome }) => outcome === null),
    /** Returns when the disk has it. */
    write(move: Move): void {
      const handle = openSync(file, 'a');
      try {
        // The first line end closes what a crash may have cut.
        writeSync(handle, `\n${JSON.stringify(move)}\n`);
        fsyncSync(handle);
      } finally {
        closeSync(handle);
      }
      moves.set(move.idempotencyKey, move);
    },
  };
}
