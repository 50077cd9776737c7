import { createHash } from 'node:crypto';
import { realpathSync, statSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { memoize } from '../../lib/memoize.ts';
import type { LooseFault } from '../faults.ts';
import type { Sources } from '../secrets.ts';
import { rowsOf, sectionOf } from './written.ts';

/** The module that a tenant's `dialect.adapter` names, as it was when the configuration was read. */
export interface AdapterFile {
  /** As it stands in the file, relative to its folder: what is watched, as a link may lead elsewhere later. */
  readonly path: string;
  readonly realPath: string;
  /** SHA-256 of its content, in hex. */
  readonly hash: string;
}

export function hashOf(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex');
}

/** The adapters that a configuration names, each read once. */
export function createAdapterFiles(sources: Sources) {
  const read = memoize((written: string) => readAdapterFile(written, sources));
  return {
    /** What the configuration of a tenant bears besides. */
    of(written: string | null): { adapterFile?: AdapterFile } {
      const found = written === null ? null : read(written);
      return found === null || 'fault' in found ? {} : { adapterFile: found };
    },
    faults: (written: unknown): LooseFault[] =>
      rowsOf(sectionOf(written).tenants).flatMap(({ row, index }) => {
        const { adapter } = sectionOf(row.dialect);
        const found = typeof adapter === 'string' ? read(adapter) : null;
        if (found === null || !('fault' in found)) return [];
        return [{ path: ['tenants', index, 'dialect', 'adapter'], message: found.fault }];
      }),
  };
}

/**
 * Finds and hashes an adapter, or says what is wrong with it. It runs with the gateway's rights: whoever can write it can do
 * what the gateway can, so it lies beside the configuration, and in production its owner alone can write it.
 */
function readAdapterFile(written: string, { production, baseDir, readFile }: Sources): AdapterFile | { fault: string } {
  const path = resolve(baseDir, written);
  try {
    const realPath = realpathSync(path);
    const inside = relative(realpathSync(baseDir), realPath);
    if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside))
      return { fault: 'must lie in the folder of the configuration file, wherever links lead' };
    const stats = statSync(realPath);
    if (!stats.isFile()) return { fault: 'must be a file' };
    if (production && (stats.mode & 0o022) !== 0)
      return { fault: 'must be writable by its owner alone in production: chmod go-w' };
    return { path, realPath, hash: hashOf(readFile(realPath)) };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    return { fault: `cannot be read${code}` };
  }
}
