import type { DialectConfig } from '../config/dialect.ts';
import type { TenantConfig } from '../config/gateway-config.ts';
import { DEFAULT_LIMITS, type UpstreamLimits } from '../config/upstream-limits.ts';
import type { OperationClass } from '../contract/endpoints.ts';
import type { OperationId } from '../contract/schemas.ts';
import type { operations } from '../contract/types.ts';
import { type Clock, systemClock } from '../lib/clock.ts';
import { type Zone, zone } from '../lib/local-time.ts';
import { memoize } from '../lib/memoize.ts';
import {
  createFixedTokens,
  createServiceTokens,
  createTokenCache,
  type TokenCache,
  type TokenSource,
} from './auth/tokens.ts';
import type { CallStats } from './call-stats.ts';
import { createResponseDecoder } from './codec/decode-response.ts';
import { type Dialect, resolveDialect } from './codec/dialect.ts';
import { type CallArgs, createRequestEncoder } from './codec/encode-request.ts';
import { createErrorFieldNames } from './codec/error-field-names.ts';
import { readTokenPair } from './codec/token-pair.ts';
import { createCounters, type UpstreamCounters } from './counters.ts';
import { UpstreamError, unsupported } from './errors.ts';
import { readBaseUrl } from './http/address-policy.ts';
import type { Interceptor, Send, UpstreamCall } from './http/call.ts';
import { createSendCall } from './http/send-call.ts';
import { createTransport } from './http/transport.ts';
import { auth } from './interceptors/auth.ts';
import { createBreaker } from './interceptors/breaker.ts';
import { createBulkhead } from './interceptors/bulkhead.ts';
import type { CircuitState } from './interceptors/circuit-state.ts';
import { deadline } from './interceptors/deadline.ts';
import { retry } from './interceptors/retry.ts';

export type Credentials = TenantConfig['credentials'];

export interface UpstreamOptions {
  /** Names this server in the token cache: opaque, unique among all that share the cache. */
  readonly key: string;
  readonly baseUrl: string;
  /** IANA name of the zone whose wall time the server writes. */
  readonly timeZone: string;
  readonly credentials: Credentials;
  readonly dialect?: Partial<DialectConfig> | undefined;
  readonly limits?: Partial<UpstreamLimits> | undefined;
  /** Private addresses or ranges that this server may have although `allowPrivate` is off. */
  readonly allowedAddresses?: readonly string[] | undefined;
  /** Default: one of its own. */
  readonly tokenCache?: TokenCache | undefined;
  readonly clock?: Clock | undefined;
  readonly random?: (() => number) | undefined;
}

/** On whose behalf, how long, and who counts. */
export interface CallContext {
  /** The client's leaving ends reads; writes take no notice. */
  readonly signal?: AbortSignal | undefined;
  /** Absolute milliseconds of the clock; default: now and `deadlineMs`. */
  readonly deadline?: number | undefined;
  /** Of one exchange, in place of `timeoutMs`. */
  readonly timeoutMs?: number | undefined;
  readonly stats?: CallStats | undefined;
  /** The call runs under this token instead of the service login; null: under none. */
  readonly tokens?: TokenSource | null | undefined;
}

/** What every resource function takes. */
export interface Upstream {
  readonly client: UpstreamClient;
  readonly context: CallContext;
}

export type { CallArgs };

/** The 200 answer of an operation, as the contract has it. */
export type ResponseOf<O extends OperationId> = operations[O] extends {
  responses: { 200: { content: { 'application/json': infer Body } } };
}
  ? Body
  : never;

export interface UpstreamStatus {
  readonly breakers: Readonly<Record<OperationClass, CircuitState>>;
  readonly openOperations: readonly OperationId[];
  readonly inFlight: number;
  readonly queued: number;
  /** Why there is no token; null while logins work, or before the first. */
  readonly loginFailure: UpstreamError | null;
  /** Server's clock minus ours, by its Date header; null before the first answer with one. */
  readonly clockSkewMs: number | null;
}

/** One ProBonus server. Nothing is sent before the first call. */
export interface UpstreamClient {
  readonly zone: Zone;
  readonly dialect: Dialect;
  readonly counters: UpstreamCounters;
  /**
   * Rejects with UpstreamError, or with the signal's reason where the client left. Lists come as `{ items, total }`, with
   * `total: null` where the server does not say it. Throws a RangeError for what can be no part of a path.
   */
  call<O extends OperationId>(operation: O, args: CallArgs, context: CallContext): Promise<ResponseOf<O>>;
  status(): UpstreamStatus;
  /** Waits for calls in flight, within `closeTimeoutMs`; later calls are UNAVAILABLE. */
  close(): Promise<void>;
}

