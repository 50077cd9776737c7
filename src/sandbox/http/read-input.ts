import type { IncomingHttpHeaders } from 'node:http';
import type { SandboxDialect } from '../dialect/dialect.ts';
import { FORM } from '../dialect/openapi.ts';
import { ApiError, unprocessable, type ValidationError } from './api-error.ts';
import type { Endpoint } from './endpoints.ts';

/** Parameters and body in the contract's words, after FastAPI's validation. Throws one 422 with every error. */
export function readInput(
  endpoint: Endpoint,
  path: Record<string, string>,
  query: URLSearchParams,
  contentType: string,
  text: string,
): { params: Record<string, unknown>; body: unknown } {
  const errors: ValidationError[] = [];
  const params: Record<string, unknown> = {};
  for (const { name, contractName, in: place, isList, check, convert } of endpoint.parameters) {
    const all = query.getAll(name);
    // FastAPI takes the last of a repeated parameter that is no list.
    const given = place === 'path' ? path[name] : isList && all.length > 0 ? all : all.at(-1);
    const value = check(given, [place, name], errors);
    if (value !== undefined) params[contractName] = convert ? convert(value) : value;
  }
  if (endpoint.firstPage !== null && typeof params.offset === 'number')
    params.offset = (params.offset - endpoint.firstPage) * Number(params.limit);
  let body: unknown = {};
  if (endpoint.checkBody) {
    const given = endpoint.isForm ? parseForm(contentType, text) : parseBody(contentType, text);
    if (given === undefined)
      errors.push({ loc: ['body'], msg: 'field required', type: 'value_error.missing', input: null });
    else body = endpoint.checkBody(given, ['body'], errors);
  }
  if (errors.length > 0) throw unprocessable(errors);
  return { params, body: endpoint.decodeBody ? endpoint.decodeBody(body) : body };
}

/** Any other body has none of the fields. */
function parseForm(contentType: string, text: string): Record<string, string> {
  return contentType.startsWith(FORM) ? Object.fromEntries(new URLSearchParams(text)) : {};
}

function parseBody(contentType: string, text: string): unknown {
  if (text === '') return undefined;
  // Without a JSON content type FastAPI passes the bytes on, and they are no dict.
  if (!/^application\/([\w.-]+\+)?json\b/i.test(contentType)) return text;
  try {
    return JSON.parse(text);
  } catch (error) {
    const at = Number(/position (\d+)/.exec(String(error))?.[1] ?? 0);
    throw unprocessable([
      {
        loc: ['body', at],
        msg: `Expecting value: line 1 column ${at + 1} (char ${at})`,
        type: 'value_error.jsondecode',
        ctx: { msg: 'Expecting value', pos: at, lineno: 1, colno: at + 1 },
        input: {},
      },
    ]);
  }
}

/** The token of a request, where the dialect has it; the case of the scheme is ignored. Throws an ApiError without one. */
export function readToken(
  headers: IncomingHttpHeaders,
  { token: place, authScheme, unauthorized }: SandboxDialect,
): string {
  const [given = '', bearer = ''] = (headers.authorization ?? '').trim().split(/\s+/, 2);
  const ofScheme = given.toLowerCase() === authScheme.toLowerCase() ? bearer : '';
  const token = place ? String(headers[place.header.toLowerCase()] ?? '').trim() : ofScheme;
  if (token === '')
    throw new ApiError(unauthorized.at(-1) ?? 401, 'Not authenticated', { 'WWW-Authenticate': 'Bearer' });
  return token;
}
