import type { TenantConfig } from '../config/gateway-config.ts';
import { isSame } from '../config/reload/differences.ts';
import type { KeyedLock } from '../lib/concurrency/keyed-lock.ts';
import type { TokenCache } from '../upstream/auth/tokens.ts';
import type { UpstreamClient } from '../upstream/client.ts';
import type { UpstreamCounters } from '../upstream/counters.ts';
import type { DictionaryCache } from './dictionary-cache.ts';

/** What is known of a server, and lives as long as it stays the same. */
export interface ServerState {
  /** With its breakers, places and habits. */
  readonly client: UpstreamClient;
  readonly dictionaries: DictionaryCache;
  readonly locks: KeyedLock;
  readonly dataIssues: Map<string, number>;
}

/** A tenant before a reload: the lines that it was made of, and the tokens of its login. */
export interface FormerTenant {
  readonly config: TenantConfig;
  readonly tenant: ServerState;
  readonly tokenCache: TokenCache;
}

/** What the tenant of the same slug takes over. */
export interface KeptState extends Partial<ServerState> {
  readonly counters?: UpstreamCounters;
  readonly tokenCache?: TokenCache;
}

/** All that the lines which changed have no part in. What is unknown to the server, the locks, stays in any case. */
export function keptState(before: FormerTenant | undefined, config: TenantConfig): KeptState {
  if (!before) return {};
  const { config: old, tenant, tokenCache } = before;
  const isKept = (linesOf: (config: TenantConfig) => unknown) => isSame(linesOf(old), linesOf(config));
  const { locks, dictionaries, dataIssues, client } = tenant;
  if (!isKept(serverLines)) return { locks };
  return {
    locks,
    counters: client.counters,
    ...(isKept(tokenLines) && { tokenCache }),
    ...(isKept(readingLines) && { dictionaries, dataIssues }),
    ...(isKept(clientLines) && { client }),
  };
}

/** Who is asked, and as whom. */
function serverLines({ baseUrl, credentials: { basic: _basic, ...login } }: TenantConfig) {
  return { baseUrl, ...login };
}

/** What a token bears besides, as it is kept. */
function tokenLines({ dialect: { authScheme, token } }: TenantConfig) {
  return { authScheme, token };
}

/** What the rows of an answer become. */
function readingLines({ timeZone, dialect: { checked: _checked, ...dialect }, adapterFile }: TenantConfig) {
  return { timeZone, dialect, adapterFile };
}

function clientLines(config: TenantConfig) {
  return { ...readingLines(config), credentials: config.credentials, upstream: config.upstream };
}
