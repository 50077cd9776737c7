import { operationScopes } from '../../contract/dialect-scopes.ts';
import { type OperationId, operations } from '../../contract/schemas.ts';
import { memoize } from '../../lib/memoize.ts';
import type { Dialect } from './dialect.ts';
import { createEncoder } from './encode-body.ts';
import { rawNumber, writeRawNumbers } from './long-numbers.ts';

export type QueryValue = string | number | boolean | readonly (string | number)[] | null | undefined;

/** Arguments of a call, in the contract's names and units. */
export interface CallArgs {
  readonly path?: Readonly<Record<string, number | string>> | undefined;
  /** Lists are joined with commas, or repeated as the dialect says; null and undefined are left out. */
  readonly query?: Readonly<Record<string, QueryValue>> | undefined;
  /** Undefined properties are left out, null clears. */
  readonly body?: object | undefined;
}

export interface EncodedRequest {
  /** Path and query. */
  readonly target: string;
  readonly body: string | null;
}

/** Encodes a call as this server expects it. Throws a RangeError for a value that cannot be a path segment. */
export type EncodeRequest = (operation: OperationId, args: CallArgs) => EncodedRequest;

/** One encoder per operation, built on first use. That use throws a RangeError for a path that is no plain path. */
export function createRequestEncoder(dialect: Dialect, basePath: string): EncodeRequest {
  const encoderOf = memoize((operation: OperationId) => createOperationEncoder(dialect, operation, basePath));
  return (operation, args) => encoderOf(operation)(args);
}

function createOperationEncoder(
  dialect: Dialect,
  operation: OperationId,
  basePath: string,
): (args: CallArgs) => EncodedRequest {
  const { method, path } = dialect.endpoint(operation);
  const parts = `${basePath}${path}`.split(/\{([^}]*)\}/);
  assertSafe(parts);
  const scopes = operationScopes(operation);
  const bodyNode = operations[operation].body;
  const encode = bodyNode && !dialect.isPlain ? createEncoder(dialect, bodyNode, scopes, '') : null;

  const nameOf = memoize((parameter: string) => encodeURIComponent(dialect.parameterOf(operation, parameter)));
  const wireText = (parameter: string, value: string | number | boolean): string => {
    const mapped = dialect.isPlain ? value : dialect.valuesOf(scopes, parameter)?.toWire(value);
    return String(mapped ?? value);
  };
  const segment = (name: string, value: number | string | undefined): string => {
    const text = value === undefined ? '' : wireText(name, value);
    // Encoding is not enough: an encoded `..` still collapses a path.
    if (typeof value === 'number' ? !Number.isSafeInteger(value) || value < 1 : !/^[A-Za-z0-9_-]{1,64}$/.test(text)) {
      throw new RangeError(`${operation}: ${name} can be no part of a path`);
    }
    return text;
  };

  const textsOf = (name: string, value: NonNullable<QueryValue>): string[] => {
    if (typeof value !== 'object') return [wireText(name, value)];
    const texts = value.map((item) => wireText(name, item));
    // No value at all must not become no condition.
    return dialect.repeatedLists && texts.length > 0 ? texts : [texts.join(',')];
  };
  const targetOf = ({ path: given, query }: CallArgs): string => {
    let target = parts[0] ?? '';
    for (let index = 1; index < parts.length; index += 2) {
      const name = parts[index] ?? '';
      target += segment(name, given?.[name]) + (parts[index + 1] ?? '');
    }
    let separator = '?';
    for (const name in query) {
      const value = query[name];
      if (value == null) continue;
      for (const text of textsOf(name, value)) {
        target += `${separator}${nameOf(name)}=${encodeURIComponent(text)}`;
        separator = '&';
      }
    }
    return target;
  };
  const bodyOf = ({ body }: CallArgs): string | null => {
    if (body === undefined) return method === 'GET' || method === 'DELETE' ? null : bodyNode ? '{}' : null;
    return writeRawNumbers(JSON.stringify(encode ? encode(body) : body, bigints));
  };
  return (args) => ({ target: targetOf(args), body: bodyOf(args) });
}

function bigints(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? rawNumber(String(value)) : value;
}

/** Checked once per operation: the values filled in later are digits and words, which cannot change the shape of a path. */
function assertSafe(parts: readonly string[]): void {
  const sample = parts.map((part, index) => (index % 2 ? '1' : part)).join('');
  if (!sample.startsWith('/') || new URL(sample, 'http://host').pathname !== sample || sample.startsWith('//')) {
    throw new RangeError(`not a plain path: ${parts.join('')}`);
  }
}
