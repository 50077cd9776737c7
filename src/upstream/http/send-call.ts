import type { OperationId } from '../../contract/schemas.ts';
import { LARGE, nextTurn } from '../../lib/concurrency/turns.ts';
import type { AnswerLimits, ByteLimit } from '../answer-limits.ts';
import { tokenHeaderOf } from '../auth/tokens.ts';
import { countValues } from '../codec/count-values.ts';
import type { Dialect } from '../codec/dialect.ts';
import { FORM, printCall } from '../codec/server-call.ts';
import type { UpstreamCounters } from '../counters.ts';
import { UpstreamError } from '../errors.ts';
import type { Send, UpstreamCall } from './call.ts';
import { startCallSpan } from './call-span.ts';
import { type ClassifyOptions, classifyResponse, classifyTransportError } from './classify.ts';
import type { ClockSkew } from './clock-skew.ts';
import { type HttpRequest, type HttpResponse, TransportError } from './response-handler.ts';
import type { Transport } from './transport.ts';

/** What a call is on the wire. */
export type HttpParts = Pick<HttpRequest, 'method' | 'target' | 'headers' | 'body'>;

/** Sends one HTTP request, counted. Resolves with a response of any status; rejects with UpstreamError, or with the signal's reason. */
export type Exchange = (call: UpstreamCall, parts: HttpParts) => Promise<HttpResponse>;

export interface ExchangeOptions extends Pick<ClassifyOptions, 'clock'> {
  readonly transport: Transport;
  readonly counters: UpstreamCounters;
  readonly clockSkew: ClockSkew;
  readonly limits: AnswerLimits;
}

export function createExchange({ transport, counters, clockSkew, limits, clock }: ExchangeOptions): Exchange {
  const failureOf = (error: TransportError, operation: OperationId, { option }: ByteLimit): UpstreamError =>
    error.kind === 'TOO_LARGE'
      ? limits.exceeded(operation, error.reason === 'MEMORY' ? 'limits.answerBytes' : option)
      : classifyTransportError(error, operation);
  return async (call, { method, target, headers, body }) => {
    const { operation, endpoint, stats, timeoutMs, deadline, signal, reading, onSent } = call;
    const limit = limits.bytesFor(call);
    const maxBytes = limit.bytes;
    const span = startCallSpan(call);
    const sent = span ? [...headers, ...span.headers] : headers;
    const request = { method, target, headers: sent, body, timeoutMs, deadline, signal, onSent, maxBytes };

    counters.calls[operation] = (counters.calls[operation] ?? 0) + 1;
    counters.totals.byClass[endpoint.class].calls++;
    if (stats) {
      stats.calls++;
      stats.byOperation[operation] = (stats.byOperation[operation] ?? 0) + 1;
    }
    const startedAt = clock.now();
    try {
      const response = await transport.send(endpoint.class, request);
      span?.end(response.status);
      if (response.date !== undefined) clockSkew.observe(response.date);
      if (reading) reading.bytes += response.bytes;
      if (response.text.length > LARGE) await nextTurn();
      // Two characters are the least that a value takes, so most texts need no counting.
      const isTooMuch = response.text.length > 2 * limits.maxValues && countValues(response.text) > limits.maxValues;
      if (response.text.length > LARGE) await nextTurn();
      if (isTooMuch && response.status < 300) throw limits.exceeded(operation, 'upstream.maxValues');
      return isTooMuch ? { ...response, text: '' } : response;
    } catch (error) {
      const failure = error instanceof TransportError ? failureOf(error, operation, limit) : error;
      span?.end(undefined, failure);
      throw failure;
    } finally {
      const milliseconds = clock.now() - startedAt;
      if (stats) stats.milliseconds += milliseconds;
      counters.totals.onRequestEnd(operation, milliseconds);
    }
  };
}

/** The innermost Send: one HTTP request, classified. */
export function createSendCall(exchange: Exchange, options: ClassifyOptions): Send {
  const headersOf = createHeaders(options.dialect);
  return async (call) => {
    const { method, target, body } = printCall(call.request);
    const headers = headersOf(call);
    if (body !== null) headers.push('content-type', call.request.isForm ? FORM : 'application/json');
    return classifyResponse(call, await exchange(call, { method, target, headers, body }), options);
  };
}

/** Counts the failures of a Send by kind, and by class those that are no refusals. */
export function countFailures(send: Send, { totals }: UpstreamCounters): Send {
  return async (call) => {
    try {
      return await send(call);
    } catch (error) {
      if (error instanceof UpstreamError) {
        totals.errors[error.kind]++;
        if (error.kind !== 'REJECTED') totals.byClass[call.endpoint.class].failures++;
      }
      throw error;
    }
  };
}

/** Headers of every request, names and values in turn: lower case, the token among them. */
export function createHeaders(dialect: Dialect): (call: UpstreamCall) => string[] {
  const tokenHeader = tokenHeaderOf(dialect);
  return ({ authorization, cause }) => {
    const headers = ['accept', 'application/json', 'user-agent', 'probonus-gateway'];
    if (authorization !== undefined) headers.push(tokenHeader, authorization);
    if (cause) headers.push('x-request-id', cause.requestId);
    return headers;
  };
}
