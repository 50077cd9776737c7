import type { Method } from '../../contract/endpoints.ts';
import { rawNumber, writeRawNumbers } from './long-numbers.ts';

export interface QueryParameter {
  /** As it stands in the address: percent-encoded, once for all calls. */
  readonly name: string;
  /** A list repeats the name: `ids=1&ids=2`. */
  readonly value: string | readonly string[];
}

/** A call as a server expects it, in its names, values and units. */
export interface ServerCall {
  readonly method: Method;
  /** Base path included, without the query. */
  readonly path: string;
  readonly query: readonly QueryParameter[];
  /** Amounts can be bigints; other long numbers are marked by `rawNumber`. */
  readonly body: object | undefined;
  /** The body is sent as a form. @default as JSON */
  readonly isForm?: boolean;
}

/** Content type of a form. */
export const FORM = 'application/x-www-form-urlencoded';

/** A call as HTTP sends it. */
export interface PrintedCall {
  readonly method: Method;
  /** Path and query. */
  readonly target: string;
  /** JSON, or a form. */
  readonly body: string | null;
}

export function printCall({ method, path, query, body, isForm }: ServerCall): PrintedCall {
  let target = path;
  let separator = '?';
  for (const { name, value } of query) {
    for (const text of typeof value === 'string' ? [value] : value) {
      target += `${separator}${name}=${encodeURIComponent(text)}`;
      separator = '&';
    }
  }
  return { method, target, body: body === undefined ? null : isForm ? printForm(body) : printJson(body) };
}

function printForm(body: object): string {
  return String(new URLSearchParams(Object.entries(body).map(([name, value]) => [name, String(value)])));
}

function printJson(body: object): string {
  return writeRawNumbers(JSON.stringify(body, bigints));
}

function bigints(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? rawNumber(String(value)) : value;
}
