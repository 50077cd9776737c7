import { type Clock, systemClock } from '../../src/lib/clock.ts';

/** A turn of the event loop, and the most that it counts for: a little more, for timers are never early. */
const TURN_MS = 4;
const TURN_COUNTS_MS = 5;

/**
 * Timers that count only time in which this process runs: what a busy machine takes from it is nobody's time. So no answer
 * of a server in this process loses a race against a timeout, however short.
 */
function processTime(speed = 1): { passed(): number; after: Clock['after'] } {
  const timers = new Set<{ dueAt: number; run: () => void }>();
  let counted = 0;
  let last = performance.now();
  let isWaiting = false;
  const passed = (): number => {
    const since = performance.now() - last;
    return counted + (isWaiting ? Math.min(since, TURN_COUNTS_MS) : since) * speed;
  };
  const count = (): void => {
    counted = passed();
    last = performance.now();
  };
  const wait = (): void => {
    if (isWaiting || timers.size === 0) return;
    count();
    isWaiting = true;
    const next = Math.min(...[...timers].map(({ dueAt }) => dueAt));
    systemClock.after(Math.max(0, Math.min(TURN_MS, (next - counted) / speed)), turn);
  };
  const turn = (): void => {
    count();
    isWaiting = false;
    const due = [...timers].filter(({ dueAt }) => dueAt <= counted).sort((a, b) => a.dueAt - b.dueAt);
    for (const timer of due) if (timers.delete(timer)) timer.run();
    wait();
  };
  return {
    passed,
    after(ms, run) {
      const timer = { dueAt: passed() + ms, run };
      timers.add(timer);
      wait();
      return () => void timers.delete(timer);
    },
  };
}

export interface TestClock extends Clock {
  /** Goes on by so many milliseconds, at once. */
  advance(ms: number): void;
  set(iso: string): void;
}

/** Time stands until a test moves it; timers run, so that nothing waits for ever. 15:00 in Moscow unless told otherwise. */
export function standingClock(at: string | number = '2026-03-10T12:00:00Z'): TestClock {
  let now = new Date(at).getTime();
  return {
    now: () => now,
    monotonic: () => now,
    after: processTime().after,
    advance(ms) {
      now += ms;
    },
    set(iso) {
      now = Date.parse(iso);
    },
  };
}

/** From so long on a timer waits for a test. */
const LONG_MS = 10_000;

export interface SteppedClock extends TestClock {
  /** How long each timer that is set has left. */
  waits(): number[];
}

/** Time stands until a test moves it on, and what falls due runs at once. Timers of less than 10 s, as of calls, run by themselves too. */
export function steppedClock(at: string | number = '2026-03-10T12:00:00Z'): SteppedClock {
  const { after } = processTime();
  const timers = new Map<() => void, number>();
  let now = new Date(at).getTime();
  return {
    now: () => now,
    monotonic: () => now,
    after(ms, run) {
      const stop = () => {
        timers.delete(timer);
        stopRunning();
      };
      const timer = () => {
        stop();
        run();
      };
      timers.set(timer, now + ms);
      const stopRunning = ms < LONG_MS ? after(ms, timer) : () => {};
      return stop;
    },
    advance(ms) {
      now += ms;
      for (const [timer, due] of [...timers].sort(([, a], [, b]) => a - b))
        if (due <= now && timers.has(timer)) timer();
    },
    set(iso) {
      now = Date.parse(iso);
    },
    waits: () => [...timers.values()].map((due) => due - now),
  };
}

/** Time and timers go so many times faster, so that settle times come to pass within a test. */
export function fastClock(speed: number): TestClock {
  const { passed, after } = processTime(speed);
  let began = systemClock.now();
  const now = () => began + Math.round(passed());
  return {
    now,
    monotonic: now,
    after,
    advance(ms) {
      began += ms;
    },
    set(iso) {
      began += Date.parse(iso) - now();
    },
  };
}

export interface ManualClock extends Clock {
  advance(ms: number): void;
  readonly timers: number;
  /** When the next timer is due; infinity without one. */
  readonly nextAt: number;
}

/** Time and timers both stand until a test moves them on; what falls due runs at once. */
export function manualClock(start = 0): ManualClock {
  let now = start;
  const timers = new Map<() => void, number>();
  return {
    now: () => now,
    monotonic: () => now,
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
    get nextAt() {
      return Math.min(Number.POSITIVE_INFINITY, ...timers.values());
    },
  };
}
