import type { OperationId } from '../../contract/schemas.ts';
import { malformed } from '../errors.ts';
import type { Dialect } from './dialect.ts';

/** Headers of a response, by name in lower case. */
export type ResponseHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** Gives the total of a list; null for a server that has none. Throws MALFORMED for what is no count. */
export type ReadTotal = (inBody: unknown, headers: ResponseHeaders) => number | null;

/** Reads totals where the dialect says they stand: what stands elsewhere is no total of this server. */
export function createTotalReader({ total }: Dialect, operation: OperationId): ReadTotal {
  if (total === 'none') return () => null;
  if (total === 'body') return (inBody) => count(operation, inBody);
  const name = total.header.toLowerCase();
  return (_inBody, headers) => {
    const value = headers[name];
    const text = Array.isArray(value) ? value[0] : value;
    // `Content-Range` has the rows before it, and a star for a total that is unknown.
    const digits = text?.slice(text.lastIndexOf('/') + 1).trim();
    if (digits === undefined || digits === '*') return null;
    return count(operation, /^-?\d{1,16}$/.test(digits) ? Number(digits) : digits);
  };
}

function count(operation: OperationId, total: unknown): number | null {
  if (total == null) return null;
  if (!Number.isSafeInteger(total)) throw malformed(operation, 'NOT_A_TOTAL');
  return Number(total) < 0 ? null : Number(total);
}
