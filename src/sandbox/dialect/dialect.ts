import type { OperationId } from '../../contract/schemas.ts';

/** How this emulated server differs from the contract. The keys are those of a gateway's configuration; the working is its own. */
export interface SandboxDialect {
  keyCase: 'camel' | 'snake';
  moneyUnit: 'kopecks' | 'roubles';
  listEnvelope: 'items' | 'array';
  /** false: `ids` of accounts.list is an unknown parameter, and FastAPI ignores those. */
  idsFilter: boolean;
  /** false: likewise `accountIds` of operations.list. */
  operationIdsFilter: boolean;
  maxLimit: number;
  /** Identifier values of digits alone go out as JSON numbers, all 19 digits of them. */
  numericIdentifiers: boolean;
  authScheme: string;
  /** The first answers a token that is wrong, the last a missing one. */
  unauthorized: readonly number[];
  /** Operation → `"POST /accounts/add"`. */
  paths: Readonly<Record<string, string>>;
  /** `Account.lastName` → the name here, in every schema and parameter of that resource. */
  names: Readonly<Record<string, string>>;
  /** `operations.list.accountId` → the name here. */
  parameters: Readonly<Record<string, string>>;
  /** `Operation.kind` → the contract's value → the value here. */
  values: Readonly<Record<string, Readonly<Record<string, string | number | boolean>>>>;
  missing: readonly string[];
  /** contract: our document, OpenAPI 3.0. fastapi: 3.1 as FastAPI writes it, without our names. none: 404. */
  document: 'contract' | 'fastapi' | 'none';
  /** In whose words 422 speaks. */
  pydantic: 1 | 2;
}

const PLAIN: SandboxDialect = {
  keyCase: 'camel',
  moneyUnit: 'kopecks',
  listEnvelope: 'items',
  idsFilter: true,
  operationIdsFilter: true,
  maxLimit: 1000,
  numericIdentifiers: false,
  authScheme: 'bearer',
  unauthorized: [401],
  paths: {},
  names: {},
  parameters: {},
  values: {},
  missing: [],
  document: 'contract',
  pydantic: 1,
};

/** Answers for one place of the contract: the schemas (or the tag's resource) that it stands under. */
export interface Words extends SandboxDialect {
  /** A property's name here. */
  property(scopes: readonly string[], name: string): string;
  parameter(operationId: OperationId, scopes: readonly string[], name: string): string;
  valuesOf(scopes: readonly string[], name: string): Readonly<Record<string, string | number | boolean>> | undefined;
}

export function createWords(given: Partial<SandboxDialect> = {}): Words {
  const dialect = { ...PLAIN, ...given };
  const cased = (name: string): string =>
    dialect.keyCase === 'snake' ? name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`) : name;
  const property: Words['property'] = (scopes, name) => lookUp(dialect.names, scopes, name) ?? cased(name);
  return {
    ...dialect,
    property,
    parameter: (operationId, scopes, name) => dialect.parameters[`${operationId}.${name}`] ?? property(scopes, name),
    valuesOf: (scopes, name) => lookUp(dialect.values, scopes, name),
  };
}

function lookUp<T>(table: Readonly<Record<string, T>>, scopes: readonly string[], name: string): T | undefined {
  for (const scope of scopes) {
    const found = table[`${scope}.${name}`];
    if (found !== undefined) return found;
  }
  return undefined;
}
