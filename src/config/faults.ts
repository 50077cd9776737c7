/** One thing wrong with a configuration. */
export interface Fault {
  /** Where in the file, from 1; null for faults of the environment or of the file as a whole. */
  readonly line: number | null;
  /** Such as `tenants[0].baseUrl`; empty for the whole file. */
  readonly path: string;
  /** What is wrong and what would be right. Never holds a secret. */
  readonly message: string;
}

/** A fault before its line is known. */
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
    const steps = squash(name) === squash(word) ? 0 : distance(word.toLowerCase(), name.toLowerCase());
    if (steps < least) [best, least] = [name, steps];
  }
  return best;
}

/** Levenshtein's. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
