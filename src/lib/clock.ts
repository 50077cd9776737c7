/** The only place that knows what time it is. Everything else gets a Clock, so that tests can hold time still. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back once after `ms`; the timer never keeps the process alive. Returns a cancel function. */
  after(ms: number, run: () => void): () => void;
  /** Milliseconds that pass at one pace, whatever the time of day is set to. @default those of this process */
  readonly monotonic?: (() => number) | undefined;
}

export function monotonic(clock: Clock): number {
  return clock.monotonic?.() ?? performance.now();
}

/** A moment by the time of day and by the monotonic clock. */
export interface Instant {
  readonly at: number;
  readonly monotonic: number;
}

export function instantOf(clock: Clock): Instant {
  return { at: clock.now(), monotonic: monotonic(clock) };
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

/** Keeps the process alive, which timers of a clock do not, until what it gives is called. */
export function keepAlive(): () => void {
  const timer = setInterval(() => {}, 3_600_000);
  return () => clearInterval(timer);
}

/** Milliseconds of a clock that nobody sets and no test moves; only differences mean something. */
export function monotonicNow(): number {
  return performance.now();
}

/** Resolves after `ms` of this clock; rejects with the signal's reason when it aborts first. */
export function sleep(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const abort = () => {
      cancel();
      reject(signal?.reason);
    };
    const cancel = clock.after(ms, () => {
      signal?.removeEventListener('abort', abort);
      resolve();
    });
    signal?.addEventListener('abort', abort, { once: true });
  });
}
