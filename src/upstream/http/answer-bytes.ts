/** The default of the option `limits.answerBytes`. */
const DEFAULT_BYTES = 256 * 1024 * 1024;
/** So much of an answer is always read: the large answers of one server must not cost another one its small ones. */
const ALWAYS_BYTES = 64 * 1024;

/** Bytes that the answers of all servers hold while they are being read. */
export class AnswerMemory {
  /** Can be changed at any time. */
  maxBytes: number;
  #held = 0;

  constructor(maxBytes = DEFAULT_BYTES) {
    this.maxBytes = maxBytes;
  }

  get held(): number {
    return this.#held;
  }

  /** False where there is no room for them. */
  take(bytes: number, heldBefore: number): boolean {
    if (heldBefore + bytes > ALWAYS_BYTES && this.#held + bytes > this.maxBytes) return false;
    this.#held += bytes;
    return true;
  }

  release(bytes: number): void {
    this.#held -= bytes;
  }
}

/** The bytes of one answer. */
export interface AnswerBytes {
  /** Adds a chunk, or tells whose limit it exceeds: that of this answer, or that of all answers together. */
  add(chunk: Buffer): 'ANSWER' | 'MEMORY' | null;
  /** Holds so many more bytes, for the same answer in another form. False where there is no room for them. */
  reserve(bytes: number): boolean;
  whole(): Buffer;
  /** Gives the memory back. */
  release(): void;
}

const EMPTY = Buffer.alloc(0);

/** Chunks that are kept as they came. Each costs 100 bytes besides, so the rest of an answer in tiny ones is copied. */
const MAX_CHUNKS = 64;

export function createAnswerBytes(maxBytes: number, memory: AnswerMemory): AnswerBytes {
  let chunks: Buffer[] = [];
  let tail = EMPTY;
  let tailSize = 0;
  let size = 0;
  let held = 0;
  const reserve = (bytes: number): boolean => {
    if (!memory.take(bytes, held)) return false;
    held += bytes;
    return true;
  };
  const append = (chunk: Buffer): void => {
    if (tailSize + chunk.length > tail.length) {
      const larger = Buffer.allocUnsafe(2 * (tailSize + chunk.length));
      tail.copy(larger, 0, 0, tailSize);
      tail = larger;
    }
    chunk.copy(tail, tailSize);
    tailSize += chunk.length;
  };
  return {
    add(chunk) {
      if (size + chunk.length > maxBytes) return 'ANSWER';
      if (!reserve(chunk.length)) return 'MEMORY';
      size += chunk.length;
      if (chunks.length < MAX_CHUNKS) chunks.push(chunk);
      else append(chunk);
      return null;
    },
    reserve,
    whole: () =>
      (chunks.length === 1 ? chunks[0] : undefined) ?? Buffer.concat([...chunks, tail.subarray(0, tailSize)]),
    release() {
      memory.release(held);
      held = 0;
      chunks = [];
      tail = EMPTY;
    },
  };
}
