import { schemaScopes } from '../../contract/dialect-scopes.ts';
import { type ObjectNode, schemas, type TypeNode } from '../../contract/schemas.ts';
import { type Money, moneyToMajor } from '../../lib/decimal.ts';
import type { Zone } from '../../lib/local-time.ts';
import { unprovenUnit } from './amounts/unproven.ts';
import type { Dialect, MoneyUnit } from './dialect.ts';
import { isPhone, phoneWriter, timeWriter } from './forms/write-forms.ts';
import { rawNumber } from './long-numbers.ts';
import { createWrite } from './names/place.ts';

/** Encodes a value of the contract as this server expects it. */
export type Encode = (value: unknown) => unknown;

export interface EncodeOptions {
  readonly dialect: Dialect;
  /** Of the server's local times; without one they are sent as they are. */
  readonly zone?: Zone | undefined;
}

/** Builds the encoding of one type, or null for a type without differences. */
export function createEncoder(
  options: EncodeOptions,
  node: TypeNode,
  scopes: readonly string[],
  property: string,
): Encode | null {
  const { dialect, zone } = options;
  if (node === 'money') return moneyEncoder(dialect.unitOf(scopes, property), `${scopes[0]}.${property}`);
  if (typeof node === 'string' || 'values' in node) {
    const values = dialect.valuesOf(scopes, property);
    if (values) return values.toWire;
    if (isPhone(property)) return phoneWriter(dialect);
    const isIdentifier = dialect.numericIdentifiers && property === 'value' && scopes.includes('Identifier');
    return isIdentifier ? identifierNumber : null;
  }
  if ('list' in node) {
    const item = createEncoder(options, node.list, scopes, property);
    return item && ((value) => (Array.isArray(value) ? value.map(item) : value));
  }
  if ('fields' in node) return createObjectEncoder(options, node, scopes);
  if (node.ref === 'LocalDateTime') return timeWriter(dialect, zone);
  const target = schemas[node.ref];
  if (typeof target === 'string' || !('fields' in target)) return createEncoder(options, target, scopes, property);
  return createObjectEncoder(options, target, schemaScopes(node.ref));
}

function createObjectEncoder(options: EncodeOptions, node: ObjectNode, scopes: readonly string[]): Encode {
  const fields = Object.entries(node.fields).map(([name, { type }]) => ({
    name,
    write: createWrite(options.dialect.nameOf(scopes, name), `${scopes[0]}.${name}`),
    encode: createEncoder(options, type, scopes, name),
  }));
  return (value) => {
    const row = value as Record<string, unknown>;
    const out: Record<string, unknown> = {};
    for (const { name, write, encode } of fields) {
      const inner = row[name];
      if (inner !== undefined) write(out, encode && inner !== null ? encode(inner) : inner);
    }
    return out;
  };
}

function moneyEncoder(unit: MoneyUnit, field: string): Encode | null {
  if (unit === 'kopecks') return null;
  if (unit === 'roubles') return (value) => (isMoney(value) ? roubles(value) : value);
  return () => {
    throw unprovenUnit({ sent: 'NOT_SENT', field });
  };
}

function isMoney(value: unknown): value is Money {
  return typeof value === 'number' || typeof value === 'bigint';
}

/** Beyond 2^53 kopecks a double no longer prints its roubles exactly. */
function roubles(money: Money): unknown {
  if (typeof money === 'number') return moneyToMajor(money);
  const text = String(money);
  return rawNumber(`${text.slice(0, -2)}.${text.slice(-2)}`);
}

/** Numbers for a server whose identifiers are numbers. Values with a leading zero or letters stay text. */
function identifierNumber(value: unknown): unknown {
  return typeof value === 'string' && /^[1-9]\d{0,18}$/.test(value) ? rawNumber(value) : value;
}
