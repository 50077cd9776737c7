import type { HttpExchange } from '../http/http-exchange.ts';

/** What one request has cost upstream. */
export interface RequestStats {
  /** HTTP requests to servers, retries included. */
  readonly calls: number;
  /** Sum of their durations; concurrent requests each count in full. */
  readonly milliseconds: number;
  readonly byOperation: Readonly<Record<string, number>>;
  /** Batches of loaders, and the keys in them. */
  readonly batches: number;
  readonly keys: number;
}

/** A request whose response has ended. */
export interface EndedRequest {
  readonly exchange: HttpExchange;
  readonly status: number;
  readonly milliseconds: number;
  /** Undefined where it did not get as far as a context. */
  readonly stats: RequestStats | undefined;
}
