import type { OperationId } from '../../contract/schemas.ts';
import { zone } from '../../lib/local-time.ts';
import { type FormPair, type Forms, phoneForm, timeForm } from './forms.ts';

/** `unproven` is what a gateway knows: the amounts here are kopecks then. */
export type SandboxUnit = 'kopecks' | 'roubles' | 'unproven';

/** Differences of this emulated server from the contract. The keys are those of a gateway's configuration. */
export interface SandboxDialect {
  keyCase: 'camel' | 'snake';
  moneyUnit: SandboxUnit;
  /** `Account` or `Account.balance` → the unit of its amounts; `ReportTable.sum` is a column of reports. */
  money: Readonly<Record<string, SandboxUnit>>;
  listEnvelope: 'items' | 'array';
  /** false: `ids` of accounts.list is an unknown parameter, and FastAPI ignores those. */
  idsFilter: boolean;
  /** false: likewise `accountIds` of operations.list. */
  operationIdsFilter: boolean;
  /** Lists in a query are arrays, `ids=1&ids=2`; a comma is no list. */
  repeatedLists: boolean;
  /** Numbered pages in place of `offset` and `limit`; null: those. */
  paging: { readonly offset: string; readonly limit: string; readonly from: number } | null;
  maxLimit: number;
  /** Identifier values of digits alone are JSON numbers, up to all 19 digits. */
  numericIdentifiers: boolean;
  authScheme: string;
  /** `form`: OAuth 2's, with `username` and `password`. */
  login: 'json' | 'form';
  /** The header that bears the token alone; null: Authorization, with the scheme. */
  token: { readonly header: string } | null;
  /** Where lists have their total. */
  total: 'body' | 'none' | { readonly header: string };
  /** Statuses: the first for a wrong token, the last for a missing one. */
  unauthorized: readonly number[];
  /** Operation id → `POST /accounts/add`. */
  paths: Readonly<Record<string, string>>;
  /** `Account.lastName` → this server's name, in every schema and parameter of the resource; or a path or list, in schemas alone. */
  names: Readonly<Record<string, string>>;
  /** `operations.list.accountId` → this server's name. */
  parameters: Readonly<Record<string, string>>;
  /** `Operation.kind` → the contract's value → this server's value. */
  values: Readonly<Record<string, Readonly<Record<string, string | number | boolean>>>>;
  forms: Forms;
  /** `day`: filters by time take days, from the first to before the last. */
  dateBounds: 'time' | 'day';
  missing: readonly string[];
  /** contract: our document, OpenAPI 3.0. fastapi: 3.1 as FastAPI writes it, without our names. none: 404. */
  document: 'contract' | 'fastapi' | 'none';
  /** The pydantic version whose words a 422 uses. */
  pydantic: 1 | 2;
}

const CONTRACT_DIALECT: SandboxDialect = {
  keyCase: 'camel',
  moneyUnit: 'kopecks',
  money: {},
  listEnvelope: 'items',
  idsFilter: true,
  operationIdsFilter: true,
  repeatedLists: false,
  paging: null,
  maxLimit: 1000,
  numericIdentifiers: false,
  authScheme: 'bearer',
  login: 'json',
  token: null,
  total: 'body',
  unauthorized: [401],
  paths: {},
  names: {},
  parameters: {},
  values: {},
  forms: { phone: 'plain', dateTime: 'local' },
  dateBounds: 'time',
  missing: [],
  document: 'contract',
  pydantic: 1,
};

/** Whether a line of a gateway's dialect is one of the sandbox, too. */
export function isEmulated(line: string): boolean {
  return Object.hasOwn(CONTRACT_DIALECT, line);
}

/** The dialect with its lookups. Scopes are the names of a property's schema and resource. */
export interface CompiledDialect extends SandboxDialect {
  /** This server's name of a property. */
  property(scopes: readonly string[], name: string): string;
  parameter(operationId: OperationId, scopes: readonly string[], name: string): string;
  valuesOf(scopes: readonly string[], name: string): Readonly<Record<string, string | number | boolean>> | undefined;
  /** Forms of times and phones; null where they are the contract's. */
  time: FormPair | null;
  phone: FormPair | null;
  /** Whether an amount is in roubles. */
  isRoubles(scopes: readonly string[], name: string): boolean;
}

export function compileDialect(
  options: Partial<SandboxDialect> = {},
  localZone = zone('Europe/Moscow'),
): CompiledDialect {
  const dialect = { ...CONTRACT_DIALECT, ...options };
  const cased = (name: string): string =>
    dialect.keyCase === 'snake' ? name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`) : name;
  const usual: Readonly<Record<string, string>> = dialect.login === 'form' ? { 'Credentials.login': 'username' } : {};
  const { offset, limit } = dialect.paging ?? {};
  const ofPages: Readonly<Record<string, string>> = offset && limit ? { offset, limit } : {};
  const property: CompiledDialect['property'] = (scopes, name) =>
    firstInScope(dialect.names, scopes, name) ?? firstInScope(usual, scopes, name) ?? cased(name);
  return {
    ...dialect,
    time: timeForm(dialect.forms, localZone),
    phone: phoneForm(dialect.forms),
    property,
    parameter(operationId, scopes, name) {
      const found = property(scopes, name);
      const named = dialect.parameters[`${operationId}.${name}`] ?? ofPages[name];
      return named ?? (/[.[]/.test(found) ? cased(name) : found);
    },
    valuesOf: (scopes, name) => firstInScope(dialect.values, scopes, name),
    isRoubles: (scopes, name) => {
      const unit = [...scopes.map((scope) => `${scope}.${name}`), ...scopes].find(
        (key) => dialect.money[key] !== undefined,
      );
      return (unit === undefined ? dialect.moneyUnit : dialect.money[unit]) === 'roubles';
    },
  };
}

function firstInScope<T>(table: Readonly<Record<string, T>>, scopes: readonly string[], name: string): T | undefined {
  for (const scope of scopes) {
    const found = table[`${scope}.${name}`];
    if (found !== undefined) return found;
  }
  return undefined;
}
