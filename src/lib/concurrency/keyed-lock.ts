import type { Clock } from '../clock.ts';
import { Limiter } from './limiter.ts';
import type { Patience } from './wait-for.ts';

/** A lock for each key: holders of one key follow one another in the order of their coming. Nothing is kept of a free key. */
export class KeyedLock {
  readonly #clock: Clock;
  readonly #size: number;
  readonly #limiters = new Map<string, Limiter>();

  /** `size`: holders of one key at once. */
  constructor(clock: Clock, size = 1) {
    this.#clock = clock;
    this.#size = size;
  }

  isFree(key: string): boolean {
    return !this.#limiters.has(key);
  }

  /** Resolves with the function that unlocks; calling it again does nothing. Rejects as `waitFor` does. */
  async acquire(key: string, patience: Patience, late: () => never): Promise<() => void> {
    const limiter = this.#limiters.get(key) ?? new Limiter({ clock: this.#clock, size: this.#size });
    this.#limiters.set(key, limiter);
    const forget = () => {
      if (limiter.active === 0 && this.#limiters.get(key) === limiter) this.#limiters.delete(key);
    };
    try {
      await limiter.enter(patience, late);
    } catch (error) {
      forget();
      throw error;
    }
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      limiter.leave();
      forget();
    };
  }

  /** Runs under the lock; unlocks however it ends. */
  async run<T>(key: string, patience: Patience, late: () => never, run: () => Promise<T>): Promise<T> {
    const release = await this.acquire(key, patience, late);
    try {
      return await run();
    } finally {
      release();
    }
  }
}
