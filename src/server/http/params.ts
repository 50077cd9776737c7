import { isRecord } from '../../lib/is-record.ts';
import { HttpError, requestError } from './http-error.ts';

export interface GraphQLRequestParams {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  readonly operationName?: string;
  readonly extensions?: Record<string, unknown>;
}

/** Reads the body of a POST. Throws 400 for an invalid GraphQL request; ignores other keys of the object. */
export function paramsOfBody(text: string): GraphQLRequestParams {
  // Some clients begin JSON with a byte order mark, which a reader may ignore (RFC 8259, 8.1).
  const body = parseJson(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text, 'The body');
  if (Array.isArray(body)) throw badParams('Batching is not supported. Send one operation per request.');
  if (!isRecord(body)) throw badParams('The body must be a JSON object with a "query".');
  return checked(body.query, body.variables, body.operationName, body.extensions);
}

/** Reads the query string of a GET, without its question mark. */
export function paramsOfQueryString(queryString: string): GraphQLRequestParams {
  const search = new URLSearchParams(queryString);
  const json = (name: string) => {
    const text = search.get(name);
    return text === null || text === '' ? undefined : parseJson(text, `"${name}"`);
  };
  return checked(
    search.get('query') ?? undefined,
    json('variables'),
    search.get('operationName') || undefined,
    json('extensions'),
  );
}

function checked(query: unknown, variables: unknown, operationName: unknown, extensions: unknown) {
  if (!isRecordOrNullish(variables)) throw badParams('"variables" must be an object.');
  if (!isRecordOrNullish(extensions)) throw badParams('"extensions" must be an object.');
  if (operationName !== undefined && operationName !== null && typeof operationName !== 'string') {
    throw badParams('"operationName" must be a string.');
  }
  if (query === undefined || query === null) {
    // Automatic persisted queries: this text makes clients send the document now, and no more hashes after it.
    if (isRecord(extensions?.persistedQuery)) {
      throw requestError('PERSISTED_QUERY_NOT_SUPPORTED', 'PersistedQueryNotSupported');
    }
    throw badParams('"query" is required.');
  }
  if (typeof query !== 'string') throw badParams('"query" must be a string.');
  return {
    query,
    ...(variables ? { variables } : {}),
    ...(operationName ? { operationName } : {}),
    ...(extensions ? { extensions } : {}),
  };
}

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message would quote the body.
    throw badParams(`${what} is not valid JSON.`);
  }
}

function isRecordOrNullish(value: unknown): value is Record<string, unknown> | null | undefined {
  return value === undefined || value === null || isRecord(value);
}

function badParams(message: string): HttpError {
  return new HttpError(400, 'BAD_USER_INPUT', message);
}
