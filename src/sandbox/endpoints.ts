import { bodySchema, type Doc, operationsOf, parametersOf } from './openapi.ts';
import { type Check, compileBody, compileParameter } from './validate.ts';

interface EndpointParameter {
  name: string;
  in: 'path' | 'query';
  check: Check;
}

/** One operation as this server offers it: where it is, and what may be said to it. */
export interface Endpoint {
  operationId: string;
  method: string;
  /** Below the base path, as the document has it. */
  path: string;
  /** Needs no token. */
  open: boolean;
  parameters: EndpointParameter[];
  body: Check | null;
}

export type Match =
  | { kind: 'found'; endpoint: Endpoint; path: Record<string, string> }
  | { kind: 'wrong method'; allow: string }
  | { kind: 'none' };

export type Router = (method: string, path: string) => Match;

export function compileEndpoints(doc: Doc): Endpoint[] {
  return operationsOf(doc).map(({ path, method, item, operation }) => {
    const body = bodySchema(operation);
    return {
      operationId: operation.operationId,
      method: method.toUpperCase(),
      path,
      open: operation.security?.length === 0,
      parameters: parametersOf(doc, item, operation).map((parameter) => ({
        name: parameter.name,
        in: parameter.in,
        check: compileParameter(doc, parameter),
      })),
      body: body && compileBody(doc, body),
    };
  });
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
