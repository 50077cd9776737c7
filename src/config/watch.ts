import { statSync } from 'node:fs';
import { type Clock, systemClock } from '../lib/clock.ts';

/**
 * Calls back when one of the files changes. Polls, which also detects a file swapped under a symbolic link. A file that joins
 * them later is no change. Returns a stop function.
 */
export function watchFiles(
  files: () => readonly string[],
  onChange: () => void,
  options: { intervalMs?: number; clock?: Clock } = {},
): () => void {
  const { intervalMs = 1000, clock = systemClock } = options;
  const seen = new Map(files().map((path) => [path, stateOf(path)]));
  const hasChanged = (path: string): boolean => {
    const now = stateOf(path);
    const before = seen.get(path);
    // A missing file is being replaced.
    if (now !== null || before === undefined) seen.set(path, now);
    return before !== undefined && now !== null && now !== before;
  };
  const poll = () => {
    stop = clock.after(intervalMs, poll);
    if (files().filter(hasChanged).length > 0) onChange();
  };
  let stop = clock.after(intervalMs, poll);
  return () => stop();
}

function stateOf(path: string): string | null {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats ? `${stats.ino} ${stats.mtimeMs} ${stats.size}` : null;
}
