import type { Endpoint } from '../../contract/endpoints.ts';
import type { OperationId } from '../../contract/schemas.ts';
import type { TokenSource } from '../auth/tokens.ts';
import type { CallStats } from '../call-stats.ts';

/** One call on its way down through the interceptors. */
export interface Exchange {
  readonly operation: OperationId;
  readonly endpoint: Endpoint;
  /** Path and query. */
  readonly target: string;
  readonly body: string | null;
  /** Absolute, milliseconds of the clock; set by the deadline interceptor. */
  readonly deadline: number;
  /** Until the headers of an answer, and again until its end. */
  readonly timeoutMs: number;
  /** The client's leaving. Never set for a write. */
  readonly signal: AbortSignal | undefined;
  /** Null: the call bears no token. */
  readonly tokens: TokenSource | null;
  readonly stats: CallStats | undefined;
  /** The Authorization header; set by the auth interceptor. */
  readonly authorization?: string | undefined;
}

/** A 200 (or another 2xx) whose body has been read. */
export interface RawAnswer {
  readonly status: number;
  readonly text: string;
}

/** Sends an exchange and gives its answer; rejects with UpstreamError, or with the signal's reason where the client left. */
export type Send = (exchange: Exchange) => Promise<RawAnswer>;

/** Wraps a Send: one concern, one file. */
export type Interceptor = (next: Send) => Send;
