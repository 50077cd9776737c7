import type { Clock } from './clock.ts';

/** How long somebody waits: until a time of the clock, and while their client is there. */
export interface Patience {
  readonly deadline?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Waits for what others may wait for too, as long as this patience lasts; then rejects with what `late` makes, or with the
 * signal's reason. What is waited for goes on.
 */
export function waitFor<T>(
  awaited: Promise<T>,
  clock: Clock,
  { deadline, signal }: Patience,
  late: () => Error,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => {
      cancel?.();
      signal?.removeEventListener('abort', abort);
      settle();
    };
    const abort = () => end(() => reject(signal?.reason));
    const cancel =
      deadline === undefined
        ? undefined
        : clock.after(Math.max(0, deadline - clock.now()), () => end(() => reject(late())));
    if (signal?.aborted) abort();
    else signal?.addEventListener('abort', abort, { once: true });
    awaited.then(
      (value) => end(() => resolve(value)),
      (error: unknown) => end(() => reject(error)),
    );
  });
}

/** Resolves null after `ms`. The promise itself goes on; a late rejection is ignored. */
export function within<T>(clock: Clock, ms: number, promise: Promise<T>): Promise<T | null> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(Math.max(0, ms), () => resolve(null));
    promise.then(resolve, reject).finally(cancel);
  });
}
