import type { Money } from '../lib/decimal.ts';
import type { Secret } from '../lib/secret.ts';
import type { DialectConfig } from './dialect.ts';
import type { Role, Scope } from './scopes.ts';
import type { UpstreamLimits } from './upstream-limits.ts';

/** Everything the gateway was told, checked and with every default filled in. Never changes: a reload makes a new one. */
export interface GatewayConfig {
  /** Where it was read from; for messages. */
  readonly path: string;
  readonly production: boolean;
  readonly logLevel: LogLevel;
  readonly server: ServerConfig;
  readonly tenants: readonly TenantConfig[];
  readonly apiKeys: readonly ApiKeyConfig[];
  readonly guestTokens: GuestTokensConfig | null;
  readonly intents: IntentsConfig;
  readonly redis: { readonly url: Secret } | null;
  readonly cors: { readonly origins: readonly string[] };
  readonly graphiql: boolean;
  /** Also decides whether `/schema.graphql` is served. */
  readonly introspection: boolean;
  readonly persistedOperations: PersistedOperationsConfig;
  readonly limits: LimitsConfig;
  readonly rateLimit: RateLimitConfig;
  /** Paths of the file that are read and checked but have no effect yet, such as `redis`. */
  readonly unused: readonly string[];
}

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface ServerConfig {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Verbose readiness; null serves it to loopback on the main port. */
  readonly adminPort: number | null;
  readonly publicUrl: string | null;
}

export interface TenantConfig {
  /** `[a-z0-9-]{1,32}`; part of every global id. */
  readonly slug: string;
  readonly name: string;
  /** Without a slash at its end. */
  readonly baseUrl: string;
  /** An IANA zone that exists. */
  readonly timeZone: string;
  readonly credentials: TenantCredentials;
  readonly dialect: DialectConfig;
  readonly upstream: UpstreamLimits;
  readonly valueMoves: ValueMovesConfig;
}

/** A login that is exchanged for tokens, or the standing token of an API user. */
export type TenantCredentials = { readonly login: string; readonly password: Secret } | { readonly token: Secret };

export interface ValueMovesConfig {
  readonly maxAmount: Money;
  readonly settleSeconds: number;
  /** Whether the server gives reasons back verbatim; `auto` learns it from answers. */
  readonly reasonVerbatim: 'auto' | boolean;
  readonly groupTimeoutMs: number;
}

export interface ApiKeyConfig {
  readonly id: string;
  readonly tenant: string;
  /** SHA-256 of the whole key, in lower-case hex. */
  readonly hash: string;
  readonly roles: readonly Role[];
  readonly scopes: readonly Scope[];
  /** Overrides the general limit for this key. */
  readonly rateLimit: RateLimitConfig | null;
}

export interface GuestTokensConfig {
  /** The first one signs, all verify. */
  readonly keys: readonly { readonly kid: string; readonly secret: Secret }[];
  readonly ttlSeconds: number;
}

export type IntentsConfig =
  | { readonly store: 'sqlite'; readonly path: string }
  | { readonly store: 'postgres'; readonly url: Secret }
  | { readonly store: 'memory' };

export interface PersistedOperationsConfig {
  readonly mode: 'off' | 'allow' | 'only';
  /** Absolute path. */
  readonly manifest: string | null;
}

export interface LimitsConfig {
  readonly bodyBytes: number;
  readonly tokens: number;
  readonly depth: number;
  readonly aliases: number;
  readonly directives: number;
  readonly rootFields: number;
  /** Objects an answer may hold. */
  readonly cost: number;
  /** Calls to servers one request may make. */
  readonly upstreamCalls: number;
  /** Requests worked on at once. */
  readonly inFlight: number;
  /** Requests that may wait for that, 2 s at most. */
  readonly waiting: number;
}

export interface RateLimitConfig {
  readonly costPerMinute: number;
}
