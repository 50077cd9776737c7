import type { Clock } from '../clock.ts';
import { type Patience, waitFor } from './wait-for.ts';

export interface LimiterOptions {
  readonly clock: Clock;
  /** Holders at once, over all lanes. */
  readonly size: number;
  /** One cap for each lane, at most `size`. A free place goes to the lowest lane that waits. @default one lane of `size` */
  readonly lanes?: readonly number[];
}

interface Lane {
  readonly cap: number;
  active: number;
  /** First come, first served: a place that becomes free goes straight to the first, so that nobody overtakes. */
  readonly waiting: Set<() => void>;
}

/** Bounded concurrency with a queue: a semaphore whose lanes have priorities and caps of their own. */
export class Limiter {
  readonly #clock: Clock;
  readonly #size: number;
  readonly #lanes: readonly Lane[];
  #active = 0;

  constructor({ clock, size, lanes = [size] }: LimiterOptions) {
    this.#clock = clock;
    this.#size = size;
    this.#lanes = lanes.map((cap) => ({ cap, active: 0, waiting: new Set() }));
  }

  get active(): number {
    return this.#active;
  }

  get waiting(): number {
    return this.#lanes.reduce((sum, { waiting }) => sum + waiting.size, 0);
  }

  /** Takes a place if one is free and nobody waits for it. Whoever got true must `leave`. */
  tryEnter(lane = 0): boolean {
    const entered = this.#lane(lane);
    if (entered.waiting.size > 0 || !this.#hasPlace(entered)) return false;
    this.#take(entered);
    return true;
  }

  /** Resolves with a place, which must be left again; rejects as `waitFor` does where none becomes free in time. */
  async enter(patience: Patience, late: () => never, lane = 0): Promise<void> {
    if (this.tryEnter(lane)) return;
    const { waiting } = this.#lane(lane);
    let grant = () => {};
    const granted = new Promise<void>((resolve) => {
      grant = resolve;
    });
    waiting.add(grant);
    try {
      await waitFor(granted, this.#clock, patience, late);
    } catch (error) {
      // No longer in the queue: the place was granted in the very moment of giving up.
      if (!waiting.delete(grant)) this.leave(lane);
      throw error;
    }
  }

  leave(lane = 0): void {
    this.#active -= 1;
    this.#lane(lane).active -= 1;
    for (const next of this.#lanes) {
      for (const grant of next.waiting) {
        if (!this.#hasPlace(next)) break;
        next.waiting.delete(grant);
        this.#take(next);
        grant();
      }
    }
  }

  #hasPlace({ active, cap }: Lane): boolean {
    return this.#active < this.#size && active < cap;
  }

  #take(lane: Lane): void {
    this.#active += 1;
    lane.active += 1;
  }

  #lane(index: number): Lane {
    const lane = this.#lanes[index];
    if (!lane) throw new RangeError(`no lane ${index}`);
    return lane;
  }
}
