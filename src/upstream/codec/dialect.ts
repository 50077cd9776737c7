import { DEFAULT_DIALECT, type DialectConfig } from '../../config/dialect.ts';
import { operationScopes } from '../../contract/dialect-scopes.ts';
import { type Endpoint, endpoints, readLine } from '../../contract/endpoints.ts';
import { OPERATIONS } from '../../contract/names.ts';
import type { OperationId } from '../../contract/schemas.ts';
import { isName } from './names/place.ts';

/** The resolved differences of one server from the contract. */
export interface Dialect extends DialectConfig {
  /** Only paths, missing operations and limits differ, so responses and bodies need no conversion. */
  readonly isPlain: boolean;
  supports(operation: OperationId): boolean;
  endpoint(operation: OperationId): Endpoint;
  /** The server's name of a property of these scopes (see `schemaScopes`), or the path or list of `names/place.ts`. */
  nameOf(scopes: readonly string[], property: string): string;
  /** The server's name of a query parameter. */
  parameterOf(operation: OperationId, parameter: string): string;
  /** The server's values of a property; undefined where they are the contract's. */
  valuesOf(scopes: readonly string[], property: string): ValueMap | undefined;
  /** The unit of an amount; of a cell of a report under `ReportTable` and the name of its column. */
  unitOf(scopes: readonly string[], property: string): MoneyUnit;
}

export type MoneyUnit = DialectConfig['moneyUnit'];

export interface ValueMap {
  toWire(value: unknown): unknown;
  /** Returns a value outside the dialect unchanged. */
  fromWire(value: unknown): unknown;
}

/** Throws a RangeError for an unusable path of the dialect. */
export function resolveDialect(config: Partial<DialectConfig> = {}): Dialect {
  const dialect: DialectConfig = { ...DEFAULT_DIALECT, ...config };
  const missing = new Set(dialect.missing);
  const resolved = new Map(OPERATIONS.map((operation) => [operation, resolveEndpoint(dialect, operation)]));

  const find = <T>(table: Readonly<Record<string, T>>, scopes: readonly string[], property: string): T | undefined => {
    for (const scope of scopes) {
      const key = `${scope}.${property}`;
      if (Object.hasOwn(table, key)) return table[key];
    }
    return undefined;
  };
  const { moneyUnit, money, paging } = dialect;
  const pagingNames: Readonly<Record<string, string>> = paging ? { offset: paging.offset, limit: paging.limit } : {};
  const formNames: DialectConfig['names'] = dialect.login === 'form' ? { 'Credentials.login': 'username' } : {};
  const cased = (name: string) => (dialect.keyCase === 'snake' ? toSnake(name) : name);
  const nameOf = (scopes: readonly string[], property: string) =>
    find(dialect.names, scopes, property) ?? find(formNames, scopes, property) ?? cased(property);

  return {
    ...dialect,
    isPlain:
      dialect.keyCase === 'camel' &&
      [moneyUnit, ...Object.values(money)].every((unit) => unit === 'kopecks') &&
      !dialect.numericIdentifiers &&
      dialect.forms.phone === 'plain' &&
      dialect.forms.dateTime === 'local' &&
      isEmpty(dialect.names) &&
      isEmpty(dialect.values),
    supports: (operation) => !missing.has(operation),
    endpoint: (operation) => resolved.get(operation) ?? endpoints[operation],
    nameOf,
    parameterOf(operation, parameter) {
      const named = dialect.parameters[`${operation}.${parameter}`] ?? pagingNames[parameter];
      const name = nameOf(operationScopes(operation), parameter);
      return named ?? (isName(name) ? name : cased(parameter));
    },
    valuesOf: (scopes, property) => {
      const table = find(dialect.values, scopes, property);
      return table && valueMap(table);
    },
    unitOf: (scopes, property) =>
      find(money, scopes, property) ??
      scopes.flatMap((scope) => (Object.hasOwn(money, scope) ? [money[scope]] : []))[0] ??
      moneyUnit,
  };
}

/** `birthdayDaysBefore` → `birthday_days_before`. */
export function toSnake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function resolveEndpoint(dialect: DialectConfig, operation: OperationId): Endpoint {
  const line = dialect.paths[operation];
  if (line === undefined) return endpoints[operation];
  const { method, path } = readLine(line);
  const required = placeholders(endpoints[operation].path);
  if (placeholders(path).sort().join() !== required.sort().join()) {
    throw new RangeError(`the path of ${operation} must hold ${required.join(' and ') || 'no placeholder'}`);
  }
  return { ...endpoints[operation], method, path };
}

const placeholders = (path: string): string[] => path.match(/\{[^}]*\}/g) ?? [];

function valueMap(table: Readonly<Record<string, string | number | boolean>>): ValueMap {
  const contractValues = new Map<string, unknown>();
  for (const [name, serverValue] of Object.entries(table)) {
    const value = name === 'true' ? true : name === 'false' ? false : name;
    if (!contractValues.has(String(serverValue))) contractValues.set(String(serverValue), value);
  }
  return {
    toWire: (value) => (Object.hasOwn(table, String(value)) ? table[String(value)] : value),
    fromWire: (value) => (value == null ? value : (contractValues.get(String(value)) ?? value)),
  };
}

function isEmpty(table: object): boolean {
  return Object.keys(table).length === 0;
}
