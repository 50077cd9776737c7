import type { Context } from '@opentelemetry/api';
import type { Limiter } from '../lib/concurrency/limiter.ts';
import type { TokenSource } from './auth/renewing-tokens.ts';
import type { CallBudget } from './call-budget.ts';
import type { CallStats } from './call-stats.ts';
import type { DictionaryReading } from './dictionary-reading.ts';

/** What a call tells the server of the client request that it is made for. */
export interface RequestCause {
  /** Sent as `X-Request-Id`. */
  readonly requestId: string;
  /** The trace of the request; undefined where nobody traces it. */
  readonly trace: Context | undefined;
}

/** Settings of one call: limits, token and statistics. `request-context.ts` makes those of a client request. */
export interface CallContext {
  /** Ends reads when it aborts. Writes ignore it. */
  readonly signal?: AbortSignal | undefined;
  /** Absolute, in milliseconds of the clock. @default now and `deadlineMs` */
  readonly deadline?: number | undefined;
  /** Limit of one HTTP request, in place of `timeoutMs`. */
  readonly timeoutMs?: number | undefined;
  /** Called with the JSON of the answer, before it is decoded. */
  readonly onRaw?: ((raw: unknown) => void) | undefined;
  /** Called as the first byte of a request goes out. */
  readonly onSent?: (() => void) | undefined;
  readonly stats?: CallStats | undefined;
  /** Counts the call and a login that it causes; beyond its limit the call rejects with its refusal. @default no limit */
  readonly budget?: CallBudget | undefined;
  /** Whether other requests wait for the result too: then the budget counts the call and never refuses it. */
  readonly isShared?: boolean | undefined;
  /** Places at the bulkhead that this call shares with the others of its client request. @default no limit */
  readonly places?: Limiter | undefined;
  /** Set for the pages of a dictionary, which share limits. */
  readonly reading?: DictionaryReading | undefined;
  /** The client request that the call is made for. @default none: the gateway makes it on its own */
  readonly cause?: RequestCause | undefined;
  /** Tokens in place of the service login's; null: the call is sent without one. */
  readonly tokens?: TokenSource | null | undefined;
}
