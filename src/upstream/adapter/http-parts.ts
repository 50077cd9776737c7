import { isRecord } from '../../lib/is-record.ts';
import { AdapterResultError } from './adapter-fault.ts';

/** Whether a path, with a query or without, says the same to every server: absolute, printable, and without `..`. */
export function isPlainTarget(target: string): boolean {
  if (!/^\/(?!\/)[\x21-\x7e]*$/.test(target)) return false;
  const { pathname, search } = new URL(target, 'http://host');
  return pathname + search === target;
}

/** Headers of the connection, which say where a request ends and who is asked. */
const OF_THE_CONNECTION: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Headers, names and values in turn, with others in place of those of the same name. Null leaves one out. */
export function replaceHeaders(headers: readonly string[], given: unknown): string[] {
  if (given === undefined) return [...headers];
  if (!isRecord(given)) throw new AdapterResultError('headers must be an object');
  const all = new Map<string, string | null>();
  for (let index = 0; index < headers.length; index += 2) all.set(headers[index] ?? '', headers[index + 1] ?? '');
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    if (!/^[a-z0-9!#$%&'*+.^_`|~-]{1,128}$/.test(name) || OF_THE_CONNECTION.has(name))
      throw new AdapterResultError('a header must have a name in lower case, and be none of the connection');
    if (value !== null && (typeof value !== 'string' || !/^[\t\x20-\x7e]*$/.test(value)))
      throw new AdapterResultError('the value of a header must be printable ASCII, or null');
    all.set(name, value);
  }
  return [...all].flatMap(([name, value]) => (value === null ? [] : [name, value]));
}
