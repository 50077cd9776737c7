import type { Clock } from '../../lib/clock.ts';

export interface Admission {
  /** True at once or in time; false when the line is full or the wait was too long. Whoever got true must `leave`. */
  enter(): true | Promise<boolean>;
  leave(): void;
  readonly inFlight: number;
  readonly waiting: number;
}

/** At most `inFlight` at once; beyond that a line of `waiting`, first come first served, of `waitMs` at most. */
export function createAdmission(options: {
  inFlight: number;
  waiting: number;
  waitMs: number;
  clock: Clock;
}): Admission {
  const { inFlight: limit, waiting: places, waitMs, clock } = options;
  const line = new Set<(admitted: boolean) => void>();
  let busy = 0;

  return {
    enter() {
      if (busy < limit) {
        busy += 1;
        return true;
      }
      if (line.size >= places) return Promise.resolve(false);
      return new Promise((resolve) => {
        const settle = (admitted: boolean) => {
          line.delete(settle);
          cancel();
          resolve(admitted);
        };
        const cancel = clock.after(waitMs, () => settle(false));
        line.add(settle);
      });
    },
    leave() {
      // The place goes straight to the first in line, so that nobody can overtake.
      for (const next of line) return next(true);
      busy -= 1;
    },
    get inFlight() {
      return busy;
    },
    get waiting() {
      return line.size;
    },
  };
}
