import { isRecord } from '../../lib/is-record.ts';
import { Secret } from '../../lib/secret.ts';

/** Files that the configuration holds whole: their content has no names. */
const FILES: ReadonlySet<string> = new Set(['ca', 'manifest', 'adapterFile']);

/**
 * Names of the leaves in which two configurations, or parts of them, differ: `tenants[saturn].upstream.timeoutMs`, or
 * `apiKeys[site] (new)`. Secrets are compared by their value, and never shown.
 */
export function differences(before: unknown, after: unknown, name = ''): string[] {
  if (before instanceof Secret || after instanceof Secret) {
    const isSame = before instanceof Secret && after instanceof Secret && before.reveal() === after.reveal();
    return isSame ? [] : [name];
  }
  if (Array.isArray(before) && Array.isArray(after)) return differencesOfLists(before, after, name);
  if (!isRecord(before) || !isRecord(after)) return Object.is(before, after) ? [] : [name];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) => {
    const inner = name === '' ? key : `${name}.${key}`;
    const found = differences(before[key], after[key], inner);
    return found.length > 0 && FILES.has(key) ? [inner] : found;
  });
}

export function isSame(before: unknown, after: unknown): boolean {
  return differences(before, after).length === 0;
}

/** Entries with a name are compared with those of the same name, wherever they stand. */
function differencesOfLists(before: readonly unknown[], after: readonly unknown[], name: string): string[] {
  if (![...before, ...after].every((entry) => labelOf(entry) !== undefined)) {
    const isEqual = before.length === after.length && before.every((entry, index) => isSame(entry, after[index]));
    return isEqual ? [] : [name];
  }
  const [old, young] = [before, after].map((list) => new Map(list.map((entry) => [identityOf(entry), entry])));
  const place = (entry: unknown) => `${name}[${labelOf(entry)}]`;
  return [
    ...before.flatMap((entry) => {
      const other = young?.get(identityOf(entry));
      return other === undefined ? [`${place(entry)} (removed)`] : differences(entry, other, place(entry));
    }),
    ...after.flatMap((entry) => (old?.has(identityOf(entry)) ? [] : [`${place(entry)} (new)`])),
  ];
}

function labelOf(entry: unknown): unknown {
  return isRecord(entry) ? (entry.slug ?? entry.kid ?? entry.id) : undefined;
}

/** Two keys of one client have the same id while they are rotated. */
function identityOf(entry: unknown): string {
  return JSON.stringify([labelOf(entry), isRecord(entry) ? entry.hash : undefined]);
}
