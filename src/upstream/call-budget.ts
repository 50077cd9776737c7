/** The calls that one client request may cause: HTTP requests, retries included. */
export class CallBudget {
  readonly #limit: number;
  readonly #refusal: (limit: number) => Error;
  #spent = 0;
  #error: Error | null = null;

  /** `refusal`: the error of a call beyond the limit, of which nothing is sent. Made once, as thousands of fields may fail with it. */
  constructor(limit: number, refusal: (limit: number) => Error) {
    this.#limit = limit;
    this.#refusal = refusal;
  }

  /** Counts one call. Throws the refusal beyond the limit, unless other requests wait for the call too. */
  take(isShared: boolean): void {
    if (!isShared) this.check(1);
    this.#spent += 1;
  }

  /** Throws the refusal where so many calls would exceed the limit. */
  check(calls: number): void {
    if (this.#spent + calls <= this.#limit) return;
    this.#error ??= this.#refusal(this.#limit);
    throw this.#error;
  }
}
