import { editDistance } from '../lib/edit-distance.ts';

/** One thing wrong with a configuration. */
export interface Fault {
  /** Line in the file, from 1; null for faults of the environment or of the whole file. */
  readonly line: number | null;
  /** Such as `tenants[0].baseUrl`; empty for the whole file. */
  readonly path: string;
  /** The fault and its remedy. Never holds a secret. */
  readonly message: string;
}

/** A fault without its line. */
export interface LooseFault {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  /** Point at the key itself rather than its value. */
  readonly atKey?: boolean;
}

/** `gateway.yaml:12  tenants[0].slug  …`, one line for each. */
export function formatFaults(file: string, faults: readonly Fault[]): string {
  return faults
    .map(({ line, path, message }) => {
      const place = line === null ? file : `${file}:${line}`;
      return path === '' ? `${place}  ${message}` : `${place}  ${path}: ${message}`;
    })
    .join('\n');
}

export function formatPath(path: readonly PropertyKey[]): string {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else if (/^[A-Za-z_][\w-]*$/.test(String(part))) text += text === '' ? String(part) : `.${String(part)}`;
    else text += `[${JSON.stringify(String(part).slice(0, 80))}]`;
  }
  return text;
}

/** ` (did you mean "tenants"?)` when one of the names is close, else nothing. */
export function didYouMean(word: string, names: readonly string[]): string {
  const near = nearest(word, names);
  return near === null ? '' : ` (did you mean "${near}"?)`;
}

function nearest(word: string, names: readonly string[]): string | null {
  if (word.length > 80) return null;
  const squash = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, '');
  let best: string | null = null;
  let least = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const name of names) {
    const steps = squash(name) === squash(word) ? 0 : editDistance(word.toLowerCase(), name.toLowerCase());
    if (steps < least) [best, least] = [name, steps];
  }
  return best;
}
