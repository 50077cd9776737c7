/** Lets those who name the same key go one after another. Nothing is kept of a key that nobody names any more. */
export class Turns {
  readonly #lines = new Map<string, Promise<unknown>>();

  /** Runs when all who came before have ended, however they did; `patience` waits for them, and may give up. */
  async take<T>(
    key: string,
    patience: (before: Promise<unknown>) => Promise<unknown>,
    run: () => Promise<T>,
  ): Promise<T> {
    const before = this.#lines.get(key);
    let end = () => {};
    const own = new Promise<void>((resolve) => {
      end = resolve;
    });
    // Who gives up must not let the next one pass those who are still at it.
    const line = Promise.all([before, own]).then(() => {
      if (this.#lines.get(key) === line) this.#lines.delete(key);
    });
    this.#lines.set(key, line);
    try {
      if (before) await patience(before);
      return await run();
    } finally {
      end();
    }
  }
}
