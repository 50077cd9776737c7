import { isRecord } from '../../lib/is-record.ts';
import { HttpError } from './http-error.ts';

export interface GraphQLRequestParams {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  readonly operationName?: string;
  readonly extensions?: Record<string, unknown>;
}

/** How a request names its document. */
export interface AskedDocument {
  readonly text: string | undefined;
  /** The hash that stands for a registered document, as the client wrote it. */
  readonly id: string | undefined;
}

/** The document to run. Throws for one that must not run. Undefined where the request names none. */
export type DocumentOf = (asked: AskedDocument) => string | undefined;

/** Reads the body of a POST. Throws 400 for an invalid GraphQL request; ignores other keys of the object. */
export function paramsOfBody(text: string, documentOf: DocumentOf): GraphQLRequestParams {
  // Some clients begin JSON with a byte order mark, which a reader may ignore (RFC 8259, 8.1).
  const body = parseJson(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text, 'The body');
  if (Array.isArray(body)) throw badParams('Batching is not supported. Send one operation per request.');
  if (!isRecord(body)) throw badParams('The body must be a JSON object with a "query".');
  return checked(body, documentOf);
}

/** Reads the query string of a GET, without its question mark. */
export function paramsOfQueryString(queryString: string, documentOf: DocumentOf): GraphQLRequestParams {
  const search = new URLSearchParams(queryString);
  const json = (name: string) => {
    const text = search.get(name);
    return text === null || text === '' ? undefined : parseJson(text, `"${name}"`);
  };
  const written = {
    query: search.get('query'),
    variables: json('variables'),
    operationName: search.get('operationName') || undefined,
    extensions: json('extensions'),
    documentId: search.get('documentId'),
    doc_id: search.get('doc_id'),
  };
  return checked(written, documentOf);
}

function checked(written: Record<string, unknown>, documentOf: DocumentOf): GraphQLRequestParams {
  const { query: text, variables, operationName, extensions } = written;
  if (!isRecordOrNullish(variables)) throw badParams('"variables" must be an object.');
  if (!isRecordOrNullish(extensions)) throw badParams('"extensions" must be an object.');
  if (operationName !== undefined && operationName !== null && typeof operationName !== 'string') {
    throw badParams('"operationName" must be a string.');
  }
  if (text !== undefined && text !== null && typeof text !== 'string') throw badParams('"query" must be a string.');
  const query = documentOf({ text: text ?? undefined, id: documentId(written, extensions?.persistedQuery) });
  if (query === undefined) throw badParams('"query" is required.');
  return {
    query,
    ...(variables ? { variables } : {}),
    ...(operationName ? { operationName } : {}),
    ...(extensions ? { extensions } : {}),
  };
}

/** The hash of a document, where automatic persisted queries, GraphQL over HTTP and Relay write it. */
function documentId({ documentId, doc_id: relayId }: Record<string, unknown>, persistedQuery: unknown) {
  const hash = isRecord(persistedQuery) ? String(persistedQuery.sha256Hash) : (documentId ?? relayId);
  return typeof hash === 'string' ? hash.replace(/^(?:sha256|sha1|md5):/i, '') : undefined;
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
