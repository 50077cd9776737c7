import { schemaScopes } from '../../contract/dialect-scopes.ts';
import { type ObjectNode, schemas, type TypeNode } from '../../contract/schemas.ts';
import { type Money, moneyToMajor } from '../../lib/decimal.ts';
import { unprovenUnit } from './amounts/unproven.ts';
import type { Dialect, MoneyUnit } from './dialect.ts';
import { rawNumber } from './long-numbers.ts';
import { createWrite } from './names/place.ts';

/** Encodes a value of the contract as this server expects it. */
export type Encode = (value: unknown) => unknown;

/** Builds the encoding of one type, or null for a type without differences. */
export function createEncoder(
  dialect: Dialect,
  node: TypeNode,
  scopes: readonly string[],
  property: string,
): Encode | null {
  if (node === 'money') return moneyEncoder(dialect.unitOf(scopes, property), `${scopes[0]}.${property}`);
  if (typeof node === 'string' || 'values' in node) {
    const values = dialect.valuesOf(scopes, property);
    if (values) return values.toWire;
    const isIdentifier = dialect.numericIdentifiers && property === 'value' && scopes.includes('Identifier');
    return isIdentifier ? identifierNumber : null;
  }
  if ('list' in node) {
    const item = createEncoder(dialect, node.list, scopes, property);
    return item && ((value) => (Array.isArray(value) ? value.map(item) : value));
  }
  if ('fields' in node) return createObjectEncoder(dialect, node, scopes);
  const target = schemas[node.ref];
  if (typeof target === 'string' || !('fields' in target)) return createEncoder(dialect, target, scopes, property);
  return createObjectEncoder(dialect, target, schemaScopes(node.ref));
}

function createObjectEncoder(dialect: Dialect, node: ObjectNode, scopes: readonly string[]): Encode {
  const fields = Object.entries(node.fields).map(([name, { type }]) => ({
    name,
    write: createWrite(dialect.nameOf(scopes, name), `${scopes[0]}.${name}`),
    encode: createEncoder(dialect, type, scopes, name),
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
