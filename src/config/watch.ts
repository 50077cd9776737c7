import { unwatchFile, watchFile } from 'node:fs';

/** Calls back when the file has changed; looks once a second, which also sees a file swapped under a symbolic link. Returns a stop function. */
export function watchConfig(path: string, onChange: () => void, { intervalMs = 1000 } = {}): () => void {
  const look = (now: { mtimeMs: number; ino: number }, before: { mtimeMs: number; ino: number }) => {
    // A file that is gone for a moment is being replaced.
    if (now.ino !== 0 && (now.mtimeMs !== before.mtimeMs || now.ino !== before.ino)) onChange();
  };
  watchFile(path, { persistent: false, interval: intervalMs }, look);
  return () => unwatchFile(path, look);
}
