import { chmodSync, closeSync, fsyncSync, openSync, rmSync } from 'node:fs';
import { expectReadable } from './open.ts';
import { openDatabase } from './sqlite/open-file.ts';
import { IntentStoreError } from './store-error.ts';

/**
 * Copies a log in a file as it is at this moment, also while a gateway writes to it. The copy is whole: what is still in the
 * write-ahead log is in it. Only its owner can read it. Rejects where the target exists.
 */
export function backupIntentFile(path: string, target: string): void {
  expectReadable(path);
  // It is empty until the copy is complete: SQLite writes to no other file.
  const file = openTarget(target);
  try {
    const database = openDatabase({ path, readOnly: true, ownerWaitMs: 0 });
    try {
      database.prepare('VACUUM INTO ?').run(target);
    } finally {
      database.close();
    }
    fsyncSync(file);
    chmodSync(target, 0o600);
  } catch (error) {
    rmSync(target, { force: true });
    throw new IntentStoreError('IO', `the intent log ${path} could not be copied: ${(error as Error).message}`);
  } finally {
    closeSync(file);
  }
}

function openTarget(target: string): number {
  try {
    return openSync(target, 'wx', 0o600);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    const why = code === 'EEXIST' ? 'it exists already, and is not overwritten' : `it cannot be created (${code})`;
    throw new IntentStoreError('IO', `${target}: ${why}`);
  }
}
