import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DocumentNode, OperationDefinitionNode, OperationTypeNode } from 'graphql';
import type { Principal, Refusal } from '../../tenants/principal.ts';
import type { RequestTrace } from '../observe/request-trace.ts';
import { JSON_TYPE, type MediaType } from './negotiate.ts';
import type { GraphQLRequestParams } from './params.ts';

/** The rate limit of a principal after a request, as the client reads it in `extensions.cost`. */
export interface RateState {
  /** Cost of the request, also where it was refused. */
  readonly requested: number;
  /** Cost that may be spent in a minute. */
  readonly limit: number;
  readonly remaining: number;
  /** Time until all of the limit is available again. */
  readonly resetSeconds: number;
}

/** One request, its response, and what is found out between them: read by plugins and by the log line at the end. */
export interface HttpExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Of the URL, without the query. */
  readonly path: string;
  readonly requestId: string;
  readonly startedAt: number;
  /** Of the client, who may be behind trusted proxies. */
  readonly address: string;
  /** Media type of the response, unless it is a stream. */
  mediaType: MediaType;
  acceptsEvents: boolean;
  principal: Principal | null;
  /** Why a genuine credential was refused, for the log alone. */
  refusal: Refusal | null;
  params: GraphQLRequestParams | null;
  /** The parsed document of a request without a credential, which no cache keeps; else null. */
  document: DocumentNode | null;
  /** For the log, at most 100 characters; null without a credential, as it would be a text of anybody's choice. */
  operationName: string | null;
  operationType: OperationTypeNode | null;
  /** Whether it is a GET of a query that selects dictionaries alone. */
  readsDictionaries: boolean;
  /** Objects that the result can hold; null before it is computed. */
  cost: number | null;
  /** What is charged to the rate limit of the principal; null without one. */
  rate: RateState | null;
  codes: ReadonlySet<string>;
  /** Upstream failures, for the log alone. */
  causes: ReadonlySet<string>;
  /** The operation that runs; null before it is valid. */
  operation: OperationDefinitionNode | null;
  /** Null where nobody traces the request. */
  trace: RequestTrace | null;
  /** Time in the queue of admission. */
  waitedMilliseconds: number;
  /** The first masked error, for the log alone. */
  unexpected: unknown;
  /** The context of the resolvers; null before execution. */
  context: object | null;
}

const SAFE_ID = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/;
const NONE: ReadonlySet<string> = new Set();

/** The request ID is the client's where it is safe in headers and logs, else a new one. */
export function createHttpExchange(
  request: IncomingMessage,
  response: ServerResponse,
  { startedAt, address }: { startedAt: number; address: string },
): HttpExchange {
  const header = request.headers['x-request-id'];
  return {
    request,
    response,
    path: pathOf(request.url ?? ''),
    requestId: typeof header === 'string' && SAFE_ID.test(header) ? header : randomUUID(),
    startedAt,
    address,
    mediaType: JSON_TYPE,
    acceptsEvents: false,
    principal: null,
    refusal: null,
    params: null,
    document: null,
    operationName: null,
    operationType: null,
    readsDictionaries: false,
    cost: null,
    rate: null,
    codes: NONE,
    causes: NONE,
    operation: null,
    trace: null,
    waitedMilliseconds: 0,
    unexpected: null,
    context: null,
  };
}

function pathOf(url: string): string {
  const mark = url.indexOf('?');
  return mark < 0 ? url : url.slice(0, mark);
}
