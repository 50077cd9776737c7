import type { OperationId } from '../../contract/schemas.ts';
import { LARGE, nextTurn } from '../../lib/concurrency/turns.ts';
import type { AnswerLimits, ByteLimit } from '../answer-limits.ts';
import { tokenHeaderOf } from '../auth/tokens.ts';
import { countValues } from '../codec/count-values.ts';
import { FORM, printCall } from '../codec/server-call.ts';
import type { UpstreamCounters } from '../counters.ts';
import { UpstreamError } from '../errors.ts';
import type { Send } from './call.ts';
import { type ClassifyOptions, classifyResponse, classifyTransportError } from './classify.ts';
import type { ClockSkew } from './clock-skew.ts';
import { TransportError } from './response-handler.ts';
import type { Transport } from './transport.ts';

export interface SendCallOptions extends ClassifyOptions {
  readonly transport: Transport;
  readonly counters: UpstreamCounters;
  readonly clockSkew: ClockSkew;
  readonly limits: AnswerLimits;
}

/** The innermost Send: one HTTP request, counted and classified. */
export function createSendCall({ transport, counters, clockSkew, limits, ...options }: SendCallOptions): Send {
  const { clock, dialect } = options;
  const tokenHeader = tokenHeaderOf(dialect);
  const failureOf = (error: TransportError, operation: OperationId, { option }: ByteLimit): UpstreamError =>
    error.kind === 'TOO_LARGE'
      ? limits.exceeded(operation, error.reason === 'MEMORY' ? 'limits.answerBytes' : option)
      : classifyTransportError(error, operation);
  return async (call) => {
    const { operation, endpoint, stats, timeoutMs, deadline, signal, reading, onSent } = call;
    const headers = ['accept', 'application/json', 'user-agent', 'probonus-gateway'];
    if (call.authorization !== undefined) headers.push(tokenHeader, call.authorization);
    const { method, target, body } = printCall(call.request);
    if (body !== null) headers.push('content-type', call.request.isForm ? FORM : 'application/json');
    const limit = limits.bytesFor(call);
    const maxBytes = limit.bytes;
    const request = { method, target, headers, body, timeoutMs, deadline, signal, onSent, maxBytes };

    counters.calls[operation] = (counters.calls[operation] ?? 0) + 1;
    if (stats) {
      stats.calls++;
      stats.byOperation[operation] = (stats.byOperation[operation] ?? 0) + 1;
    }
    const startedAt = clock.now();
    try {
      const response = await transport.send(endpoint.class, request);
      if (response.date !== undefined) clockSkew.observe(response.date);
      if (reading) reading.bytes += response.bytes;
      if (response.text.length > LARGE) await nextTurn();
      // Two characters are the least that a value takes, so most texts need no counting.
      const isTooMuch = response.text.length > 2 * limits.maxValues && countValues(response.text) > limits.maxValues;
      if (response.text.length > LARGE) await nextTurn();
      if (isTooMuch && response.status < 300) throw limits.exceeded(operation, 'upstream.maxValues');
      return classifyResponse(call, isTooMuch ? { ...response, text: '' } : response, options);
    } catch (caught) {
      const error = caught instanceof TransportError ? failureOf(caught, operation, limit) : caught;
      if (error instanceof UpstreamError) counters.failures[error.kind] = (counters.failures[error.kind] ?? 0) + 1;
      throw error;
    } finally {
      if (stats) stats.milliseconds += clock.now() - startedAt;
    }
  };
}
