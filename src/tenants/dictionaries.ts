import type { Clock } from '../lib/clock.ts';

/** How long a copy of a dictionary lives. */
export const DICTIONARY_LIFE = {
  /** Served without a question. */
  freshMs: 60_000,
  /** Served for so long while one refresh runs, or after one failed; then a reader waits for a new copy. */
  staleMs: 300_000,
};

interface Copy {
  readonly value: unknown;
  readonly at: number;
  /** When a refresh of this copy last failed. */
  failedAt?: number;
}

/**
 * The dictionaries of one tenant. Each tenant has an instance of its own, so no key can reach another tenant's copy.
 * At most one read of a dictionary runs at a time; a read that began before a drop never becomes the copy.
 */
export class Dictionaries {
  readonly #copies = new Map<string, Copy>();
  readonly #flights = new Map<string, Promise<unknown>>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The copy when it is fresh: no promise, no call. */
  fresh<T>(name: string): T | undefined {
    const copy = this.#copies.get(name);
    return copy && this.#clock.now() - copy.at < DICTIONARY_LIFE.freshMs ? (copy.value as T) : undefined;
  }

  /** A copy at most `staleMs` past its freshness. `stale` says that the server failed to give a newer one. */
  async get<T>(name: string, load: () => Promise<T>): Promise<{ value: T; stale: boolean }> {
    const copy = this.#copies.get(name);
    const age = copy ? this.#clock.now() - copy.at : Number.POSITIVE_INFINITY;
    if (copy && age < DICTIONARY_LIFE.freshMs) return { value: copy.value as T, stale: false };
    const flight = this.#refresh(name, load);
    if (!copy || !this.has(name)) return { value: await flight, stale: false };
    flight.catch(() => {}); // the old copy answers; the failure is told by the next reader's `stale`
    return { value: copy.value as T, stale: copy.failedAt !== undefined };
  }

  /** Whether anything is kept that `get` would answer from. */
  has(name: string): boolean {
    const copy = this.#copies.get(name);
    return copy !== undefined && this.#clock.now() - copy.at < DICTIONARY_LIFE.freshMs + DICTIONARY_LIFE.staleMs;
  }

  /** A copy read from now on, whatever is kept or being read. Where that fails, what is kept stays. */
  renew<T>(name: string, load: () => Promise<T>): Promise<T> {
    this.#flights.delete(name);
    return this.#refresh(name, load);
  }

  drop(name: string): void {
    this.#copies.delete(name);
    this.#flights.delete(name);
  }

  #refresh<T>(name: string, load: () => Promise<T>): Promise<T> {
    const running = this.#flights.get(name);
    if (running) return running as Promise<T>;
    const flight = load().then(
      (value) => {
        if (this.#flights.get(name) === flight) {
          this.#flights.delete(name);
          this.#copies.set(name, { value, at: this.#clock.now() });
        }
        return value;
      },
      (error: unknown) => {
        if (this.#flights.get(name) === flight) this.#flights.delete(name);
        const copy = this.#copies.get(name);
        if (copy) copy.failedAt = this.#clock.now();
        throw error;
      },
    );
    this.#flights.set(name, flight);
    return flight;
  }
}
