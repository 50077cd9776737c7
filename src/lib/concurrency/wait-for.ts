import type { Clock } from '../clock.ts';

/** How long a caller waits: until a time of the clock, and while its client is there. */
export interface Patience {
  readonly deadline?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Waits for a promise that others may share, no longer than the patience lasts. At the deadline it gives what `late` gives or
 * throws; an abort rejects with the signal's reason. The promise itself goes on; its later rejection is ignored.
 */
export function waitFor<T, L = never>(
  awaited: Promise<T>,
  clock: Clock,
  { deadline, signal }: Patience,
  late: () => L,
): Promise<T | L> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => {
      cancel?.();
      signal?.removeEventListener('abort', abort);
      settle();
    };
    const abort = () => end(() => reject(signal?.reason));
    const expire = () => end(() => resolve(new Promise<L>((give) => give(late()))));
    const cancel = deadline === undefined ? undefined : clock.after(Math.max(0, deadline - clock.now()), expire);
    if (signal?.aborted) abort();
    else signal?.addEventListener('abort', abort, { once: true });
    awaited.then(
      (value) => end(() => resolve(value)),
      (error: unknown) => end(() => reject(error)),
    );
  });
}

/** Resolves null after `ms`. */
export function within<T>(clock: Clock, ms: number, promise: Promise<T>): Promise<T | null> {
  return waitFor(promise, clock, { deadline: clock.now() + ms }, () => null);
}
