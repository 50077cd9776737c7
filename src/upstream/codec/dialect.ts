import { DEFAULT_DIALECT, type DialectConfig } from '../../config/dialect.ts';
import { operationScopes } from '../../contract/dialect-scopes.ts';
import { type Endpoint, endpoints, readLine } from '../../contract/endpoints.ts';
import { OPERATIONS } from '../../contract/names.ts';
import type { OperationId } from '../../contract/schemas.ts';

/** How one server differs from the contract, resolved: what the wire layer and the resources ask. */
export interface Dialect extends DialectConfig {
  /** Nothing but lines of `paths`, `missing` and limits differs, so answers and bodies pass as they are. */
  readonly isPlain: boolean;
  supports(operation: OperationId): boolean;
  endpoint(operation: OperationId): Endpoint;
  /** The server's name of a property of these scopes (see `schemaScopes`). */
  nameOf(scopes: readonly string[], property: string): string;
  /** The server's name of a query parameter. */
  parameterOf(operation: OperationId, parameter: string): string;
  /** Our values → the server's; undefined where they are the same. */
  valuesOf(scopes: readonly string[], property: string): ValueMap | undefined;
}

export interface ValueMap {
  toWire(value: unknown): unknown;
  /** A value that the dialect does not list comes back as it is. */
  fromWire(value: unknown): unknown;
}

/** Throws a RangeError where a path of the dialect cannot be used. */
export function resolveDialect(config: Partial<DialectConfig> = {}): Dialect {
  const dialect: DialectConfig = { ...DEFAULT_DIALECT, ...config };
  const missing = new Set(dialect.missing);
  const lines = new Map<OperationId, Endpoint>();
  for (const operation of OPERATIONS) lines.set(operation, resolveLine(dialect, operation));

  const find = <T>(table: Readonly<Record<string, T>>, scopes: readonly string[], property: string): T | undefined => {
    for (const scope of scopes) {
      const key = `${scope}.${property}`;
      if (Object.hasOwn(table, key)) return table[key];
    }
    return undefined;
  };
  const cased = (name: string) => (dialect.keyCase === 'snake' ? toSnake(name) : name);
  const nameOf = (scopes: readonly string[], property: string) =>
    find(dialect.names, scopes, property) ?? cased(property);

  return {
    ...dialect,
    isPlain:
      dialect.keyCase === 'camel' &&
      dialect.moneyUnit === 'kopecks' &&
      !dialect.numericIdentifiers &&
      isEmpty(dialect.names) &&
      isEmpty(dialect.values),
    supports: (operation) => !missing.has(operation),
    endpoint: (operation) => lines.get(operation) ?? endpoints[operation],
    nameOf,
    parameterOf: (operation, parameter) =>
      dialect.parameters[`${operation}.${parameter}`] ?? nameOf(operationScopes(operation), parameter),
    valuesOf: (scopes, property) => {
      const table = find(dialect.values, scopes, property);
      return table && valueMap(table);
    },
  };
}

/** `birthdayDaysBefore` → `birthday_days_before`. */
export function toSnake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function resolveLine(dialect: DialectConfig, operation: OperationId): Endpoint {
  const line = dialect.paths[operation];
  if (line === undefined) return endpoints[operation];
  const { method, path } = readLine(line);
  const wanted = placeholders(endpoints[operation].path);
  if (placeholders(path).sort().join() !== wanted.sort().join()) {
    throw new RangeError(`the path of ${operation} must hold ${wanted.join(' and ') || 'no placeholder'}`);
  }
  return { ...endpoints[operation], method, path };
}

const placeholders = (path: string): string[] => path.match(/\{[^}]*\}/g) ?? [];

function valueMap(table: Readonly<Record<string, string | number | boolean>>): ValueMap {
  const back = new Map<string, unknown>();
  for (const [ours, theirs] of Object.entries(table)) {
    const value = ours === 'true' ? true : ours === 'false' ? false : ours;
    if (!back.has(String(theirs))) back.set(String(theirs), value);
  }
  return {
    toWire: (value) => (Object.hasOwn(table, String(value)) ? table[String(value)] : value),
    fromWire: (value) => {
      const known = value == null ? undefined : back.get(String(value));
      return known === undefined ? value : known;
    },
  };
}

function isEmpty(table: object): boolean {
  return Object.keys(table).length === 0;
}
