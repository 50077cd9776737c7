import { operationScopes } from '../../contract/dialect-scopes.ts';
import type { OperationId } from '../../contract/schemas.ts';
import { compileTurn, type Turn, valueTurn } from '../dialect/convert.ts';
import type { Words } from '../dialect/dialect.ts';
import { isOffered } from '../dialect/dialect-document.ts';
import { bodySchema, type Doc, operationsOf, parametersOf } from '../dialect/openapi.ts';
import { type Check, compileBody, compileParameter } from './validate.ts';

interface EndpointParameter {
  /** As this server calls it, and as the contract does. */
  name: string;
  ours: string;
  in: 'path' | 'query';
  check: Check;
  /** Into the contract's values. */
  turn: Turn;
}

/** One operation as this server offers it: where it is, what may be said to it, and how it answers. */
export interface Endpoint {
  operationId: OperationId;
  method: string;
  /** Below the base path, as the document has it. */
  path: string;
  /** Needs no token. */
  open: boolean;
  parameters: EndpointParameter[];
  body: Check | null;
  /** The body into the contract's words, and the answer out of them. */
  bodyIn: Turn;
  answerOut: Turn;
  /** The body's own names, for faults that the operation itself finds. */
  nameOf(place: string | number, name: string | number): string | number;
}

export type Match =
  | { kind: 'found'; endpoint: Endpoint; path: Record<string, string> }
  | { kind: 'wrong method'; allow: string }
  | { kind: 'none' };

export type Router = (method: string, path: string) => Match;

/** `served` is the document of this dialect: it validates; the contract tells what is meant. */
export function compileEndpoints(contract: Doc, served: Doc, words: Words): Endpoint[] {
  const originals = new Map(operationsOf(contract).map((one) => [one.operation.operationId, one]));
  return operationsOf(served).flatMap(({ path, method, item, operation }) => {
    const { operationId } = operation;
    const original = originals.get(operationId);
    if (!original) return [];
    const scopes = operationScopes(operationId);
    const checks = parametersOf(served, item, operation);
    const parameters = parametersOf(contract, original.item, original.operation)
      .filter(({ name }) => isOffered(operationId, name, words))
      .flatMap(({ name: ours }, at): EndpointParameter[] => {
        const parameter = checks[at];
        if (!parameter) return [];
        const turn = listTurn(valueTurn(words, scopes, ours, 'in'));
        return [{ name: parameter.name, ours, in: parameter.in, check: compileParameter(served, parameter), turn }];
      });
    const body = bodySchema(operation);
    const meant = bodySchema(original.operation);
    const answer = original.operation.responses['200']?.content?.['application/json']?.schema ?? {};
    return {
      operationId,
      method: method.toUpperCase(),
      path,
      open: operation.security?.length === 0,
      parameters,
      body: body && compileBody(served, body),
      bodyIn: meant && compileTurn(contract, meant, words, 'in', scopes),
      answerOut: compileTurn(contract, answer, words, 'out', scopes),
      nameOf(place, name) {
        if (place === 'query') return parameters.find(({ ours }) => ours === name)?.name ?? name;
        return place === 'body' && typeof name === 'string' ? words.property(scopes, name) : name;
      },
    };
  });
}

/** `kind` of operations is a list with commas. */
function listTurn(turn: Turn): Turn {
  if (!turn) return null;
  return (value) =>
    typeof value === 'string' && value.includes(',')
      ? value
          .split(',')
          .map((part) => turn(part.trim()))
          .join(',')
      : turn(value);
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
      .map(literally)
      .join('([^/]+)');
    patterns.push({ endpoint, pattern: new RegExp(`^${source}$`), names });
  }
  return (method, path) => {
    const known = literal.get(`${method} ${path}`);
    if (known) return { kind: 'found', endpoint: known, path: {} };
    let allow = '';
    for (const { endpoint, pattern, names } of patterns) {
      const match = pattern.exec(path);
      if (!match) continue;
      if (endpoint.method !== method) {
        allow ||= endpoint.method;
        continue;
      }
      return {
        kind: 'found',
        endpoint,
        path: Object.fromEntries(names.map((name, at) => [name, decode(match[at + 1])])),
      };
    }
    return allow ? { kind: 'wrong method', allow } : { kind: 'none' };
  };
}

const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

function decode(segment = ''): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
