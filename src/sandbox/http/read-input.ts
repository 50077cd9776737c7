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
  let body: unknown = {};
  if (endpoint.checkBody) {
    const given = parseBody(contentType, text);
    if (given === undefined)
      errors.push({ loc: ['body'], msg: 'field required', type: 'value_error.missing', input: null });
    else body = endpoint.checkBody(given, ['body'], errors);
  }
  if (errors.length > 0) throw unprocessable(errors);
  return { params, body: endpoint.decodeBody ? endpoint.decodeBody(body) : body };
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

/** The token of the `Authorization` header; the case of the scheme is ignored. Throws `status` without a token. */
export function readToken(header: string | undefined, scheme: string, status: number): string {
  const [given = '', token = ''] = (header ?? '').trim().split(/\s+/, 2);
  if (given.toLowerCase() !== scheme.toLowerCase() || token === '')
    throw new ApiError(status, 'Not authenticated', { 'WWW-Authenticate': 'Bearer' });
  return token;
}
