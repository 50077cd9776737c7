import { type Envelope, endpoints } from '../../contract/endpoints.ts';
import { fieldsIn } from '../../contract/rows.ts';
import { type OperationId, operations } from '../../contract/schemas.ts';
import type { Clock } from '../../lib/clock.ts';
import { atOnce } from '../../lib/concurrency/turns.ts';
import { isRecord } from '../../lib/is-record.ts';
import type { Zone } from '../../lib/local-time.ts';
import { memoize } from '../../lib/memoize.ts';
import { malformed } from '../errors.ts';
import { createUnsafeAmountCheck } from './amounts/exact.ts';
import { createConverter } from './convert.ts';
import type { Dialect } from './dialect.ts';
import { hasLongNumber, markLongNumbers } from './long-numbers.ts';
import { isTooDeep } from './parse-json.ts';
import { createTotalReader, type ResponseHeaders } from './read-total.ts';
import { isRefusalInside } from './rows/refusal-inside.ts';
import { createTextIdCheck } from './text-ids.ts';
import { isTokenRequest, readTokenPair } from './token-pair.ts';

/** Decodes the text of a 2xx into the contract's shape. Throws MALFORMED for any other envelope than the documented one. */
export type DecodeResponse = (operation: OperationId, text: string, headers?: ResponseHeaders) => unknown;

/** The same in steps of at most some 50 ms for the largest answer. */
export type DecodeInSteps = (
  operation: OperationId,
  text: string,
  headers?: ResponseHeaders,
) => Iterator<undefined, unknown>;

export function createResponseDecoder(dialect: Dialect, clock: Clock, zone?: Zone): DecodeResponse {
  const decode = createStepDecoder(dialect, clock, zone);
  return (operation, text, headers) => atOnce(decode(operation, text, headers));
}

/** One decoder per operation, built on first use. With a zone, times that bear an offset become local ones. */
export function createStepDecoder(dialect: Dialect, clock: Clock, zone?: Zone): DecodeInSteps {
  const decoderOf = memoize((operation: OperationId) => createDecoder(dialect, clock, operation, zone));
  return (operation, text, headers = {}) => decoderOf(operation)(text, headers);
}

type Steps = Generator<undefined, unknown>;

type Decoder = (text: string, headers: ResponseHeaders) => Steps;

function createDecoder(dialect: Dialect, clock: Clock, operation: OperationId, zone?: Zone): Decoder {
  if (isTokenRequest(operation)) {
    // biome-ignore lint/correctness/useYield: a token pair is small
    return function* (text) {
      return readTokenPair(dialect, operation, text, clock.now());
    };
  }
  const node = operations[operation].answer;
  const { envelope } = endpoints[operation];
  const fields = Object.keys(fieldsIn(node));
  const plain = createConverter({ dialect, marked: false, textIds: false, zone }, node);
  const withTextIds = memoize((marked: boolean) => createConverter({ dialect, marked, textIds: true, zone }, node));
  const hasTextIds = createTextIdCheck(dialect, node);
  const hasUnsafeAmount = createUnsafeAmountCheck(dialect, node);
  const readTotal = createTotalReader(dialect, operation);

  const finish = (parsed: unknown, headers: ResponseHeaders, isMarked: boolean): unknown => {
    const enveloped = wrap(dialect, envelope, parsed);
    const convert = isMarked || hasTextIds?.(enveloped) ? withTextIds(isMarked) : plain;
    const answer = check(operation, envelope, convert ? convert(enveloped) : enveloped, (total) =>
      readTotal(total, headers),
    );
    if (isRefusalInside(parsed) && isBare(answer, fields)) throw malformed(operation, 'REFUSED_INSIDE');
    return answer;
  };

  const isInexact = (parsed: unknown) =>
    hasUnsafeAmount?.(Array.isArray(parsed) && envelope === 'page' ? { items: parsed } : parsed) === true;
  const decodeExactly = function* (text: string, headers: ResponseHeaders): Steps {
    yield;
    const exact = yield* markLongNumbers(text);
    yield;
    const parsed = parse(operation, exact);
    yield;
    return finish(parsed, headers, true);
  };

  return function* (text, headers) {
    if (dialect.numericIdentifiers && hasLongNumber(text)) return yield* decodeExactly(text, headers);
    const parsed = parse(operation, text);
    yield;
    if (isInexact(parsed)) return yield* decodeExactly(text, headers);
    return finish(parsed, headers, false);
  };
}

/** The JSON of an answer as the server wrote it: numbers that a double cannot hold stand as `rawNumber` prints them. */
export function readRaw(operation: OperationId, text: string): unknown {
  return parse(operation, hasLongNumber(text) ? atOnce(markLongNumbers(text)) : text);
}

function parse(operation: OperationId, text: string): unknown {
  const json = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    // The message of JSON.parse quotes the text, so it is dropped.
    throw malformed(operation, json.trim() === '' ? 'EMPTY' : json.trimStart().startsWith('<') ? 'HTML' : 'NOT_JSON');
  }
  if (isTooDeep(value)) throw malformed(operation, 'TOO_DEEP');
  return value;
}

/** A bare array is a page without a total. */
function wrap(dialect: Dialect, envelope: Envelope, parsed: unknown): unknown {
  if (envelope !== 'page' || dialect.listEnvelope === 'items') return parsed;
  if (Array.isArray(parsed)) return { [dialect.nameOf([], 'items')]: parsed };
  return dialect.listEnvelope === 'array' ? null : parsed;
}

function check(
  operation: OperationId,
  envelope: Envelope,
  value: unknown,
  totalOf: (inBody: unknown) => number | null,
): unknown {
  if (envelope === 'list') {
    const rows = isRecord(value) ? value.items : value;
    if (!Array.isArray(rows) || !rows.every(isObject)) throw malformed(operation, 'NOT_A_LIST');
    return rows;
  }
  if (!isRecord(value)) throw malformed(operation, value === null && envelope === 'object' ? 'NULL' : 'NOT_AN_OBJECT');
  if (envelope === 'page') {
    if (!Array.isArray(value.items) || !value.items.every(isObject)) throw malformed(operation, 'NOT_A_LIST');
    value.total = totalOf(value.total);
  }
  return value;
}

/** Whether it has no row, and none of these fields says more than no: a refusal would pass for none, or for a change that was made. */
function isBare(answer: unknown, fields: readonly string[]): boolean {
  const { items = answer, ...others } = Object(answer);
  return Array.isArray(items) ? items.length === 0 : fields.every((name) => (others[name] ?? false) === false);
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
