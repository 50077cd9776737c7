import type { Clock } from '../lib/clock.ts';

/** Lifetime of a cached dictionary, from the time it was read. */
const FRESH_MS = 60_000;
/** Beyond that it is served for so long while one refresh runs or has failed; then readers wait for a new copy. */
const STALE_MS = 300_000;

interface Copy {
  readonly value: unknown;
  readonly readAt: number;
  /** Time of the last failed refresh of this copy. */
  failedAt?: number;
}

/**
 * Dictionaries of one tenant, stale-while-revalidate. Each tenant has its own instance, so no key reaches another tenant's
 * copy. One read of a dictionary runs at a time; a read that began before a drop never becomes the copy.
 */
export class DictionaryCache {
  readonly #copies = new Map<string, Copy>();
  readonly #refreshes = new Map<string, Promise<unknown>>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The fresh copy, without a promise or a call; undefined when there is none. */
  fresh<T>(name: string): T | undefined {
    const copy = this.#copies.get(name);
    return copy && this.#ageOf(copy) < FRESH_MS ? (copy.value as T) : undefined;
  }

  /** The fresh or stale copy, else a new one. `stale`: the server failed to give a newer one. */
  async get<T>(name: string, load: () => Promise<T>): Promise<{ value: T; stale: boolean }> {
    const copy = this.#copies.get(name);
    if (copy && this.#ageOf(copy) < FRESH_MS) return { value: copy.value as T, stale: false };
    const refresh = this.#refresh(name, load);
    if (!copy || !this.has(name)) return { value: await refresh, stale: false };
    refresh.catch(() => {}); // the next reader's `stale` reports the failure
    return { value: copy.value as T, stale: copy.failedAt !== undefined };
  }

  /** Whether `get` would return a fresh or stale copy. */
  has(name: string): boolean {
    const copy = this.#copies.get(name);
    return copy !== undefined && this.#ageOf(copy) < FRESH_MS + STALE_MS;
  }

  /** Reads a new copy, whatever is cached or being read. A failure leaves the cached copy. */
  renew<T>(name: string, load: () => Promise<T>): Promise<T> {
    this.#refreshes.delete(name);
    return this.#refresh(name, load);
  }

  drop(name: string): void {
    this.#copies.delete(name);
    this.#refreshes.delete(name);
  }

  #ageOf({ readAt }: Copy): number {
    return this.#clock.now() - readAt;
  }

  #refresh<T>(name: string, load: () => Promise<T>): Promise<T> {
    const running = this.#refreshes.get(name);
    if (running) return running as Promise<T>;
    const refresh = load().then(
      (value) => {
        if (this.#refreshes.get(name) === refresh) {
          this.#refreshes.delete(name);
          this.#copies.set(name, { value, readAt: this.#clock.now() });
        }
        return value;
      },
      (error: unknown) => {
        if (this.#refreshes.get(name) === refresh) this.#refreshes.delete(name);
        const copy = this.#copies.get(name);
        if (copy) copy.failedAt = this.#clock.now();
        throw error;
      },
    );
    this.#refreshes.set(name, refresh);
    return refresh;
  }
}
