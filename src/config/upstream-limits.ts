import * as z from 'zod';

/** How one server is called: every default in one place; each can be set per tenant. Times are milliseconds. */
export const DEFAULT_LIMITS = {
  /** Calls in flight to this server, and how many may wait for their turn. */
  maxConcurrent: 32,
  maxQueue: 1000,
  /** Of that, kept free for writes: one of so many. */
  writeShare: 8,
  connectTimeoutMs: 1000,
  /** Until the headers of an answer, and again until its end. */
  timeoutMs: 5000,
  /** Over everything, where the caller gives no deadline. */
  deadlineMs: 10_000,
  maxAnswerBytes: 16 * 1024 * 1024,
  allowHttp: false,
  allowPrivate: false,
  /** Repeats of a read beyond its first attempt, and the first step of the random wait between them. */
  maxRetries: 2,
  retryBaseMs: 50,
  /** At most this share of the reads of `retryWindowMs` is repeated, but so many always may. */
  retryShare: 0.2,
  retryFloor: 3,
  retryWindowMs: 10_000,
  /** A breaker opens when of at least so many calls within the window this share failed. */
  breakerCalls: 20,
  breakerShare: 0.5,
  breakerWindowMs: 10_000,
  /** It stays open so long, twice as long after each failed probe, up to the greatest. */
  breakerOpenMs: 1000,
  breakerMaxOpenMs: 10_000,
  /** Tokens are renewed before they end: so long before, or at this share of their life where that is later. */
  refreshAheadMs: 60_000,
  refreshAheadShare: 0.2,
  /** A refused login is remembered, twice as long each time; never more attempts than these in a minute. */
  loginBackoffMs: 1000,
  loginMaxBackoffMs: 30_000,
  loginAttemptsPerMinute: 5,
  /** How long a refused token is not renewed after a renewal that did not help: some servers forbid with a 401. */
  futileRenewalMs: 5000,
  /** How long a login that got no answer is remembered. */
  loginRetryMs: 1000,
  /** How long `close` waits for calls in flight. */
  closeTimeoutMs: 10_000,
};

export type UpstreamLimits = { readonly [K in keyof typeof DEFAULT_LIMITS]: (typeof DEFAULT_LIMITS)[K] };

const d = DEFAULT_LIMITS;
/** The longest that a timer can wait. */
const MAX_MS = 2 ** 31 - 1;
const milliseconds = z.int().min(1).max(MAX_MS);
const count = z.int().min(0).max(1_000_000);
const share = z.number().min(0).max(1);

/** One field per default. */
export const upstreamLimitsShape = z.strictObject({
  maxConcurrent: z.int().min(1).max(10_000).default(d.maxConcurrent),
  maxQueue: count.default(d.maxQueue),
  writeShare: z.int().min(1).max(10_000).default(d.writeShare),
  connectTimeoutMs: milliseconds.default(d.connectTimeoutMs),
  timeoutMs: milliseconds.default(d.timeoutMs),
  deadlineMs: milliseconds.default(d.deadlineMs),
  maxAnswerBytes: z.int().min(1024).default(d.maxAnswerBytes),
  allowHttp: z.boolean().default(d.allowHttp),
  allowPrivate: z.boolean().default(d.allowPrivate),
  maxRetries: z.int().min(0).max(10).default(d.maxRetries),
  retryBaseMs: milliseconds.default(d.retryBaseMs),
  retryShare: share.default(d.retryShare),
  retryFloor: count.default(d.retryFloor),
  retryWindowMs: milliseconds.default(d.retryWindowMs),
  breakerCalls: z.int().min(1).max(1_000_000).default(d.breakerCalls),
  breakerShare: share.default(d.breakerShare),
  breakerWindowMs: milliseconds.default(d.breakerWindowMs),
  breakerOpenMs: milliseconds.default(d.breakerOpenMs),
  breakerMaxOpenMs: milliseconds.default(d.breakerMaxOpenMs),
  refreshAheadMs: milliseconds.default(d.refreshAheadMs),
  refreshAheadShare: share.default(d.refreshAheadShare),
  loginBackoffMs: milliseconds.default(d.loginBackoffMs),
  loginMaxBackoffMs: milliseconds.default(d.loginMaxBackoffMs),
  loginAttemptsPerMinute: z.int().min(1).max(60).default(d.loginAttemptsPerMinute),
  loginRetryMs: milliseconds.default(d.loginRetryMs),
  futileRenewalMs: milliseconds.default(d.futileRenewalMs),
  closeTimeoutMs: milliseconds.default(d.closeTimeoutMs),
});
