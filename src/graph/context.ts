import { initContextCache } from '@pothos/core';
import type DataLoader from 'dataloader';
import type { Intents } from '../intents/intents.ts';
import type { Clock } from '../lib/clock.ts';
import type { WindowLimiter } from '../lib/window-limiter.ts';
import type { Credentials } from '../tenants/credentials.ts';
import type { DictionaryCache } from '../tenants/dictionary-cache.ts';
import type { Principal } from '../tenants/principal.ts';
import type { Tenant, Tenants } from '../tenants/registry.ts';
import type { Staff } from '../tenants/staff/staff.ts';
import type { CallStats } from '../upstream/call-stats.ts';
import type { CallContext, Upstream } from '../upstream/client.ts';
import { createRequestContext, uncountedContext } from '../upstream/request-context.ts';
import { sessionClient } from '../upstream/session-client.ts';
import { codedError, tooManyCalls } from './errors.ts';
import { guestClient } from './guest-client.ts';
import { ObjectCount } from './object-count.ts';
import type { People, PeopleBudgets } from './people/people-budget.ts';

/** The context of one request: its principal, tenant, upstream client and caches. */
export interface GatewayContext {
  readonly requestId: string;
  readonly principal: Principal | null;
  readonly clock: Clock;
  /** Throws UNAUTHENTICATED without a principal; scopes deny such a request before any resolver runs. */
  readonly tenant: Tenant;
  readonly upstream: Upstream;
  /** Dictionaries as the principal may read them. */
  readonly dictionaries: DictionaryCache;
  readonly callStats: CallStats;
  readonly objects: ObjectCount;
  /** Counts the guests and cards that the request asks for. */
  readonly people: People;
  /** Books value moves exactly once, and strips the gateway's markers from reasons. */
  readonly intents: Pick<Intents, 'move' | 'stripMarker'>;
  readonly credentials: Pick<Credentials, 'issueGuestToken'>;
  /** Limits per principal, keyed by their definition. They outlive the request. */
  readonly limiters: Map<object, WindowLimiter>;
  /** Sessions of staff: login, refresh and logout. */
  readonly staff: Staff;
  /** Address of the client. */
  readonly address: string;
  /** Runs the rest of the document as this principal: the payload of a login, which is its only root field. */
  signIn(principal: Principal): void;
  /** DataLoaders and memos of this request, keyed by their definition. Never shared between requests. */
  readonly loaders: Map<object, DataLoader<unknown, unknown>>;
  readonly memo: Map<object, unknown>;
  /** Names of dictionaries served from an old copy because the server failed. */
  readonly stale: Set<string>;
}

export interface ContextRequest {
  requestId: string;
  principal: Principal | null;
  /** @default '' */
  address?: string | undefined;
  signal?: AbortSignal | undefined;
  /** Upstream calls that the request may cause and objects that it may return. @default no limits */
  limits?: RequestLimits | undefined;
}

export interface RequestLimits {
  readonly maxCalls: number;
  readonly maxObjects: number;
}

const NO_LIMITS: RequestLimits = { maxCalls: Number.POSITIVE_INFINITY, maxObjects: Number.POSITIVE_INFINITY };

/** Creates the contexts of one gateway. The tenant follows from the principal alone. */
export function createContextFactory(options: {
  tenants: Tenants;
  intents: GatewayContext['intents'];
  credentials: GatewayContext['credentials'];
  people: PeopleBudgets;
  staff: Staff;
  clock: Clock;
}) {
  const { tenants, intents, credentials, people, staff, clock } = options;
  const limiters: GatewayContext['limiters'] = new Map();

  const viewOf = (principal: Principal | null, calls: CallContext) => {
    const tenant = principal ? tenants.get(principal.tenant) : undefined;
    const who = { principal, tenant, people: people.of(principal) };
    if (!tenant) return { ...who, upstream: undefined, dictionaries: undefined };
    const { client, deadlineMs, dictionaries } = tenant;
    const { session, guestId } = principal ?? {};
    const context: CallContext = { ...calls, deadline: clock.now() + deadlineMs, tokens: session?.tokens };
    if (session) {
      const upstream = { client: sessionClient(client, session.tokens, clock), context };
      return { ...who, upstream, dictionaries: session.dictionariesOf(tenant) };
    }
    const upstream = { client: guestId === undefined ? client : guestClient(client, guestId), context };
    return { ...who, upstream, dictionaries };
  };

  return ({ requestId, principal, address = '', signal, limits = NO_LIMITS }: ContextRequest): GatewayContext => {
    const requestContext = createRequestContext({
      clock,
      deadline: clock.now(),
      signal,
      maxCalls: limits.maxCalls,
      callRefusal: tooManyCalls,
    });
    let view = viewOf(principal, requestContext);
    const known = <T>(value: T | undefined): T => {
      if (value === undefined) throw unauthenticated();
      return value;
    };
    return {
      ...initContextCache(),
      requestId,
      address,
      clock,
      callStats: requestContext.stats,
      objects: new ObjectCount(limits.maxObjects),
      intents,
      credentials,
      limiters,
      staff,
      loaders: new Map(),
      memo: new Map(),
      stale: new Set(),
      signIn(as) {
        view = viewOf(as, requestContext);
      },
      get principal() {
        return view.principal;
      },
      get people() {
        return view.people;
      },
      get tenant() {
        return known(view.tenant);
      },
      get upstream() {
        return known(view.upstream);
      },
      get dictionaries() {
        return known(view.dictionaries);
      },
    };
  };
}

/** The context of a change: its calls are neither counted nor refused, and it shares no loader with the fields around it. */
export function contextOfChange(context: GatewayContext): GatewayContext {
  if (!context.principal) return context;
  const { client, context: calls } = context.upstream;
  return Object.create(context, {
    upstream: { value: { client, context: uncountedContext(calls) } },
    loaders: { value: new Map() },
  });
}

export function unauthenticated() {
  return codedError('UNAUTHENTICATED', 'A valid credential is required: Authorization: Bearer <key>.');
}
