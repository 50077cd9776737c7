/** The calls that one client request may cause: HTTP requests, retries included. */
export class CallBudget {
  readonly limit: number;
  #spent = 0;
  #error: CallLimitError | null = null;

  constructor(limit: number) {
    this.limit = limit;
  }

  /** Calls that may follow. */
  get left(): number {
    return Math.max(0, this.limit - this.#spent);
  }

  /** Counts one call. Throws CallLimitError beyond the limit, unless other requests wait for it too. */
  take(isShared: boolean): void {
    if (!isShared) this.check(1);
    this.#spent += 1;
  }

  /** Throws CallLimitError where so many calls would exceed the limit. */
  check(calls: number): void {
    if (calls <= this.left) return;
    // One for all: thousands of fields may fail.
    this.#error ??= new CallLimitError(this.limit);
    throw this.#error;
  }
}

/** A request caused more calls than it may; nothing was sent. */
export class CallLimitError extends Error {
  override readonly name = 'CallLimitError';
  readonly limit: number;

  constructor(limit: number) {
    super('too many upstream calls');
    this.limit = limit;
  }
}
