import { operationScopes } from '../../contract/dialect-scopes.ts';
import type { OperationId } from '../../contract/schemas.ts';
import { type Convert, compileConvert, nameOf, valueConvert } from '../dialect/convert.ts';
import type { CompiledDialect } from '../dialect/dialect.ts';
import { isOffered } from '../dialect/dialect-document.ts';
import { bodySchema, type Doc, FORM, operationsOf, parametersOf } from '../dialect/openapi.ts';
import { placeOf } from '../dialect/place.ts';
import { type Check, compileBody, compileParameter } from './validate.ts';

interface EndpointParameter {
  /** This server's name. */
  name: string;
  contractName: string;
  in: 'path' | 'query';
  /** Repeated for each value. */
  isList: boolean;
  check: Check;
  /** Into the contract's values. */
  convert: Convert;
}

/** One operation as this server offers it. */
export interface Endpoint {
  operationId: OperationId;
  method: string;
  /** Below the base path, with the document's placeholders. */
  path: string;
  /** Needs no token. */
  isPublic: boolean;
  parameters: EndpointParameter[];
  checkBody: Check | null;
  /** The body is a form, as OAuth 2 has it. */
  isForm: boolean;
  /** Number of the first page; null where rows are counted. */
  firstPage: number | null;
  /** The result is a page of a list. */
  isPage: boolean;
  /** The body into the contract's words. */
  decodeBody: Convert;
  /** The result out of the contract's words. */
  encodeResult: Convert;
  /** This server's name of a query parameter or property, for validation errors of the route. */
  serverName(place: string | number, name: string | number): string | number;
}

export type Match =
  | { kind: 'found'; endpoint: Endpoint; path: Record<string, string> }
  | { kind: 'wrong method'; allow: string }
  | { kind: 'none' };

export type Router = (method: string, path: string) => Match;

/** Checks come from `served`, the document of this dialect; conversions come from the contract. */
export function compileEndpoints(contract: Doc, served: Doc, dialect: CompiledDialect): Endpoint[] {
  const encode = { doc: contract, dialect, direction: 'encode' } as const;
  const decode = { doc: contract, dialect, direction: 'decode' } as const;
  const originals = new Map(operationsOf(contract).map((one) => [one.operation.operationId, one]));
  return operationsOf(served).flatMap(({ path, method, item, operation }) => {
    const { operationId } = operation;
    const original = originals.get(operationId);
    if (!original) return [];
    const scopes = operationScopes(operationId);
    const servedParameters = parametersOf(served, item, operation);
    const parameters = parametersOf(contract, original.item, original.operation)
      .filter(({ name }) => isOffered(operationId, name, dialect))
      .flatMap(({ name: contractName, schema }, at): EndpointParameter[] => {
        const parameter = servedParameters[at];
        if (!parameter) return [];
        const check = compileParameter(served, parameter);
        const isTime = nameOf(schema) === 'LocalDateTime' && dialect.dateBounds === 'time';
        const convert = isTime
          ? (dialect.time?.decode ?? null)
          : listConvert(valueConvert(decode, scopes, contractName));
        const isList = parameter.schema.type === 'array';
        return [{ name: parameter.name, contractName, in: parameter.in, isList, check, convert }];
      });
    const servedBody = bodySchema(operation);
    const body = bodySchema(original.operation);
    const result = original.operation.responses['200']?.content?.['application/json']?.schema ?? {};
    return {
      operationId,
      method: method.toUpperCase(),
      path,
      isPublic: operation.security?.length === 0,
      parameters,
      isForm: operation.requestBody?.content[FORM] !== undefined,
      firstPage: dialect.paging?.from ?? null,
      isPage: nameOf(result)?.endsWith('Page') === true,
      checkBody: servedBody && compileBody(served, servedBody),
      decodeBody: body && compileConvert(decode, body, scopes),
      encodeResult: compileConvert(encode, result, scopes),
      serverName(place, name) {
        if (place === 'query') return parameters.find(({ contractName }) => contractName === name)?.name ?? name;
        return place === 'body' && typeof name === 'string'
          ? (placeOf(dialect.property(scopes, name)).paths[0]?.[0] ?? name)
          : name;
      },
    };
  });
}

/** `kind` of operations is a list with commas. */
function listConvert(convert: Convert): Convert {
  if (!convert) return null;
  const convertItem = (item: string): unknown => convert(item.trim());
  return (value) =>
    typeof value === 'string' && value.includes(',') ? value.split(',').map(convertItem).join(',') : convert(value);
}

/** Starlette's order: the first path that matches with its method wins; a path that matches without it answers 405. */
export function createRouter(endpoints: readonly Endpoint[]): Router {
  const literal = new Map<string, Endpoint>();
  const patterns: { endpoint: Endpoint; pattern: RegExp; names: string[] }[] = [];
  for (const endpoint of endpoints) {
    const names = [...endpoint.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
    if (names.length === 0) literal.set(`${endpoint.method} ${endpoint.path}`, endpoint);
    const source = endpoint.path
      .split(/\{\w+\}/)
      .map(escapeRegExp)
      .join('([^/]+)');
    patterns.push({ endpoint, pattern: new RegExp(`^${source}$`), names });
  }
  return (method, path) => {
    const exact = literal.get(`${method} ${path}`);
    if (exact) return { kind: 'found', endpoint: exact, path: {} };
    let allow = '';
    for (const { endpoint, pattern, names } of patterns) {
      const match = pattern.exec(path);
      if (!match) continue;
      if (endpoint.method !== method) {
        allow ||= endpoint.method;
        continue;
      }
      const values = names.map((name, at) => [name, decode(match[at + 1])]);
      return { kind: 'found', endpoint, path: Object.fromEntries(values) };
    }
    return allow ? { kind: 'wrong method', allow } : { kind: 'none' };
  };
}

const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

function decode(segment = ''): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
