import { execFileSync } from 'node:child_process';
import { accessSync, chmodSync, closeSync, constants, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder whose disk is really bad from `spoil` until `mend`, for this process. */
export interface BadDisk {
  readonly folder: string;
  spoil(): void;
  mend(): void;
}

/** Null where this machine cannot do it: say so aloud, never silently. */
export type MakeBadDisk = () => BadDisk | null;

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'disk-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A file system of one megabyte of its own; null without the right to mount. */
function mounted(): string | null {
  const folder = newFolder();
  if (!does('mount', ['-t', 'tmpfs', '-o', 'size=1M', 'tmpfs', folder])) return null;
  onTestFinished(() => void does('umount', ['-l', folder]));
  return folder;
}

function does(command: string, args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

export const fullDisk: MakeBadDisk = () => {
  const folder = mounted();
  if (folder === null) return null;
  const ballast = join(folder, 'ballast');
  return {
    folder,
    spoil() {
      const file = openSync(ballast, 'w');
      const block = Buffer.alloc(4096);
      try {
        for (;;) writeSync(file, block);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      } finally {
        closeSync(file);
      }
    },
    mend: () => rmSync(ballast, { force: true }),
  };
};

/** Only before anything on it is opened for writing. */
export const readOnlyDisk: MakeBadDisk = () => {
  const folder = mounted();
  if (folder === null) return null;
  const remount = (how: string) => void execFileSync('mount', ['-o', `remount,${how}`, folder]);
  return { folder, spoil: () => remount('ro'), mend: () => remount('rw') };
};

/** No file may grow: as a disk that fails, and needs no right to mount. */
export const limitedDisk: MakeBadDisk = () => {
  const limit = (bytes: string) => does('prlimit', ['--pid', String(process.pid), `--fsize=${bytes}:`]);
  if (!limit('unlimited')) return null;
  const mend = () => void limit('unlimited');
  const folder = newFolder();
  onTestFinished(mend);
  return { folder, spoil: () => void limit('1'), mend };
};

const NOBODY = 65_534;

/** A folder that this process may not write to. Root may write everywhere: then the process is nobody for so long. */
export const foreignFolder: MakeBadDisk = () => {
  const folder = newFolder();
  const isRoot = process.geteuid?.() === 0;
  const mend = () => {
    if (isRoot) process.seteuid?.(0);
    chmodSync(folder, 0o755);
  };
  const disk: BadDisk = {
    folder,
    mend,
    spoil() {
      chmodSync(folder, 0o555);
      if (isRoot) process.seteuid?.(NOBODY);
    },
  };
  onTestFinished(mend);
  try {
    disk.spoil();
    // What is loaded meanwhile has to be found.
    accessSync('node_modules', constants.R_OK | constants.X_OK);
    return disk;
  } catch {
    return null;
  } finally {
    mend();
  }
};
