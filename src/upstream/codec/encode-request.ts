import { operationScopes } from '../../contract/dialect-scopes.ts';
import { queryOf } from '../../contract/endpoints.ts';
import { isPaged } from '../../contract/names.ts';
import { type OperationId, operations } from '../../contract/schemas.ts';
import { isRecord } from '../../lib/is-record.ts';
import type { Zone } from '../../lib/local-time.ts';
import { memoize } from '../../lib/memoize.ts';
import { unsupported } from '../errors.ts';
import type { Dialect } from './dialect.ts';
import { createEncoder, type EncodeOptions } from './encode-body.ts';
import { boundWriter, isPhone, phoneWriter } from './forms/write-forms.ts';
import type { QueryParameter, ServerCall } from './server-call.ts';

export type QueryValue = string | number | boolean | readonly (string | number)[] | null | undefined;

/** Arguments of a call, in the contract's names and units. */
export interface CallArgs {
  readonly path?: Readonly<Record<string, number | string>> | undefined;
  /** Lists are joined with commas, or repeated as the dialect says; null and undefined are left out. */
  readonly query?: Readonly<Record<string, QueryValue>> | undefined;
  /** Undefined properties are left out, null clears. */
  readonly body?: object | undefined;
  /** Properties that go along with the body, in the server's names and values. */
  readonly beside?: Readonly<Record<string, unknown>> | undefined;
}

/** Encodes a call as this server expects it. Throws a RangeError for a value that cannot be a path segment. */
export type EncodeRequest = (operation: OperationId, args: CallArgs) => ServerCall;

/** One encoder per operation, built on first use. That use throws a RangeError for a path that is no plain path. */
export function createRequestEncoder(dialect: Dialect, basePath: string, zone?: Zone): EncodeRequest {
  const encoderOf = memoize((operation: OperationId) => createOperationEncoder({ dialect, zone }, operation, basePath));
  return (operation, args) => encoderOf(operation)(args);
}

function createOperationEncoder(
  options: EncodeOptions,
  operation: OperationId,
  basePath: string,
): (args: CallArgs) => ServerCall {
  const { dialect, zone } = options;
  const { method, path } = dialect.endpoint(operation);
  const parts = `${basePath}${path.split('?')[0]}`.split(/\{([^}]*)\}/);
  const ownQuery = queryOf(path).map(([name, value]) => ({ name, value, parameter: /^\{(\w+)\}$/.exec(value)?.[1] }));
  const firstPage = isPaged(operation) ? (dialect.paging?.from ?? null) : null;
  assertSafe(parts);
  const scopes = operationScopes(operation);
  const bodyNode = operations[operation].body;
  const isForm = operation === 'auth.login' && dialect.login === 'form';
  const isPlain = dialect.isPlain && !isForm;
  const encode = bodyNode && !isPlain ? createEncoder(options, bodyNode, scopes, '') : null;

  const nameOf = memoize((parameter: string) => {
    // The whole list must not stand for the rows that were asked for.
    if (dialect.missing.includes(`${operation}.${parameter}`)) throw unsupported(operation, 'DIALECT');
    return encodeURIComponent(dialect.parameterOf(operation, parameter));
  });
  const writerOf = memoize((parameter: string) => {
    const values = dialect.valuesOf(scopes, parameter);
    if (values) return values.toWire;
    if (isPhone(parameter)) return phoneWriter(dialect);
    return isTime(operation, parameter) ? boundWriter(dialect, zone, parameter) : null;
  });
  const isUsual = dialect.isPlain && dialect.dateBounds === 'time';
  const wireText = (parameter: string, value: string | number | boolean): string => {
    const write = isUsual ? null : writerOf(parameter);
    return String(write?.(value) ?? value);
  };
  const segment = (name: string, value: number | string | undefined): string => {
    const text = value === undefined ? '' : wireText(name, value);
    // Encoding is not enough: an encoded `..` still collapses a path.
    if (typeof value === 'number' ? !Number.isSafeInteger(value) || value < 1 : !/^[A-Za-z0-9_-]{1,64}$/.test(text)) {
      throw new RangeError(`${operation}: ${name} can be no part of an address`);
    }
    return text;
  };

  const textOf = (name: string, value: NonNullable<QueryValue>): string | readonly string[] => {
    if (typeof value !== 'object') return wireText(name, value);
    const texts = value.map((item) => wireText(name, item));
    // No value at all must not become no condition.
    return dialect.repeatedLists && texts.length > 0 ? texts : texts.join(',');
  };
  const pathOf = ({ path: given }: CallArgs): string => {
    let filled = parts[0] ?? '';
    for (let index = 1; index < parts.length; index += 2) {
      const name = parts[index] ?? '';
      filled += segment(name, given?.[name]) + (parts[index + 1] ?? '');
    }
    return filled;
  };
  const encodeQuery = ({ path: given, query }: CallArgs): readonly QueryParameter[] => {
    const parameters: QueryParameter[] = [];
    for (const { name, value, parameter } of ownQuery)
      parameters.push({ name, value: parameter === undefined ? value : segment(parameter, given?.[parameter]) });
    const sent = firstPage === null ? query : numbered(query, firstPage);
    for (const name in sent) {
      const value = sent[name];
      if (value != null) parameters.push({ name: nameOf(name), value: textOf(name, value) });
    }
    return parameters;
  };
  const bodyOf = ({ body, beside }: CallArgs): object | undefined => {
    if (body === undefined) return method === 'GET' || method === 'DELETE' || !bodyNode ? undefined : {};
    const encoded = encode ? (encode(body) as object) : body;
    if (beside) return merged(beside, encoded);
    return isForm ? { grant_type: 'password', ...encoded } : encoded;
  };
  return (args) => ({ method, path: pathOf(args), query: encodeQuery(args), body: bodyOf(args), isForm });
}

/** The query of a page in place of that of its rows. Throws a RangeError for rows that are no page. */
function numbered(query: CallArgs['query'], firstPage: number): CallArgs['query'] {
  const { offset, limit } = query ?? {};
  if (limit == null && !offset) return query && { ...query, offset: undefined };
  const index = Number(offset ?? 0) / Number(limit);
  if (!Number.isSafeInteger(index)) throw new RangeError('these rows are no page');
  return { ...query, offset: index + firstPage };
}

function isTime(operation: OperationId, parameter: string): boolean {
  const type = operations[operation].parameters[parameter]?.type;
  return typeof type === 'object' && 'ref' in type && type.ref === 'LocalDateTime';
}

/** The first object, with what the second has in its place. */
function merged(beside: object, body: object): object {
  const out: Record<string, unknown> = { ...beside };
  for (const [name, value] of Object.entries(body)) {
    const other = out[name];
    out[name] = isRecord(other) && isRecord(value) ? merged(other, value) : value;
  }
  return out;
}

/** Checked once per operation: the values filled in later are digits and words, which cannot change the shape of a path. */
function assertSafe(parts: readonly string[]): void {
  const sample = parts.map((part, index) => (index % 2 ? '1' : part)).join('');
  if (!sample.startsWith('/') || new URL(sample, 'http://host').pathname !== sample || sample.startsWith('//')) {
    throw new RangeError(`not a plain path: ${parts.join('')}`);
  }
}
