import { type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { UpstreamError } from '../errors.ts';
import type { UpstreamCall } from './call.ts';
import { traceHeaders } from './traceparent.ts';

/** The span of one HTTP request to a server, in the trace of the client request that it is made for. */
export interface CallSpan {
  /** Names and values in turn. */
  readonly headers: readonly string[];
  end(status: number | undefined, error?: unknown): void;
}

/** Undefined where nobody traces the request. Path templates and codes alone are told: no value, no address. */
export function startCallSpan({ operation, endpoint, cause }: UpstreamCall): CallSpan | undefined {
  const parent = cause?.trace;
  if (!parent) return undefined;
  const attributes = { 'http.request.method': endpoint.method, 'url.template': endpoint.path };
  const tracer = trace.getTracer('probonus-gateway');
  const span: Span = tracer.startSpan(operation, { kind: SpanKind.CLIENT, attributes }, parent);
  let hasEnded = false;
  return {
    headers: traceHeaders(span.spanContext()),
    end(status, error) {
      if (hasEnded) return;
      hasEnded = true;
      if (status !== undefined) span.setAttribute('http.response.status_code', status);
      if (error !== undefined) span.setAttribute('error.type', typeOf(error));
      if (error !== undefined || Number(status) >= 400) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    },
  };
}

function typeOf(error: unknown): string {
  if (!(error instanceof UpstreamError)) return 'ABORTED';
  return error.reason ?? error.kind;
}
