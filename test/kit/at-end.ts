import { afterAll, onTestFinished } from 'vitest';

/** Closes it when the test ends, or, where it is opened outside of a test, when the tests of its file or group do. Gives `close`, which runs once. */
export function atEnd(close: () => Promise<unknown>): () => Promise<void> {
  let closed: Promise<void> | undefined;
  const once = () => {
    closed ??= close().then(() => undefined);
    return closed;
  };
  try {
    onTestFinished(once);
  } catch {
    afterAll(once);
  }
  return once;
}
