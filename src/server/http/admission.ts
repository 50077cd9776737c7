import type { Clock } from '../../lib/clock.ts';
import { Limiter } from '../../lib/concurrency/limiter.ts';

export interface Admission {
  /** True with a place, at once or in time; false when the queue is full or the wait too long. After true call `leave`. */
  enter(): true | Promise<boolean>;
  leave(): void;
  readonly inFlight: number;
  readonly waiting: number;
}

/** At most `inFlight` at once; beyond that a queue of `waiting`, first come first served, for `waitMs` at most. */
export function createAdmission(options: {
  inFlight: number;
  waiting: number;
  waitMs: number;
  clock: Clock;
}): Admission {
  const { inFlight: limit, waiting: places, waitMs, clock } = options;
  const limiter = new Limiter({ clock, size: limit });
  const late = () => {
    throw new RangeError('no place in time');
  };

  return {
    enter() {
      if (limiter.tryEnter()) return true;
      if (limiter.waiting >= places) return Promise.resolve(false);
      return limiter.enter({ deadline: clock.now() + waitMs }, late).then(
        () => true,
        () => false,
      );
    },
    leave: () => limiter.leave(),
    get inFlight() {
      return limiter.active;
    },
    get waiting() {
      return limiter.waiting;
    },
  };
}
