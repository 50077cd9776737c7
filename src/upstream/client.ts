import type { DialectConfig } from '../config/dialect.ts';
import { DEFAULT_LIMITS, type UpstreamLimits } from '../config/upstream-limits.ts';
import type { OperationId } from '../contract/schemas.ts';
import type { operations } from '../contract/types.ts';
import { type Clock, systemClock } from '../lib/clock.ts';
import { atOnce, inTurns, LARGE } from '../lib/concurrency/turns.ts';
import { defined } from '../lib/defined.ts';
import { type Zone, zone } from '../lib/local-time.ts';
import { type AnswerOption, createAnswerLimits, type ExceededLimit } from './answer-limits.ts';
import type { SharedLogin } from './auth/shared-login.ts';
import { type Credentials, createServiceTokens, createTokenCache, type TokenCache } from './auth/tokens.ts';
import type { CallContext } from './call-context.ts';
import { unitsOf } from './codec/amounts/units.ts';
import { unprovenUnit } from './codec/amounts/unproven.ts';
import { createStepDecoder, readRaw } from './codec/decode-response.ts';
import { type Dialect, resolveDialect } from './codec/dialect.ts';
import { type CallArgs, createRequestEncoder } from './codec/encode-request.ts';
import { isTokenRequest, readTokenPair, type TokenPair, type TokenRequest } from './codec/token-pair.ts';
import { createCounters, type UpstreamCounters } from './counters.ts';
import type { DictionaryReading } from './dictionary-reading.ts';
import { UpstreamError, unsupported } from './errors.ts';
import { createFindings, type ReportFinding } from './habits/findings.ts';
import { createRowPaths, type RowPaths } from './habits/row-paths.ts';
import { createServerHabits, type ServerHabits } from './habits/server-habits.ts';
import { readBaseUrl } from './http/address-policy.ts';
import { AnswerMemory } from './http/answer-bytes.ts';
import type { UpstreamCall } from './http/call.ts';
import { holdToken } from './interceptors/auth.ts';
import type { PipelineStatus } from './interceptors/pipeline.ts';
import { numberPages } from './numbered-pages.ts';
import { type OnOutcome, observeCalls } from './observe-calls.ts';
import { type AdapterOptions, createSender } from './sender.ts';

export interface UpstreamOptions extends AdapterOptions {
  /** Key of this server's tokens in the token cache; unique among the clients that share the cache. */
  readonly key: string;
  readonly baseUrl: string;
  /** IANA name of the zone of the server's local times. */
  readonly timeZone: string;
  readonly credentials: Credentials;
  readonly dialect?: Partial<DialectConfig> | undefined;
  readonly limits?: Partial<UpstreamLimits> | undefined;
  /** @default a cache of its own */
  readonly tokenCache?: TokenCache | undefined;
  /** The token of the service login as replicas share it. @default this process alone has it */
  readonly sharedLogin?: SharedLogin | undefined;
  /** Of a client of the same server before it, or with totals that outlive it. @default its own */
  readonly counters?: UpstreamCounters | undefined;
  /** Shared by the clients of one process. @default its own */
  readonly answerMemory?: AnswerMemory | undefined;
  /** Called when an answer exceeds a limit and is dropped. */
  readonly onExceeded?: ((exceeded: ExceededLimit) => void) | undefined;
  /** Called when an answer shows that the server does otherwise than it is asked. */
  readonly onFinding?: ReportFinding | undefined;
  /** Called when a call has ended. */
  readonly onOutcome?: OnOutcome | undefined;
  readonly clock?: Clock | undefined;
  readonly random?: (() => number) | undefined;
}

/** First argument of every resource function. */
export interface Upstream {
  readonly client: UpstreamClient;
  readonly context: CallContext;
}

export type { CallArgs, CallContext };

/** Body of an operation's 200 response by the contract. */
export type ResponseOf<O extends OperationId> = operations[O] extends {
  responses: { 200: { content: { 'application/json': infer Body } } };
}
  ? Body
  : never;

export interface UpstreamStatus extends PipelineStatus {
  /** Failure of the last login; null while logins work, and before the first. */
  readonly loginFailure: UpstreamError | null;
  /** Whether the server ends tokens of the service login before their time, again and again. */
  readonly tokensEndEarly: boolean;
  /** The server's clock minus ours; null before the first response with a Date header. */
  readonly clockSkewMs: number | null;
}

/** One ProBonus server. Connects on the first call. */
export interface UpstreamClient extends ServerHabits {
  readonly zone: Zone;
  readonly dialect: Dialect;
  readonly limits: UpstreamLimits;
  readonly counters: UpstreamCounters;
  readonly rowPaths: RowPaths<CallContext>;
  /** Reports that the server does otherwise than it is asked. */
  readonly report: ReportFinding;
  /** Reports a limit that the answers to this operation exceed, and returns the error of the call. */
  exceeded(operation: OperationId, option: AnswerOption): UpstreamError;
  /**
   * Rejects with UpstreamError, with the budget's refusal, or with the signal's reason when it aborts; with a RangeError for a
   * value that cannot be a path segment. Lists resolve as `{ items, total }`; `total` is null for a server that does not give one.
   */
  call<O extends OperationId>(operation: O, args: CallArgs, context: CallContext): Promise<ResponseOf<O>>;
  /** Waits for a token that a value move can be sent with. Rejects as `call` does where there is none; nothing was sent then. */
  readyForMove(operation: OperationId, context: CallContext): Promise<void>;
  /** Throws MALFORMED for a move whose amount has a unit that nobody knows. */
  assertUnit(operation: OperationId): void;
  status(): UpstreamStatus;
  /** Waits for running calls, at most `closeTimeoutMs`; later calls reject with UNAVAILABLE. */
  close(): Promise<void>;
}

