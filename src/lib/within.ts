import type { Clock } from './clock.ts';

/** What a promise gives, or null where it takes longer than `ms`; it goes on then, and its failure is nobody's. */
export function within<T>(clock: Clock, ms: number, promise: Promise<T>): Promise<T | null> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(Math.max(0, ms), () => resolve(null));
    promise.then(resolve, reject).finally(cancel);
  });
}
