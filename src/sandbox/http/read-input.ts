import { type Fault, invalid, Problem } from './api-error.ts';
import type { Endpoint } from './endpoints.ts';

/** What FastAPI makes of a request before the operation sees it, in the contract's words; throws a 422 with every fault at once. */
export function readInput(
  endpoint: Endpoint,
  path: Record<string, string>,
  query: URLSearchParams,
  contentType: string,
  text: string,
): { params: Record<string, unknown>; body: unknown } {
  const faults: Fault[] = [];
  const params: Record<string, unknown> = {};
  for (const parameter of endpoint.parameters) {
    // Of a parameter that is sent twice FastAPI takes the last.
    const given = parameter.in === 'path' ? path[parameter.name] : query.getAll(parameter.name).at(-1);
    const value = parameter.check(given, [parameter.in, parameter.name], faults);
    if (value !== undefined) params[parameter.ours] = parameter.turn ? parameter.turn(value) : value;
  }
  let body: unknown = {};
  if (endpoint.body) {
    const given = parseBody(contentType, text);
    if (given === undefined)
      faults.push({ loc: ['body'], msg: 'field required', type: 'value_error.missing', input: null });
    else body = endpoint.body(given, ['body'], faults);
  }
  if (faults.length > 0) throw invalid(faults);
  return { params, body: endpoint.bodyIn ? endpoint.bodyIn(body) : body };
}

function parseBody(contentType: string, text: string): unknown {
  if (text === '') return undefined;
  // Without a JSON content type FastAPI hands the bytes over as they are, and they are no dict.
  if (!/^application\/([\w.-]+\+)?json\b/i.test(contentType)) return text;
  try {
    return JSON.parse(text);
  } catch (error) {
    const at = Number(/position (\d+)/.exec(String(error))?.[1] ?? 0);
    throw invalid([
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

/** The token of the header, whatever the case of the scheme; throws what a server answers to none. */
export function readToken(header: string | undefined, scheme: string, status: number): string {
  const [given = '', token = ''] = (header ?? '').trim().split(/\s+/, 2);
  if (given.toLowerCase() !== scheme.toLowerCase() || token === '')
    throw new Problem(status, 'Not authenticated', { 'WWW-Authenticate': 'Bearer' });
  return token;
}
