import { statSync } from 'node:fs';
import { type Clock, systemClock } from '../lib/clock.ts';

/** Calls back when the file has changed since this call; looks once a second, which also sees a file swapped under a symbolic link. Returns a stop function. */
export function watchConfig(
  path: string,
  onChange: () => void,
  options: { intervalMs?: number; clock?: Clock } = {},
): () => void {
  const { intervalMs = 1000, clock = systemClock } = options;
  let seen = stateOf(path);
  const look = () => {
    stop = clock.after(intervalMs, look);
    const now = stateOf(path);
    // A file that is gone for a moment is being replaced.
    if (now === null || now === seen) return;
    seen = now;
    onChange();
  };
  let stop = clock.after(intervalMs, look);
  return () => stop();
}

function stateOf(path: string): string | null {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats ? `${stats.ino} ${stats.mtimeMs} ${stats.size}` : null;
}
