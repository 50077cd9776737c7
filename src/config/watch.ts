import { statSync } from 'node:fs';
import { type Clock, systemClock } from '../lib/clock.ts';

/** A file that something writes at each interval must not hold up a change of another one, such as a key that is withdrawn. */
const MAX_RESTLESS = 10;

/**
 * Calls back when one of the files has changed, and then none for a whole interval, so that nobody reads what is still being
 * written. Polls, which also detects a file swapped under a symbolic link. A file that joins them later is no change, unless
 * `seen` has its state as it was before it was read. `again` calls back after an interval without changes, once. Returns a stop function.
 */
export function watchFiles(
  files: () => readonly string[],
  onChange: () => void,
  options: { intervalMs?: number; clock?: Clock; seen?: Map<string, string | null> } = {},
): (() => void) & { readonly again: () => void } {
  const { intervalMs = 1000, clock = systemClock, seen = new Map<string, string | null>() } = options;
  for (const path of files()) if (!seen.has(path)) seen.set(path, fileState(path));
  const hasChanged = (path: string): boolean => {
    const now = fileState(path);
    const before = seen.get(path);
    // A missing file is being replaced.
    if (now !== null || before === undefined) seen.set(path, now);
    return before !== undefined && now !== null && now !== before;
  };
  let isDue = false;
  let restless = 0;
  const poll = () => {
    stop = clock.after(intervalMs, poll);
    const isChanging = files().filter(hasChanged).length > 0;
    isDue ||= isChanging;
    restless = isChanging ? restless + 1 : 0;
    if (!isDue || (isChanging && restless < MAX_RESTLESS)) return;
    isDue = false;
    restless = 0;
    onChange();
  };
  let stop = clock.after(intervalMs, poll);
  const again = () => {
    isDue = true;
    stop();
    stop = clock.after(intervalMs, poll);
  };
  return Object.assign(() => stop(), { again });
}

/** Differs once a file was written, or another one stands in its place. Null where there is none. */
export function fileState(path: string): string | null {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats ? `${stats.dev} ${stats.ino} ${stats.mtimeMs} ${stats.ctimeMs} ${stats.size}` : null;
}
