import type { DialectConfig } from '../../config/dialect.ts';
import { operationScopes, schemaScopes } from '../../contract/dialect-scopes.ts';
import { AMOUNTS, OPERATIONS, PROPERTIES, parametersOf, RESOURCES } from '../../contract/names.ts';
import { type Dialect, resolveDialect } from '../../upstream/codec/dialect.ts';

/** Whether two dialects mean the same, however they are spelt: a unit for all or one for each resource, a name that is the usual one. */
export function isSameDialect(a: DialectConfig, b: DialectConfig): boolean {
  return meaningOf(a) === meaningOf(b);
}

export function hasSameUnits(a: DialectConfig, b: DialectConfig): boolean {
  return unitsOf(resolveDialect(a)).join() === unitsOf(resolveDialect(b)).join();
}

/** Whether both send the same login, and find the token at the same place. */
export function hasSameLogin(a: DialectConfig, b: DialectConfig): boolean {
  return loginOf(a) === loginOf(b);
}

function loginOf(config: DialectConfig): string {
  const dialect = resolveDialect(config);
  const { method, path } = dialect.endpoint('auth.login');
  const scopes = [operationScopes('auth.login'), schemaScopes('TokenPair')];
  const names = scopes.flatMap((one) => PROPERTIES.map((property) => dialect.nameOf(one, property)));
  return JSON.stringify([method, path, config.login, names]);
}

function meaningOf(config: DialectConfig): string {
  const dialect = resolveDialect(config);
  const { missing, unauthorized, values, leaveOut, ...rest } = config;
  const {
    checked: _,
    moneyUnit: _unit,
    money: _money,
    names: _names,
    parameters: _parameters,
    paths: _paths,
    ...plain
  } = rest;
  const scopes = RESOURCES.map(schemaScopes);
  const names = scopes.flatMap((one) => PROPERTIES.map((property) => dialect.nameOf(one, property)));
  const bodies = OPERATIONS.flatMap((operation) =>
    PROPERTIES.map((property) => dialect.nameOf(operationScopes(operation), property)),
  );
  const calls = OPERATIONS.map((operation) => {
    const { method, path } = dialect.endpoint(operation);
    return [method, path, ...parametersOf(operation).map((parameter) => dialect.parameterOf(operation, parameter))];
  });
  const lists = [missing, unauthorized].map((list) => [...list].map(String).sort());
  return JSON.stringify([
    sorted(plain),
    unitsOf(dialect),
    names,
    bodies,
    calls,
    lists,
    sorted(values),
    sorted(leaveOut),
  ]);
}

function unitsOf(dialect: Dialect): string[] {
  return AMOUNTS.map((name) => {
    const [resource = '', property = ''] = name.split('.');
    return dialect.unitOf(schemaScopes(resource), property);
  });
}

/** A copy without the order of keys, which means nothing in a dialect. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
