import type { OperationId } from '../../contract/schemas.ts';
import { isRecord } from '../../lib/is-record.ts';
import { FORM, printCall, type QueryParameter, type ServerCall } from '../codec/server-call.ts';
import type { HttpParts } from '../http/send-call.ts';
import type { Adapter, AdapterCall, AdapterRequest } from './adapter.ts';
import { AdapterResultError } from './adapter-fault.ts';
import { isPlainTarget, replaceHeaders } from './http-parts.ts';
import { replaceMarks, writeJson } from './json-text.ts';

/** The call as an adapter sees it. Frozen in depth: a change in place fails, in place of being lost. */
export function adapterCallOf(operation: OperationId, request: ServerCall, token: string | null): AdapterCall {
  const { method, path, query, body } = request;
  const texts = query.map(({ name, value }) => [decodeURIComponent(name), String(value)] as const);
  return freeze({
    operation,
    method,
    path,
    query: Object.fromEntries(texts),
    body: body === undefined ? undefined : replaceMarks(body),
    token,
  });
}

export interface AdaptOptions {
  readonly adapter: Adapter;
  readonly call: AdapterCall;
  readonly request: ServerCall;
  /** Headers of the gateway, names and values in turn. */
  readonly headers: readonly string[];
  readonly isValueMove: boolean;
}

/** What is sent. Throws what `request` throws, and an AdapterResultError for a result that cannot be sent. */
export function adaptRequest({ adapter, call, request, headers, isValueMove }: AdaptOptions): HttpParts {
  const returned = checked(adapter.request?.(call));
  const { method = request.method, path = request.path, query, body, form, headers: given } = returned;
  if (!METHODS.has(method)) throw new AdapterResultError(`method must be one of ${[...METHODS].join(', ')}`);
  if (isValueMove && method === 'GET') throw new AdapterResultError('a GET must not move value: proxies may repeat it');
  if (path !== request.path && (typeof path !== 'string' || path.includes('?') || !isPlainTarget(path)))
    throw new AdapterResultError('path must be whole and percent-encoded, without a query');
  const parameters = query === undefined ? request.query : queryOf(query, call, request);
  const { target, body: plain } = printCall({ ...request, path, query: parameters });
  const sent = form ? formText(form) : body === undefined ? plain : body === null ? null : bodyText(body);
  if (form && body != null) throw new AdapterResultError('a body or a form, not both');
  const isForm = form !== undefined || (body === undefined && request.isForm === true);
  const type = sent === null ? [] : ['content-type', isForm ? FORM : 'application/json'];
  return { method, target, headers: replaceHeaders([...headers, ...type], given), body: sent };
}

const METHODS: ReadonlySet<string> = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']);
/** Those of a call too: `{ ...call, path }` is a natural way to write a result. */
const KEYS: ReadonlySet<string> = new Set(['method', 'path', 'query', 'body', 'form', 'headers', 'operation', 'token']);

function checked(returned: unknown): AdapterRequest {
  if (returned === undefined) return {};
  // Nobody else awaits it.
  if (returned instanceof Promise) returned.catch(() => undefined);
  if (!isRecord(returned) || returned instanceof Promise)
    throw new AdapterResultError('request must return an object or nothing, and no promise');
  if (Object.keys(returned).some((key) => !KEYS.has(key)))
    throw new AdapterResultError('request must return method, path, query, body, form and headers alone');
  return returned as AdapterRequest;
}

/** A value that the adapter left as it was is sent as the dialect says, such as a list that repeats its name. */
function queryOf(query: unknown, call: AdapterCall, request: ServerCall): QueryParameter[] {
  return entriesOf(query, 'query').flatMap(([name, value]) => {
    if (value == null) return [];
    if (value === call.query[name]) {
      const same = request.query.find((parameter) => decodeURIComponent(parameter.name) === name);
      if (same) return [same];
    }
    const texts = Array.isArray(value) ? value.map(textOf) : textOf(value);
    // No value at all must not become no condition.
    if (texts.length === 0 && Array.isArray(texts)) throw new AdapterResultError('a list in the query is empty');
    return [{ name: encodeURIComponent(name), value: texts }];
  });
}

function formText(form: unknown): string {
  const pairs = entriesOf(form, 'form').flatMap(([name, value]) => (value == null ? [] : [[name, textOf(value)]]));
  return new URLSearchParams(pairs).toString();
}

function bodyText(body: unknown): string {
  if (typeof body !== 'object') throw new AdapterResultError('body must be an object, a list or null');
  return writeJson(body);
}

function entriesOf(value: unknown, name: string): [string, unknown][] {
  if (!isRecord(value)) throw new AdapterResultError(`${name} must be an object`);
  return Object.entries(value);
}

function textOf(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  throw new AdapterResultError('values of query and form must be texts, numbers or booleans');
}

function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const inner of Object.values(value)) freeze(inner);
  return Object.freeze(value);
}
