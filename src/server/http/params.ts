import { RequestProblem, requestError } from './problem.ts';

export interface GraphQLRequestParams {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  readonly operationName?: string;
  readonly extensions?: Record<string, unknown>;
}

/** Reads the body of a POST. Throws 400 for what is no GraphQL request; other keys of the object are ignored. */
export function paramsOfBody(text: string): GraphQLRequestParams {
  const body = parseJson(text, 'The body');
  if (Array.isArray(body)) throw badParams('Send one operation per request: batches are not served.');
  if (!isMap(body)) throw badParams('The body must be a JSON object with a "query".');
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
  if (!isMapOrNothing(variables)) throw badParams('"variables" must be an object.');
  if (!isMapOrNothing(extensions)) throw badParams('"extensions" must be an object.');
  if (operationName !== undefined && operationName !== null && typeof operationName !== 'string') {
    throw badParams('"operationName" must be a string.');
  }
  if (query === undefined || query === null) {
    // Clients of automatic persisted queries send the hash first, and the text once they read this code.
    if (isMap(extensions?.persistedQuery)) {
      throw requestError('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound');
    }
    throw badParams('The request has no "query".');
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
    // The parser's own message quotes the body.
    throw badParams(`${what} is not valid JSON.`);
  }
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isMapOrNothing(value: unknown): value is Record<string, unknown> | null | undefined {
  return value === undefined || value === null || isMap(value);
}

function badParams(message: string): RequestProblem {
  return new RequestProblem(400, 'BAD_USER_INPUT', message);
}
