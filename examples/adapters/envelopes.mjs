/**
 * A server where every call is a POST whose body bears ids and filters, and every answer is a 200: `{ ok, result }`, or
 * `{ ok: false, error }`, also for a dead token and for a card that is not there.
 *
 * @import { AdapterAnswer, AdapterCall, AdapterRequest, AdapterResult } from 'probonus-gateway/adapter'
 */

/** What the server's errors are. What is not listed is a refusal. */
const STATUS = { BAD_TOKEN: 401, BAD_LOGIN: 401, NOT_FOUND: 404, BUSY: 503 };

/**
 * @param {AdapterCall} call
 * @returns {AdapterRequest}
 */
export function request({ operation, path, query, body }) {
  if (operation.endsWith('.list')) {
    const { offset = '0', limit = '100', ...filter } = query;
    return { method: 'POST', query: {}, body: { filter, skip: Number(offset), take: Number(limit) } };
  }
  // `/api/v0/accounts/142` → `/api/v0/accounts/get` with the id in the body. Ids are digits, words are not.
  const [, id] = /\/(\d+)(?:\/|$)/.exec(path) ?? [];
  if (id === undefined) return { method: 'POST', body: body ?? {} };
  const place = path.replace(/\/\d+$/, '/get').replace(/\/\d+\//, '/');
  return { method: 'POST', path: place, body: { ...body, id: Number(id) } };
}

/**
 * @param {AdapterAnswer} came
 * @returns {AdapterResult | undefined}
 */
export function answer({ status, json }) {
  // Of a proxy, or of a server that is down: judged as any other.
  if (status !== 200 || json === undefined) return undefined;
  const { ok, error, result } = json;
  if (!ok) return { status: STATUS[error] ?? 409, json };
  return { json: Array.isArray(result?.rows) ? { items: result.rows, total: result.count } : result };
}
