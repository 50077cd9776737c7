import type { Context } from '@opentelemetry/api';

/** The trace of one request. */
export interface RequestTrace {
  readonly traceId: string;
  /** Holds the span of the request; upstream calls begin theirs in it. */
  readonly context: Context;
}
