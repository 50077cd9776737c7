import type { Context } from '@opentelemetry/api';
import { contextCacheSymbol } from '@pothos/core';
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
import type { People, PeopleBudgets } from './people/people-budget.ts';
import { ObjectCount } from './size/object-count.ts';

/** What the requests of one gateway share. */
export interface ContextOptions {
  readonly tenants: Tenants;
  /** Books value moves exactly once, and strips the gateway's markers from reasons. */
  readonly intents: Pick<Intents, 'move' | 'reverse' | 'find' | 'keysOf' | 'stripMarker'>;
  readonly credentials: Pick<Credentials, 'issueGuestToken'>;
  readonly people: PeopleBudgets;
  /** Sessions of staff: login, refresh and logout. */
  readonly staff: Staff;
  readonly clock: Clock;
}

export interface ContextRequest {
  requestId: string;
  principal: Principal | null;
  /** @default '' */
  address?: string | undefined;
  signal?: AbortSignal | undefined;
  /** Upstream calls that the request may cause and objects that it may return. @default no limits */
  limits?: RequestLimits | undefined;
  /** @default none */
  trace?: Context | undefined;
  /** Whether the response lists the upstream calls. @default false */
  debug?: boolean | undefined;
}

export interface RequestLimits {
  readonly maxCalls: number;
  readonly maxObjects: number;
}

const NO_LIMITS: RequestLimits = { maxCalls: Number.POSITIVE_INFINITY, maxObjects: Number.POSITIVE_INFINITY };

/** What a principal sees: the server and dictionaries of its tenant, under its own session where it has one. */
interface View {
  principal: Principal | null;
  people: People;
  tenant: Tenant | undefined;
  upstream: Upstream | undefined;
  dictionaries: DictionaryCache | undefined;
}

/** The context of one request: its principal, tenant, upstream client and caches. A class: an object literal with getters takes 20 us. */
export class GatewayContext {
  readonly [contextCacheSymbol] = {};
  readonly requestId: string;
  /** Address of the client. */
  readonly address: string;
  readonly debug: boolean;
  readonly clock: Clock;
  readonly intents: ContextOptions['intents'];
  readonly credentials: ContextOptions['credentials'];
  readonly staff: Staff;
  /** Limits per principal, keyed by their definition. They outlive the request. */
  readonly limiters: Map<object, WindowLimiter>;
  readonly callStats: CallStats;
  readonly objects: ObjectCount;
  /** DataLoaders and memos of this request, keyed by their definition. Never shared between requests. */
  readonly loaders: Map<object, DataLoader<unknown, unknown>> = new Map();
  readonly memo: Map<object, unknown> = new Map();
  /** Batches of all loaders of this request, and the keys in them. */
  readonly loads = { batches: 0, keys: 0 };
  /** Names of dictionaries served from an old copy because the server failed. */
  readonly stale: Set<string> = new Set();
  private readonly viewOf: (principal: Principal | null) => View;
  private readonly view: View;
  /** Of a change, which its request does not count. */
  private readonly ownUpstream: Upstream | undefined = undefined;

  constructor(
    { clock, intents, credentials, staff, limiters }: ContextOptions & Pick<GatewayContext, 'limiters'>,
    { requestId, address = '', debug = false, principal, limits = NO_LIMITS }: ContextRequest,
    { stats, viewOf }: { stats: CallStats; viewOf: (principal: Principal | null) => View },
  ) {
    this.requestId = requestId;
    this.address = address;
    this.debug = debug;
    this.clock = clock;
    this.intents = intents;
    this.credentials = credentials;
    this.staff = staff;
    this.limiters = limiters;
    this.callStats = stats;
    this.objects = new ObjectCount(limits.maxObjects);
    this.viewOf = viewOf;
    this.view = viewOf(principal);
  }

  /** Runs the rest of the document as this principal: the payload of a login, which is its only root field. */
  signIn(principal: Principal): void {
    // In place, as contexts of changes share it.
    Object.assign(this.view, this.viewOf(principal));
  }

  get principal(): Principal | null {
    return this.view.principal;
  }

  /** Counts the guests and cards that the request asks for. */
  get people(): People {
    return this.view.people;
  }

  /** Throws UNAUTHENTICATED without a principal; scopes deny such a request before any resolver runs. */
  get tenant(): Tenant {
    return this.view.tenant ?? deny();
  }

  get upstream(): Upstream {
    return this.ownUpstream ?? this.view.upstream ?? deny();
  }

  /** Dictionaries as the principal may read them. */
  get dictionaries(): DictionaryCache {
    return this.view.dictionaries ?? deny();
  }
}

/** Creates the contexts of one gateway. The tenant follows from the principal alone. */
export function createContextFactory(options: ContextOptions) {
  const { tenants, people, clock } = options;
  const shared = { ...options, limiters: new Map() };

  const viewOf = (principal: Principal | null, calls: CallContext): View => {
    const tenant = principal ? tenants.get(principal.tenant) : undefined;
    const view: View = {
      principal,
      people: people.of(principal),
      tenant,
      upstream: undefined,
      dictionaries: undefined,
    };
    if (!tenant) return view;
    const { client, deadlineMs } = tenant;
    const { session, guestId } = principal ?? {};
    const context: CallContext = { ...calls, deadline: clock.now() + deadlineMs, tokens: session?.tokens };
    view.dictionaries = session ? session.dictionariesOf(tenant) : tenant.dictionaries;
    if (session) view.upstream = { client: sessionClient(client, session.tokens, clock), context };
    else view.upstream = { client: guestId === undefined ? client : guestClient(client, guestId), context };
    return view;
  };

  return (request: ContextRequest): GatewayContext => {
    const { requestId, signal, trace, limits = NO_LIMITS } = request;
    const calls = createRequestContext({
      clock,
      deadline: clock.now(),
      signal,
      cause: { requestId, trace },
      maxCalls: limits.maxCalls,
      callRefusal: tooManyCalls,
    });
    return new GatewayContext(shared, request, { stats: calls.stats, viewOf: (principal) => viewOf(principal, calls) });
  };
}

/** The context of a change: its calls are neither counted nor refused, and it shares no loader with the fields around it. */
export function contextOfChange(context: GatewayContext): GatewayContext {
  if (!context.principal) return context;
  const { client, context: calls } = context.upstream;
  // A copy: an object that has the context of the request as its prototype would cost 8 us.
  const copy: GatewayContext = Object.create(GatewayContext.prototype);
  return Object.assign(copy, context, {
    loaders: new Map(),
    ownUpstream: { client, context: uncountedContext(calls) },
  });
}

function deny(): never {
  throw unauthenticated();
}

export function unauthenticated() {
  return codedError('UNAUTHENTICATED', 'A valid credential is required: Authorization: Bearer <key>.');
}