/** Throws a RangeError, without address or secret, for an unusable base URL, zone or dialect. */
export function createUpstreamClient(options: UpstreamOptions): UpstreamClient {
  const { key, credentials, clock = systemClock, random = Math.random, tokenCache = createTokenCache(1) } = options;
  const limits: UpstreamLimits = { ...DEFAULT_LIMITS, ...defined(options.limits ?? {}) };
  const { origin, basePath } = readBaseUrl(options.baseUrl, limits);
  const localZone = zone(options.timeZone);
  const dialect = resolveDialect(defined(options.dialect ?? {}));
  const counters = options.counters ?? createCounters();
  const memory = options.answerMemory ?? new AnswerMemory();
  const answerLimits = createAnswerLimits({ limits, memory, report: options.onExceeded ?? (() => undefined) });
  let isClosed = false;

  const encode = createRequestEncoder(dialect, basePath, localZone);
  const decode = createStepDecoder(dialect, clock, localZone);
  const sender = createSender({ ...options, origin, dialect, limits, answerLimits, memory, counters, clock, random });

  /** All pages of a dictionary have one deadline together. */
  const deadlineOf = (operation: OperationId, reading: DictionaryReading, deadline: number): number => {
    const now = clock.now();
    reading.deadline ??= now + limits.dictionaryTimeoutMs;
    if (now >= reading.deadline) throw answerLimits.exceeded(operation, 'upstream.dictionaryTimeoutMs');
    return Math.min(deadline, reading.deadline);
  };

  const tokensOf = ({ tokens }: CallContext) => (tokens === undefined ? serviceTokens : tokens);

  const toCall = (operation: OperationId, args: CallArgs, context: CallContext): UpstreamCall => {
    const endpoint = dialect.endpoint(operation);
    // No spread here: it costs 4 us a call, a tenth of the whole. Every property, so that the copies of `auth` are cheap.
    const request = encode(operation, args);
    const deadline = context.deadline ?? clock.now() + limits.deadlineMs;
    const { reading } = context;
    return {
      operation,
      endpoint,
      request,
      deadline: reading ? deadlineOf(operation, reading, deadline) : deadline,
      reading,
      timeoutMs: context.timeoutMs ?? limits.timeoutMs,
      signal: endpoint.class === 'read' ? context.signal : undefined,
      tokens: isTokenRequest(operation) ? null : tokensOf(context),
      onSent: context.onSent,
      stats: context.stats,
      budget: context.budget,
      isShared: context.isShared === true,
      places: context.places,
      cause: context.cause,
      authorization: undefined,
    };
  };

  const readPair = (operation: TokenRequest, text: string): TokenPair => {
    const pair = readTokenPair(dialect, operation, text, clock.now());
    if (pair.accessToken.length > limits.maxBytes.token || Number(pair.refreshToken?.length) > limits.maxBytes.token)
      throw answerLimits.exceeded(operation, 'upstream.maxBytes.token');
    return pair;
  };

  const serviceTokens = createServiceTokens({
    key,
    credentials,
    dialect,
    limits,
    clock,
    cache: tokenCache,
    counters,
    shared: options.sharedLogin,
    request: async (operation, body, budget) => {
      const { text } = await sender.send(toCall(operation, { body }, { budget, isShared: true }));
      return readPair(operation, text);
    },
  });

  const call = async (operation: OperationId, args: CallArgs, context: CallContext): Promise<unknown> => {
    if (!dialect.supports(operation)) throw unsupported(operation, 'DIALECT');
    if (isClosed) throw new UpstreamError({ kind: 'UNAVAILABLE', sent: 'NOT_SENT', operation, reason: 'CLOSED' });
    const { text, headers } = await sender.send(toCall(operation, args, context));
    if (isTokenRequest(operation)) return readPair(operation, text);
    context.onRaw?.(readRaw(operation, text));
    // The decoder checks the envelope; `read-fields.ts` checks the type of each field.
    const steps = decode(operation, text, headers);
    return text.length > LARGE ? inTurns(steps) : atOnce(steps);
  };

  const client: UpstreamClient = {
    zone: localZone,
    dialect,
    limits,
    counters,
    ...createServerHabits(dialect, clock),
    rowPaths: createRowPaths(dialect, (operation, args, { tokens, stats, deadline }: CallContext) =>
      client.call(operation, args, { tokens, stats, deadline }),
    ),
    report: createFindings(counters, options.onFinding),
    exceeded: answerLimits.exceeded,
    call: numberPages(observeCalls(call, options.onOutcome), { dialect, limits, clock }) as UpstreamClient['call'],
    assertUnit(operation) {
      if (unitsOf(dialect, operation).includes('unproven')) throw unprovenUnit({ sent: 'NOT_SENT', operation });
    },
    async readyForMove(operation, context) {
      if (!dialect.supports(operation)) throw unsupported(operation, 'DIALECT');
      const deadline = context.deadline ?? clock.now() + limits.deadlineMs;
      const tokens = tokensOf(context);
      const move = { operation, endpoint: dialect.endpoint(operation), deadline, budget: context.budget };
      if (!tokens) return;
      const held = holdToken(move, tokens, clock);
      held.catch((error) => options.onOutcome?.({ operation, error, isOwn: context.tokens === undefined }));
      (await held).release();
    },
    status: () => ({
      ...sender.status(),
      loginFailure: serviceTokens.failure(),
      tokensEndEarly: serviceTokens.endsEarly(),
    }),
    async close() {
      isClosed = true;
      await sender.close();
    },
  };
  return client;
}
