import { resolve } from 'node:path';
import * as z from 'zod';
import { isRecord } from '../lib/is-record.ts';
import { Secret } from '../lib/secret.ts';
import { fileText, NOT_UTF8 } from './document.ts';
import type { Environment } from './environment.ts';
import { didYouMean } from './faults.ts';

/** Where the values outside of the file come from. */
export interface Sources {
  readonly production: boolean;
  /** Folder that relative paths are relative to. */
  readonly baseDir: string;
  readonly env: Environment;
  /** Throws where the file cannot be read. */
  readonly readFile: (path: string) => Uint8Array | string;
}

/** A text that need be no secret, and can stand where secrets do: as it is, `{ env: NAME }` or `{ file: path }`. */
export function sourcedText(sources: Sources) {
  return z.unknown().transform((written, context): string => {
    const found = readSecret(typeof written === 'string' ? written.trim() : written, { ...sources, production: false });
    if (typeof found === 'string') return found;
    context.addIssue({ code: 'custom', message: found.fault });
    return z.NEVER;
  });
}

interface SecretForm {
  readonly minBytes?: number;
  /** Sent in a header as it is. */
  readonly isToken?: boolean;
  /** The user of HTTP Basic. */
  readonly isUser?: boolean;
}

/** A secret as the file writes it: a literal (outside production), `{ env: NAME }` or `{ file: path }`. */
export function secretShape(sources: Sources, form: SecretForm = {}) {
  return z.unknown().transform((written, context) => {
    const found = readSecret(written, sources);
    const fault = typeof found === 'object' ? found.fault : formFault(found, form);
    if (fault === null && typeof found === 'string') return new Secret(found);
    context.addIssue({ code: 'custom', message: fault ?? '' });
    return z.NEVER;
  });
}

function formFault(secret: string, { minBytes = 1, isToken, isUser }: SecretForm): string | null {
  if (Buffer.byteLength(secret) < minBytes) return `must hold at least ${minBytes} bytes`;
  if (isToken && !/^[\x20-\x7e]+$/.test(secret)) return 'must be printable ASCII: it is sent in a header';
  return isUser && secret.includes(':') ? 'must hold no colon: HTTP Basic ends the name of a user there' : null;
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
  if (key === 'env') {
    const text = env[value];
    return text
      ? plainSecret(text, `the environment variable ${value}`)
      : { fault: `the environment variable ${value} is not set` };
  }
  try {
    const text = fileText(readFile(resolve(baseDir, value)));
    return text === null ? { fault: `the file ${value} ${NOT_UTF8}` } : plainSecret(text, `the file ${value}`);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    return { fault: `the file ${value} cannot be read${code}` };
  }
}

/** Editors, `echo` and whatever makes variables of files end them with line breaks, which are no part of the secret. */
function plainSecret(text: string, place: string): string | { fault: string } {
  const secret = text.replace(/^\ufeff/, '').replace(/[\r\n]+$/, '');
  if (secret === '') return { fault: `${place} is empty` };
  if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(secret))
    return { fault: `${place} holds a line break or an invisible character within the secret` };
  return secret === secret.trim() ? secret : { fault: `${place} begins or ends with a space` };
}
