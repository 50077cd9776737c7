/** Two counts over a rolling window, which moves in steps of a tenth of its length. */
export interface RollingCounts {
  add(now: number, first: number, second: number): void;
  /** Both sums over the window that ends now. */
  sums(now: number): readonly [number, number];
  clear(): void;
}

const STEPS = 10;

export function createRollingCounts(windowMs: number): RollingCounts {
  const stepMs = windowMs / STEPS;
  const firsts = new Array<number>(STEPS).fill(0);
  const seconds = new Array<number>(STEPS).fill(0);
  let step = 0;

  /** Clears the steps that have left the window. */
  const moveTo = (now: number): number => {
    const current = Math.floor(now / stepMs);
    const expired = Math.min(current - step, STEPS);
    for (let index = 0; index < expired; index++) {
      firsts[(current - index) % STEPS] = 0;
      seconds[(current - index) % STEPS] = 0;
    }
    if (current > step) step = current;
    return step % STEPS;
  };
  const sum = (list: readonly number[]) => list.reduce((total, count) => total + count, 0);

  return {
    add(now, first, second) {
      const at = moveTo(now);
      firsts[at] = (firsts[at] ?? 0) + first;
      seconds[at] = (seconds[at] ?? 0) + second;
    },
    sums(now) {
      moveTo(now);
      return [sum(firsts), sum(seconds)];
    },
    clear() {
      firsts.fill(0);
      seconds.fill(0);
    },
  };
}
