import type { IncomingMessage, ServerResponse } from 'node:http';
import type { OperationTypeNode } from 'graphql';
import type { Principal } from '../../tenants/principal.ts';
import { JSON_TYPE, type MediaType } from './negotiate.ts';
import type { GraphQLRequestParams } from './params.ts';

/** One request and what became known of it on its way: read by plugins, and by the log line at its end. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  readonly startedAt: number;
  /** Of the answer, unless that is a stream. */
  mediaType: MediaType;
  /** Whether the client takes a stream of events. */
  takesEvents: boolean;
  principal: Principal | null;
  params: GraphQLRequestParams | null;
  operationName: string | null;
  operationType: OperationTypeNode | null;
  /** Objects the answer can hold; null until it was computed. */
  cost: number | null;
  codes: ReadonlySet<string>;
  /** What servers did: for the log alone. */
  causes: ReadonlySet<string>;
  /** What was masked: for the log alone. */
  unexpected: unknown;
  /** The resolvers' context, made when execution begins. */
  context: object | null;
}

export function createExchange(
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
  startedAt: number,
): Exchange {
  return {
    request,
    response,
    requestId,
    startedAt,
    mediaType: JSON_TYPE,
    takesEvents: false,
    principal: null,
    params: null,
    operationName: null,
    operationType: null,
    cost: null,
    codes: NO_CODES,
    causes: NO_CODES,
    unexpected: null,
    context: null,
  };
}

const NO_CODES: ReadonlySet<string> = new Set();
