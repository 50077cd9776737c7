import type { Clock } from '../clock.ts';
import { type Patience, waitFor } from './wait-for.ts';

export interface LimiterOptions {
  readonly clock: Clock;
  /** Holders at once, over all priorities. */
  readonly size: number;
  /** One cap for each priority, highest first, at most `size`. @default one priority of `size` */
  readonly caps?: readonly number[];
}

interface Priority {
  readonly cap: number;
  active: number;
  /** First come, first served: a place that becomes free goes straight to the first, so that nobody overtakes. */
  readonly waiting: Set<() => void>;
}

/** Bounded concurrency with a queue: a semaphore. A free place goes to the highest priority that waits. */
export class Limiter {
  readonly #clock: Clock;
  readonly #size: number;
  readonly #priorities: readonly Priority[];
  #active = 0;

  constructor({ clock, size, caps = [size] }: LimiterOptions) {
    this.#clock = clock;
    this.#size = size;
    this.#priorities = caps.map((cap) => ({ cap, active: 0, waiting: new Set() }));
  }

  get active(): number {
    return this.#active;
  }

  get waiting(): number {
    return this.#priorities.reduce((sum, { waiting }) => sum + waiting.size, 0);
  }

  /** Takes a place if one is free and nobody waits for it. The holder must `leave`. */
  tryEnter(priority = 0): boolean {
    const own = this.#priority(priority);
    if (own.waiting.size > 0 || !this.#hasPlace(own)) return false;
    this.#take(own);
    return true;
  }

  /** Resolves with a place, which must be left again; rejects as `waitFor` does where none becomes free in time. */
  async enter(patience: Patience, late: () => never, priority = 0): Promise<void> {
    if (this.tryEnter(priority)) return;
    const { waiting } = this.#priority(priority);
    let grant = () => {};
    const granted = new Promise<void>((resolve) => {
      grant = resolve;
    });
    waiting.add(grant);
    try {
      await waitFor(granted, this.#clock, patience, late);
    } catch (error) {
      // No longer in the queue: the place was granted in the very moment of giving up.
      if (!waiting.delete(grant)) this.leave(priority);
      throw error;
    }
  }

  leave(priority = 0): void {
    this.#active -= 1;
    this.#priority(priority).active -= 1;
    for (const next of this.#priorities) {
      for (const grant of next.waiting) {
        if (!this.#hasPlace(next)) break;
        next.waiting.delete(grant);
        this.#take(next);
        grant();
      }
    }
  }

  #hasPlace({ active, cap }: Priority): boolean {
    return this.#active < this.#size && active < cap;
  }

  #take(priority: Priority): void {
    this.#active += 1;
    priority.active += 1;
  }

  #priority(index: number): Priority {
    const priority = this.#priorities[index];
    if (!priority) throw new RangeError(`no priority ${index}`);
    return priority;
  }
}
