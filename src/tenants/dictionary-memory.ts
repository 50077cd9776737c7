/** The default of the option `limits.dictionaryBytes`. */
const DEFAULT_BYTES = 256 * 1024 * 1024;

export interface KeptDictionary {
  readonly bytes: number;
  /** Time of the last read of it. */
  readonly usedAt: number;
  /** Called when it has to go. */
  readonly evict: () => void;
}

/** Bytes that the kept dictionaries of all tenants take. Beyond the limit the least recently used go. */
export class DictionaryMemory {
  /** Can be changed at any time; applied when the next dictionary is kept. */
  maxBytes: number;
  /** For metrics: reads served from a fresh or an old copy, copies read anew, reads that failed, copies that had to go. */
  readonly counts = { fresh: 0, stale: 0, read: 0, failed: 0, evicted: 0 };
  readonly #kept = new Set<KeptDictionary>();
  #bytes = 0;

  constructor(maxBytes = DEFAULT_BYTES) {
    this.maxBytes = maxBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  add(added: KeptDictionary): void {
    this.#kept.add(added);
    this.#bytes += added.bytes;
    while (this.#bytes > this.maxBytes) {
      let least: KeptDictionary = added;
      for (const kept of this.#kept) if (kept.usedAt < least.usedAt) least = kept;
      this.remove(least);
      least.evict();
      this.counts.evicted++;
    }
  }

  remove(kept: KeptDictionary): void {
    if (this.#kept.delete(kept)) this.#bytes -= kept.bytes;
  }
}
