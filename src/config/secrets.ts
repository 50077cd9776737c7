import { resolve } from 'node:path';
import * as z from 'zod';
import { isRecord } from '../lib/is-record.ts';
import { Secret } from '../lib/secret.ts';
import type { Environment } from './environment.ts';
import { didYouMean } from './faults.ts';

/** Where the values outside of the file come from. */
export interface Sources {
  readonly production: boolean;
  /** Folder that relative paths are relative to. */
  readonly baseDir: string;
  readonly env: Environment;
  /** Throws where the file cannot be read. */
  readonly readFile: (path: string) => string;
}

/** A secret as the file writes it: a literal (outside production), `{ env: NAME }` or `{ file: path }`. */
export function secretShape(sources: Sources, { minBytes = 1 }: { minBytes?: number } = {}) {
  return z.unknown().transform((written, context) => {
    const found = readSecret(written, sources);
    const fault =
      typeof found === 'object'
        ? found.fault
        : Buffer.byteLength(found) < minBytes
          ? `must hold at least ${minBytes} bytes`
          : null;
    if (fault === null && typeof found === 'string') return new Secret(found);
    context.addIssue({ code: 'custom', message: fault ?? '' });
    return z.NEVER;
  });
}

function readSecret(written: unknown, { production, env, baseDir, readFile }: Sources): string | { fault: string } {
  if (typeof written === 'string') {
    if (production)
      return { fault: 'a secret must not stand in the file in production: use { env: NAME } or { file: path }' };
    return written === '' ? { fault: 'must not be empty' } : written;
  }
  if (written === undefined || written === null) return { fault: 'is required' };
  if (!isRecord(written)) {
    return { fault: 'must be text (in quotes), { env: NAME } or { file: path }' };
  }
  const entries = Object.entries(written);
  const [key, value] = entries[0] ?? [];
  if (entries.length !== 1 || (key !== 'env' && key !== 'file')) {
    const stray = entries.map(([name]) => name).find((name) => name !== 'env' && name !== 'file');
    const hint = stray === undefined ? '' : `; unknown key "${stray}"${didYouMean(stray, ['env', 'file'])}`;
    return { fault: `must be text, { env: NAME } or { file: path }${hint}` };
  }
  if (typeof value !== 'string' || value === '') return { fault: `${key} must be a text` };
  if (key === 'env') return env[value] || { fault: `the environment variable ${value} is not set` };
  try {
    // Editors and `echo` end files with a line break that is no part of the secret.
    return readFile(resolve(baseDir, value)).replace(/\r?\n$/, '') || { fault: `the file ${value} is empty` };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    return { fault: `the file ${value} cannot be read${code}` };
  }
}