/** Throws a RangeError, which names no address or secret, for a base URL, zone or dialect that cannot be used. */
export function createUpstreamClient(options: UpstreamOptions): UpstreamClient {
  const { credentials, clock = systemClock, random = Math.random, tokenCache = createTokenCache(1) } = options;
  const limits: UpstreamLimits = { ...DEFAULT_LIMITS, ...defined(options.limits) };
  const policy = { ...limits, allowedAddresses: options.allowedAddresses ?? [] };
  const { origin, basePath } = readBaseUrl(options.baseUrl, policy);
  const localZone = zone(options.timeZone);
  const dialect = resolveDialect(defined(options.dialect));
  const decode = createResponseDecoder(dialect, clock);
  const counters = createCounters();
  let skew: { date: string; now: number } | null = null;
  let closed = false;

  const encoderOf = memoize((operation: OperationId) => createRequestEncoder(dialect, operation, basePath));

  const transport = createTransport({ origin, limits, policy, clock });
  const breaker = createBreaker({ limits, clock });
  const bulkhead = createBulkhead({ limits, clock });
  const sendCall = createSendCall({
    transport,
    dialect,
    fieldNames: createErrorFieldNames(dialect),
    clock,
    counters,
    onDate: (date, now) => {
      skew = { date, now };
    },
  });

  // What a call goes through, outermost first.
  const send = compose(
    [
      deadline({ clock }),
      breaker.gate,
      retry({ limits, clock, random, counters }),
      bulkhead.intercept,
      auth({ clock }),
      breaker.intercept,
    ],
    sendCall,
  );
  // Logins serve everybody, so no client's line or budget holds them up.
  const sendLogin = compose([deadline({ clock }), auth({ clock }), breaker.intercept], sendCall);

  const callOf = (
    operation: OperationId,
    args: CallArgs,
    context: CallContext,
    source: TokenSource | null,
  ): UpstreamCall => {
    const endpoint = dialect.endpoint(operation);
    const encoder = encoderOf(operation);
    return {
      operation,
      endpoint,
      target: encoder.target(args),
      body: encoder.body(args),
      deadline: context.deadline ?? clock.now() + limits.deadlineMs,
      timeoutMs: context.timeoutMs ?? limits.timeoutMs,
      signal: endpoint.class === 'read' ? context.signal : undefined,
      tokens: operation === 'auth.login' || operation === 'auth.refreshToken' ? null : source,
      stats: context.stats,
    };
  };

  const service =
    'token' in credentials
      ? { ...createFixedTokens(dialect, credentials.token), failure: () => null }
      : createServiceTokens({
          login: credentials.login,
          password: credentials.password,
          key: options.key,
          dialect,
          limits,
          clock,
          cache: tokenCache,
          counters,
          request: async (operation, body) => {
            const { text } = await sendLogin(callOf(operation, { body }, {}, null));
            return readTokenPair(dialect, operation, text, clock.now());
          },
        });

  return {
    zone: localZone,
    dialect,
    counters,
    async call<O extends OperationId>(operation: O, args: CallArgs, context: CallContext): Promise<ResponseOf<O>> {
      if (!dialect.supports(operation)) throw unsupported(operation, 'DIALECT');
      if (closed) throw new UpstreamError({ kind: 'UNAVAILABLE', sent: 'NOT_SENT', operation, reason: 'CLOSED' });
      const call = callOf(operation, args, context, context.tokens === undefined ? service : context.tokens);
      const { text } = await (call.endpoint.class === 'login' ? sendLogin : send)(call);
      // The envelope is checked; that fields have the types of the contract is for the readers of fields.
      return decode(operation, text) as ResponseOf<O>;
    },
    status: () => ({
      breakers: { read: breaker.state('read'), write: breaker.state('write'), login: breaker.state('login') },
      openOperations: breaker.openOperations(),
      inFlight: bulkhead.inFlight(),
      queued: bulkhead.queued(),
      loginFailure: service.failure(),
      clockSkewMs: skew && skewOf(skew),
    }),
    async close() {
      closed = true;
      await transport.close();
    },
  };
}

function compose(interceptors: readonly Interceptor[], innermost: Send): Send {
  return interceptors.reduceRight<Send>((next, intercept) => intercept(next), innermost);
}

function skewOf({ date, now }: { date: string; now: number }): number | null {
  const said = Date.parse(date);
  return Number.isNaN(said) ? null : said - now;
}

/** An option that is undefined is one that was not given. */
function defined<T extends object>(options: T | undefined): Partial<T> {
  return Object.fromEntries(Object.entries(options ?? {}).filter(([, value]) => value !== undefined)) as Partial<T>;
}
