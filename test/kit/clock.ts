import { type Clock, systemClock } from '../../src/lib/clock.ts';

export interface TestClock extends Clock {
  /** Goes on by so many milliseconds, at once. */
  pass(ms: number): void;
  set(iso: string): void;
}

/** Stands still until it is told; timers are real, so that nothing waits for ever. 15:00 in Moscow unless told otherwise. */
export function testClock(iso = '2026-03-10T12:00:00Z'): TestClock {
  let now = Date.parse(iso);
  return {
    now: () => now,
    after: systemClock.after,
    pass(ms) {
      now += ms;
    },
    set(next) {
      now = Date.parse(next);
    },
  };
}

/** Time and timers both stand still until they are told to go on. */
export function manualClock(start = 0): Clock & { advance(ms: number): void; readonly timers: number } {
  let now = start;
  const timers = new Map<() => void, number>();
  return {
    now: () => now,
    after(ms, run) {
      const timer = () => run();
      timers.set(timer, now + ms);
      return () => void timers.delete(timer);
    },
    advance(ms) {
      now += ms;
      for (const [run, at] of [...timers].sort(([, a], [, b]) => a - b)) {
        if (at <= now && timers.delete(run)) run();
      }
    },
    get timers() {
      return timers.size;
    },
  };
}
