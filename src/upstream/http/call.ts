import type { Endpoint } from '../../contract/endpoints.ts';
import type { OperationId } from '../../contract/schemas.ts';
import type { Limiter } from '../../lib/concurrency/limiter.ts';
import type { TokenSource } from '../auth/renewing-tokens.ts';
import type { CallBudget } from '../call-budget.ts';
import type { RequestCause } from '../call-context.ts';
import type { CallStats } from '../call-stats.ts';
import type { ServerCall } from '../codec/server-call.ts';
import type { DictionaryReading } from '../dictionary-reading.ts';
import type { HttpResponse } from './response-handler.ts';

/** One call on its way down through the interceptors. */
export interface UpstreamCall {
  readonly operation: OperationId;
  readonly endpoint: Endpoint;
  readonly request: ServerCall;
  /** Absolute, in milliseconds of the clock. No interceptor waits beyond it. */
  readonly deadline: number;
  /** Set while a dictionary is read, whose pages share limits. */
  readonly reading: DictionaryReading | undefined;
  /** Limit until the headers of a response, and again until its end. */
  readonly timeoutMs: number;
  /** Abort signal of the client's request. Never set for a write. */
  readonly signal: AbortSignal | undefined;
  /** Null: the call is sent without a token. */
  readonly tokens: TokenSource | null;
  /** Called as the first byte of the request goes out. */
  readonly onSent: (() => void) | undefined;
  readonly stats: CallStats | undefined;
  /** Of the client request that caused the call. */
  readonly budget: CallBudget | undefined;
  /** Other requests wait for its result too: counted in the budget, never refused. */
  readonly isShared: boolean;
  /** Places at the bulkhead that the calls of one client request share. */
  readonly places: Limiter | undefined;
  /** The client request that the call is made for. */
  readonly cause: RequestCause | undefined;
  /** Value of the header that bears the token; set by the auth interceptor. */
  readonly authorization: string | undefined;
}

/** Sends a call. Resolves with a 2xx response; rejects with UpstreamError, or with the signal's reason when it aborts. */
export type Send = (call: UpstreamCall) => Promise<HttpResponse>;

/** Wraps a Send: one concern, one file. */
export type Interceptor = (next: Send) => Send;
