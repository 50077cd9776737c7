import {
  context,
  isSpanContextValid,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { readTraceparent } from '../../upstream/http/traceparent.ts';
import type { HttpExchange } from '../http/http-exchange.ts';
import type { EndedRequest } from './request-stats.ts';

export interface Tracing {
  /** Sets the trace of the request; none where nobody traces it: no tracer is registered, and the client sends no `traceparent`. */
  begin(exchange: HttpExchange): void;
  /** Runs what belongs to the request, so that instrumentation of others finds its span. */
  within<T>(exchange: HttpExchange, run: () => T): T;
  end(ended: EndedRequest): void;
}

/**
 * Spans of requests for the OpenTelemetry SDK that the operator loads before the gateway; the gateway itself has none. Without one a
 * `traceparent` of the client still goes on to the servers and into the log.
 */
export function createTracing(): Tracing {
  const tracer = trace.getTracer('probonus-gateway');
  // Never ended, so never exported.
  const isTraced = isSpanContextValid(tracer.startSpan('probe').spanContext());
  return {
    begin(exchange) {
      const { method = '', headers } = exchange.request;
      const { traceparent } = headers;
      if (!isTraced && traceparent === undefined) return;
      const active = context.active();
      const remote = traceparent === undefined ? null : readTraceparent(traceparent, headers.tracestate);
      // Instrumentation of node:http may have begun a span already.
      const isWithin = trace.getSpanContext(active) !== undefined;
      const parent = isWithin || !remote ? active : trace.setSpanContext(ROOT_CONTEXT, remote);
      const span = tracer.startSpan(
        `${method} graphql`,
        { kind: SpanKind.SERVER, attributes: { 'http.request.method': method } },
        parent,
      );
      const own = span.spanContext();
      if (isSpanContextValid(own)) exchange.trace = { traceId: own.traceId, context: trace.setSpan(parent, span) };
    },
    within: (exchange, run) => (isTraced && exchange.trace ? context.with(exchange.trace.context, run) : run()),
    end(ended) {
      const { trace: own } = ended.exchange;
      const span = own && trace.getSpan(own.context);
      if (span) endSpan(span, ended);
    },
  };
}

/** Names, codes and numbers alone: no variable, no value of a person. */
function endSpan(span: Span, { exchange, status, stats }: EndedRequest): void {
  const { requestId, principal, operationName, operationType, codes, unexpected } = exchange;
  span.setAttributes({
    'http.response.status_code': status,
    'probonus.request_id': requestId,
    ...(principal && { 'probonus.tenant': principal.tenant }),
    ...(operationType && { 'graphql.operation.type': operationType }),
    ...(operationName !== null && { 'graphql.operation.name': operationName }),
    ...(stats && { 'probonus.upstream_calls': stats.calls }),
    ...(codes.size > 0 && { 'probonus.codes': [...codes] }),
  });
  if (unexpected !== null || status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}
