import { type OperationId, operations, schemas, type TypeNode } from '../../contract/schemas.ts';
import type { Clock } from '../../lib/clock.ts';
import { isRecord } from '../../lib/is-record.ts';
import { memoize } from '../../lib/memoize.ts';
import { malformed } from '../errors.ts';
import { answerConverter, type Convert } from './convert.ts';
import { type Dialect, scopesOf } from './dialect.ts';
import { type Inexact, inexactAmounts } from './exact-amounts.ts';
import { hasLongNumber, markLongNumbers } from './long-numbers.ts';
import { readTokenPair } from './token-pair.ts';

/** Reads the answer of a 200. Throws MALFORMED for what is not of the documented envelope. */
export type Decode = (text: string) => unknown;

type Envelope = 'page' | 'list' | 'object';

/** What turns texts into the contract's rows, one per operation, made when first used. */
export function createWire(dialect: Dialect, clock: Clock): { decode(operation: OperationId, text: string): unknown } {
  const decoderOf = memoize((operation: OperationId) => createDecode(dialect, clock, operation));
  return { decode: (operation, text) => decoderOf(operation)(text) };
}

function createDecode(dialect: Dialect, clock: Clock, operation: OperationId): Decode {
  if (operation === 'auth.login' || operation === 'auth.refreshToken') {
    return (text) => readTokenPair(dialect, operation, text, clock.now());
  }
  const node = operations[operation].answer;
  const envelope = envelopeOf(node);
  const plain = dialect.isPlain ? null : answerConverter({ dialect, marked: false }, node);
  const inexact = inexactIn(dialect, node);
  let marked: Convert | null | undefined;

  const markedConverter = () => {
    if (marked === undefined) marked = answerConverter({ dialect, marked: true }, node);
    return marked;
  };
  const exact = (text: string): unknown => finish(parse(operation, markLongNumbers(text)), markedConverter());
  const finish = (parsed: unknown, convert: Convert | null): unknown => {
    const whole = wrap(dialect, envelope, parsed);
    return check(operation, envelope, convert ? convert(whole) : whole);
  };

  return (text) => {
    if (dialect.numericIdentifiers && hasLongNumber(text)) return exact(text);
    const parsed = parse(operation, text);
    if (inexact?.(Array.isArray(parsed) && envelope === 'page' ? { items: parsed } : parsed)) return exact(text);
    return finish(parsed, plain);
  };
}

function inexactIn(dialect: Dialect, node: TypeNode): Inexact | null {
  return inexactAmounts(node, dialect.moneyUnit, (owner, field) =>
    dialect.nameOf(typeof owner === 'object' && 'ref' in owner ? scopesOf(owner.ref) : [], field),
  );
}

function envelopeOf(node: TypeNode): Envelope {
  if (typeof node === 'object' && 'list' in node) return 'list';
  const target = typeof node === 'object' && 'ref' in node ? schemas[node.ref] : node;
  return typeof target === 'object' && 'fields' in target && 'items' in target.fields ? 'page' : 'object';
}

function parse(operation: OperationId, text: string): unknown {
  const json = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  try {
    return JSON.parse(json);
  } catch {
    // The parser's own message quotes the text.
    throw malformed(operation, json.trim() === '' ? 'EMPTY' : json.trimStart().startsWith('<') ? 'HTML' : 'NOT_JSON');
  }
}

/** A bare array is a page that does not say how many rows there are. */
function wrap(dialect: Dialect, envelope: Envelope, parsed: unknown): unknown {
  if (envelope !== 'page' || dialect.listEnvelope === 'items') return parsed;
  if (Array.isArray(parsed)) return { [dialect.nameOf([], 'items')]: parsed };
  return dialect.listEnvelope === 'array' ? null : parsed;
}

function check(operation: OperationId, envelope: Envelope, value: unknown): unknown {
  if (envelope === 'list') {
    const rows = isRecord(value) ? value.items : value;
    if (!Array.isArray(rows) || !rows.every(isObject)) throw malformed(operation, 'NOT_A_LIST');
    return rows;
  }
  if (!isRecord(value)) throw malformed(operation, 'NOT_AN_OBJECT');
  if (envelope === 'page') {
    if (!Array.isArray(value.items) || !value.items.every(isObject)) throw malformed(operation, 'NOT_A_LIST');
    if (value.total == null) value.total = null;
    else if (!Number.isSafeInteger(value.total)) throw malformed(operation, 'NOT_A_TOTAL');
    else if (Number(value.total) < 0) value.total = null;
  }
  return value;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
