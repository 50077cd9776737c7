import { statSync } from 'node:fs';
import { type Clock, systemClock } from '../lib/clock.ts';

/** Calls back when the file changes. Polls, which also detects a file swapped under a symbolic link. Returns a stop function. */
export function watchConfig(
  path: string,
  onChange: () => void,
  options: { intervalMs?: number; clock?: Clock } = {},
): () => void {
  const { intervalMs = 1000, clock = systemClock } = options;
  let seen = stateOf(path);
  const poll = () => {
    stop = clock.after(intervalMs, poll);
    const now = stateOf(path);
    // A missing file is being replaced.
    if (now === null || now === seen) return;
    seen = now;
    onChange();
  };
  let stop = clock.after(intervalMs, poll);
  return () => stop();
}

function stateOf(path: string): string | null {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats ? `${stats.ino} ${stats.mtimeMs} ${stats.size}` : null;
}
