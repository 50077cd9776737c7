import type { Server } from 'node:http';
import type { Clock } from '../../lib/clock.ts';

const TURN_MS = 250;
/** Node takes no more. */
const MAX_MS = 2 ** 31 - 1;

/** Time in which clients are owed answers: that in which this process runs. What they sent while it stood still waits in the kernel. */
export interface StallTolerance {
  /** `ms`, or as long as the event loop took for what should have taken `ms`. */
  stretch(ms: number): number;
  /** A timer that `stretch` lengthens. */
  readonly after: Clock['after'];
}

/** Counts turns of the event loop while the server listens: sockets are read between two of them. `maxMs` is the longest timeout. */
export function createStallTolerance(
  server: Server,
  { clock, maxMs }: { clock: Clock; maxMs: number },
): StallTolerance {
  /** Turns of which each may be a little late. */
  const turnsIn = (ms: number) => Math.max(2, Math.floor((0.8 * ms) / TURN_MS));
  /** When the last turns began, the newest last. */
  let turns: number[] = [];
  let isOpen = true;
  const turn = () => {
    if (!isOpen) return;
    turns = [...turns, clock.now()].slice(-turnsIn(maxMs));
    // Timers that are late fire one after the other; an immediate waits until sockets were read.
    clock.after(TURN_MS, () => setImmediate(turn));
  };
  server.once('listening', turn);
  server.once('close', () => {
    isOpen = false;
  });

  const stretch = (ms: number): number => {
    // No connection is older than the first turn.
    const began = turns.at(-turnsIn(ms)) ?? Number.NEGATIVE_INFINITY;
    return Math.min(MAX_MS, Math.max(ms, clock.now() - began));
  };
  return {
    stretch,
    after(ms, run) {
      const began = clock.now();
      const check = () => {
        const missing = Math.min(ms, stretch(ms) - (clock.now() - began));
        if (missing > 0) cancel = clock.after(missing, check);
        else run();
      };
      let cancel = clock.after(ms, check);
      return () => cancel();
    },
  };
}
