import { createTraceState, isSpanContextValid, type SpanContext } from '@opentelemetry/api';

/** `version-traceid-spanid-flags` of W3C Trace Context. Later versions may add parts, which are left out. */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-|$)/;
const MAX_STATE = 512;

/** Whose trace a request belongs to, by its headers; null without a valid `traceparent`. */
export function readTraceparent(traceparent: unknown, tracestate: unknown): SpanContext | null {
  const [, traceId = '', spanId = '', flags = ''] = TRACEPARENT.exec(String(traceparent)) ?? [];
  const found: SpanContext = { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true };
  if (!isSpanContextValid(found)) return null;
  const isState = typeof tracestate === 'string' && tracestate.length <= MAX_STATE;
  return isState ? { ...found, traceState: createTraceState(tracestate) } : found;
}

/** The headers that go on with a trace, names and values in turn. */
export function traceHeaders({ traceId, spanId, traceFlags, traceState }: SpanContext): string[] {
  const flags = (traceFlags & 0xff).toString(16).padStart(2, '0');
  const state = traceState?.serialize();
  return ['traceparent', `00-${traceId}-${spanId}-${flags}`, ...(state ? ['tracestate', state] : [])];
}
