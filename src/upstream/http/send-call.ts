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
}

/** The innermost Send: one HTTP request, counted and classified. */
export function createSendCall({ transport, counters, clockSkew, ...options }: SendCallOptions): Send {
  const { clock } = options;
  return async (call) => {
    const { operation, endpoint, target, body, stats, timeoutMs, deadline, signal } = call;
    const headers = ['accept', 'application/json', 'user-agent', 'probonus-gateway'];
    if (call.authorization !== undefined) headers.push('authorization', call.authorization);
    if (body !== null) headers.push('content-type', 'application/json');
    const request = { method: endpoint.method, target, headers, body, timeoutMs, deadline, signal };

    counters.calls[operation] = (counters.calls[operation] ?? 0) + 1;
    if (stats) {
      stats.calls++;
      stats.byOperation[operation] = (stats.byOperation[operation] ?? 0) + 1;
    }
    const startedAt = clock.now();
    try {
      const response = await transport.send(endpoint.class, request);
      if (response.date !== undefined) clockSkew.observe(response.date);
      return classifyResponse(call, response, options);
    } catch (caught) {
      const error = caught instanceof TransportError ? classifyTransportError(caught, operation) : caught;
      if (error instanceof UpstreamError) counters.failures[error.kind] = (counters.failures[error.kind] ?? 0) + 1;
      throw error;
    } finally {
      if (stats) stats.milliseconds += clock.now() - startedAt;
    }
  };
}
