import type { Clock } from '../lib/clock.ts';
import { UpstreamError } from '../upstream/errors.ts';
import { DictionaryMemory, type KeptDictionary } from './dictionary-memory.ts';

/** Lifetime of a cached dictionary, from the time it was read. */
const FRESH_MS = 60_000;
/** Beyond that it is served for so long while one refresh runs or has failed; then readers wait for a new copy. */
const STALE_MS = 300_000;

/** A dictionary that was too large is not asked for again for so long: each time would cost as much. */
const TOO_LARGE_MS = 10_000;

/** A dictionary that was read, and the bytes that it takes. */
export interface ReadDictionary<T> {
  readonly value: T;
  readonly bytes: number;
}

interface Copy extends KeptDictionary {
  readonly value: unknown;
  readonly readAt: number;
  usedAt: number;
  /** Time of the last failed refresh of this copy. */
  failedAt?: number;
}

interface CacheOptions {
  readonly memory?: DictionaryMemory;
  /** Every cache of the tenant. */
  readonly family?: Set<DictionaryCache>;
  readonly onDrop?: (name: string) => void;
}

/**
 * Dictionaries of one tenant, stale-while-revalidate. Each tenant has its own instance, so no key reaches another tenant's
 * copy; so has each session of staff. One read of a dictionary runs at a time; a read that began before a drop never becomes the copy.
 */
export class DictionaryCache {
  readonly #copies = new Map<string, Copy>();
  readonly #refreshes = new Map<string, Promise<unknown>>();
  readonly #tooLarge = new Map<string, { readonly error: UpstreamError; readonly until: number }>();
  readonly #clock: Clock;
  readonly #memory: DictionaryMemory;
  /** Every cache of the tenant: a drop in one is a drop in all. */
  readonly #family: Set<DictionaryCache>;
  /** Called when our own write drops a dictionary. */
  readonly #onDrop: (name: string) => void;

  constructor(
    clock: Clock,
    { memory = new DictionaryMemory(), family = new Set(), onDrop = () => {} }: CacheOptions = {},
  ) {
    this.#clock = clock;
    this.#memory = memory;
    this.#family = family.add(this);
    this.#onDrop = onDrop;
  }

  /** An empty cache of this tenant for one principal, who may see other rows than the tenant's own login. `close` it after use. */
  separate(): DictionaryCache {
    return new DictionaryCache(this.#clock, { memory: this.#memory, family: this.#family, onDrop: this.#onDrop });
  }

  /** Ends a separate cache: it keeps nothing and learns of no more drops. */
  close(): void {
    this.#family.delete(this);
    this.#empty();
  }

  /** The fresh copy, without a promise or a call; undefined when there is none. */
  fresh<T>(name: string): T | undefined {
    const copy = this.#copies.get(name);
    if (!copy) return undefined;
    copy.usedAt = this.#clock.now();
    if (copy.usedAt - copy.readAt >= FRESH_MS) return undefined;
    this.#memory.counts.fresh++;
    return copy.value as T;
  }

  /** The fresh or stale copy, else a new one. `stale`: the server failed to give a newer one. */
  async get<T>(name: string, load: () => Promise<ReadDictionary<T>>): Promise<{ value: T; stale: boolean }> {
    const fresh = this.fresh<T>(name);
    if (fresh !== undefined) return { value: fresh, stale: false };
    const copy = this.has(name) ? this.#copies.get(name) : undefined;
    const tooLarge = this.#tooLarge.get(name);
    if (tooLarge && this.#clock.now() < tooLarge.until) {
      if (!copy) throw tooLarge.error;
      this.#memory.counts.stale++;
      return { value: copy.value as T, stale: true };
    }
    const refresh = this.#refresh(name, load);
    if (!copy) return { value: await refresh, stale: false };
    refresh.catch(() => {}); // the next reader's `stale` reports the failure
    this.#memory.counts.stale++;
    return { value: copy.value as T, stale: copy.failedAt !== undefined };
  }

  /** Whether `get` would return a fresh or stale copy. */
  has(name: string): boolean {
    const copy = this.#copies.get(name);
    return copy !== undefined && this.#clock.now() - copy.readAt < FRESH_MS + STALE_MS;
  }

  /** Reads a new copy, whatever is cached or being read. A failure leaves the cached copy. */
  renew<T>(name: string, load: () => Promise<ReadDictionary<T>>): Promise<T> {
    this.#refreshes.delete(name);
    return this.#refresh(name, load);
  }

  /** Drops the copies after our own write, for every principal of the tenant. */
  drop(name: string): void {
    this.dropHere(name);
    this.#onDrop(name);
  }

  /** The same after the write of another replica. */
  dropHere(name: string): void {
    for (const cache of this.#family) cache.#drop(name);
  }

  /** Gives the memory back, that of separate caches too. Later reads begin anew. */
  clear(): void {
    for (const cache of this.#family) cache.#empty();
  }

  #empty(): void {
    for (const name of [...this.#copies.keys(), ...this.#refreshes.keys()]) this.#drop(name);
  }

  #drop(name: string): void {
    this.#forget(name);
    this.#refreshes.delete(name);
    this.#tooLarge.delete(name);
  }

  #forget(name: string): void {
    const copy = this.#copies.get(name);
    if (!copy) return;
    this.#copies.delete(name);
    this.#memory.remove(copy);
  }

  #keep(name: string, { value, bytes }: ReadDictionary<unknown>): void {
    this.#forget(name);
    const now = this.#clock.now();
    const copy: Copy = { value, bytes, readAt: now, usedAt: now, evict: () => this.#copies.delete(name) };
    this.#copies.set(name, copy);
    this.#memory.add(copy);
  }

  #refresh<T>(name: string, load: () => Promise<ReadDictionary<T>>): Promise<T> {
    const running = this.#refreshes.get(name);
    if (running) return running as Promise<T>;
    const refresh = load().then(
      (read) => {
        this.#tooLarge.delete(name);
        this.#memory.counts.read++;
        if (this.#refreshes.get(name) === refresh) {
          this.#refreshes.delete(name);
          this.#keep(name, read);
        }
        return read.value;
      },
      (error: unknown) => {
        if (this.#refreshes.get(name) === refresh) this.#refreshes.delete(name);
        const copy = this.#copies.get(name);
        if (copy) copy.failedAt = this.#clock.now();
        this.#memory.counts.failed++;
        if (error instanceof UpstreamError && error.reason === 'TOO_LARGE')
          this.#tooLarge.set(name, { error, until: this.#clock.now() + TOO_LARGE_MS });
        throw error;
      },
    );
    this.#refreshes.set(name, refresh);
    return refresh;
  }
}
