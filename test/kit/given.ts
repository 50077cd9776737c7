import type { Logger } from 'pino';
import type { DialectConfig } from '../../src/config/dialect.ts';
import type { Role } from '../../src/config/scopes.ts';
import type { UpstreamLimits } from '../../src/config/upstream-limits.ts';
import { endpoints } from '../../src/contract/endpoints.ts';
import { encodeId, type IdType } from '../../src/graph/ids/global-id.ts';
import type { SandboxDialect } from '../../src/sandbox/dialect/dialect.ts';
import type { FaultRule } from '../../src/sandbox/failures/faults.ts';
import { createSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { variants } from '../../src/sandbox/seed/variants.ts';
import type { Tenant } from '../../src/tenants/registry.ts';
import { loadAdapters } from '../../src/upstream/adapter/load-adapter.ts';
import { createCallStats } from '../../src/upstream/call-stats.ts';
import { atEnd } from './at-end.ts';
import { standingClock, type TestClock } from './clock.ts';
import { type TenantFile, tenantConfig } from './config.ts';
import { createFaultProxy, type FaultProxy } from './fault-proxy.ts';
import { openGateway } from './gateway.ts';
import { type Answer, createGraph, type GraphOptions } from './graph.ts';
import { bookingOf } from './intents.ts';
import { auditedMoves } from './moves.ts';
import { callerOf } from './sandbox-call.ts';
import { openServer, type ServerOverrides } from './server.ts';

/** What a test asks for. Nothing: a small sandbox of the restaurant Saturn, and the graph on it, at one standing clock. */
export interface GivenOptions extends Omit<SandboxOptions, 'clock' | 'faultClock' | 'dialect'> {
  /** Name of the tenant. @default the variant's */
  readonly slug?: string;
  /** When time stands, or a clock. @default 15:00 in Moscow on 2026-03-10 */
  readonly clock?: string | number | TestClock;
  /** The server's clock minus ours; a function where it changes. */
  readonly skewMs?: number | (() => number);
  /** Spoken by server and gateway alike; `tenant.dialect` is the gateway's alone. */
  readonly dialect?: Partial<Omit<DialectConfig, 'listEnvelope'> & SandboxDialect>;
  readonly upstream?: Partial<UpstreamLimits>;
  /** What the configuration file says of the tenant besides, or otherwise than the server is. */
  readonly tenant?: Partial<TenantFile>;
  /** Other restaurants behind the same gateway. */
  readonly beside?: readonly { readonly file: TenantFile }[];
  /** A proxy that spoils the link stands between gateway and server. */
  readonly proxy?: boolean;
  /** Whatever else stands between. */
  between?(sandbox: Sandbox): Promise<{ readonly url: string; close(): Promise<unknown> }>;
  /** The dictionaries are read before the test begins, so that only calls of its own are counted. */
  readonly warm?: boolean;
  /** Of the value moves below the graph. */
  readonly intents?: GraphOptions;
  /** The whole gateway over HTTP, in place of the graph alone; with whatever else is in its configuration file. */
  readonly http?: true | object;
  readonly log?: Logger;
  /** No restaurant, but the HTTP server alone, on a schema of the tests. */
  readonly server?: ServerOverrides;
}

export type Given = Awaited<ReturnType<typeof openGraph>>;
export type GivenHttp = Awaited<ReturnType<typeof openHttp>>;
type GivenBy<O extends GivenOptions> = O extends { server: object }
  ? Awaited<ReturnType<typeof openServer>>
  : (O extends { http: true | object } ? GivenHttp : Given) &
      (O extends { proxy: true } ? { readonly proxy: FaultProxy } : unknown);

/**
 * Opens what a test asks for, and closes it when the test ends; outside of a test, when its file does. Gives one object:
 *
 * - `sandbox`, its `clock`, `fault(rule)`, `call(method, path, body)` as a plain client, `writes()`, `sends()`, `proxy`
 * - `ask`, `see` and `mutate`: the graph; `id(type, n)`
 * - `book`, `bookUntil`, `another`: value moves below the graph
 * - with `server`: `raw`, `post`, `ask`, log `lines` and a `gate` of the HTTP server
 * - with `http`: `ask` over HTTP; `move` and `insist`: value moves, held against the ledger when the test ends
 */
export async function given<O extends GivenOptions>(options?: O): Promise<GivenBy<O>> {
  const { server, http } = options ?? {};
  const opened = server ? openServer(server) : http ? openHttp(options ?? {}) : openGraph(options ?? {});
  return (await opened) as GivenBy<O>;
}

const WARM =
  '{ identifierTypes { id } groups { id } discounts { id } tags { id } restaurants { id } settings { language } }';

async function openRestaurant(options: GivenOptions) {
  const { variant = 'saturn', skewMs = 0, dialect = {}, upstream = {} } = options;
  const { slug = variant, timeZone = variants[variant].timeZone } = options;
  const clock = typeof options.clock === 'object' ? options.clock : standingClock(options.clock);
  const { document: _document, pydantic: _pydantic, ...words } = dialect;
  const sandbox = await createSandbox({
    size: 'small',
    ...options,
    clock: { ...clock, now: () => clock.now() + (typeof skewMs === 'function' ? skewMs() : skewMs) },
    faultClock: clock,
    dialect,
  });
  const proxy = options.proxy ? await createFaultProxy(sandbox.port) : undefined;
  const between = await options.between?.(sandbox);
  const file: TenantFile = {
    slug,
    baseUrl: between?.url ?? (proxy ? `${proxy.origin}/api/v0` : sandbox.url),
    timeZone,
    dialect: words,
    upstream,
    ...options.tenant,
  };
  const isWrite = ({ method, operationId }: Sandbox['calls'][number]) =>
    method !== 'GET' && !operationId?.startsWith('auth.');
  const writes = () =>
    sandbox.calls.filter(isWrite).map(({ operationId, body }) => ({ operation: operationId ?? 'unknown', body }));
  return {
    sandbox,
    clock,
    proxy,
    /** The tenant as the configuration file says it. */
    file,
    id: (type: IdType, local: number | string) => encodeId(slug, type, local),
    /** The server is bad in this way, until what it gives is called. */
    fault: (rule: FaultRule) => sandbox.faults.add(rule),
    /** One request to the server, as an API user of it. */
    call: callerOf(sandbox, `${variant}-gateway-token`),
    account(id: number) {
      const found = sandbox.accounts().find((row) => row.id === id);
      if (!found) throw new Error(`no account ${id}`);
      return found;
    },
    /** Changes that reached the server, oldest first. */
    writes,
    writeCounts() {
      const counts: Record<string, number> = {};
      for (const { operation } of writes()) counts[operation] = (counts[operation] ?? 0) + 1;
      return counts;
    },
    /** Value moves that reached the server. */
    sends: () => writes().filter(({ operation }) => Object(endpoints)[operation]?.isValueMove).length,
    close: atEnd(async () => {
      await between?.close();
      await proxy?.close();
      await sandbox.close();
    }),
  };
}

async function openGraph(options: GivenOptions) {
  const restaurant = await openRestaurant(options);
  const { clock, sandbox, file } = restaurant;
  await loadAdapters([tenantConfig(file)]);
  let opened: ReturnType<typeof createGraph> | undefined;
  // What only speaks to the server needs none.
  const graph = () => {
    const files = [file, ...(options.beside ?? []).map((other) => other.file)];
    opened ??= createGraph(files.map(tenantConfig), clock, options.intents);
    return opened;
  };
  const close = atEnd(async () => {
    await opened?.close();
    await restaurant.close();
  });
  const ask: ReturnType<typeof createGraph>['ask'] = (...question) => graph().ask(...question);
  const change = (name: string, input: object, selection: string, who: { role?: Role } = {}) => {
    const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    const source = `mutation ($input: ${type}Input!) { ${name}(input: $input) {
      __typename ... on UserError { code path } ... on ${type}Payload { ${selection} } } }`;
    return ask(source, { input }, who);
  };
  if (options.warm) {
    await ask(WARM);
    sandbox.clearCalls();
  }
  return {
    ...restaurant,
    close,
    ask,
    /** The principal of a new session of a user, whose password is the login. */
    logIn: (login: string) => graph().logIn(login),
    /** What `ask` gives, less what is empty: the whole answer and the upstream calls that it cost. */
    async see(...question: Parameters<typeof ask>) {
      const { data, errors, calls } = await ask(...question);
      return { data, ...(errors.length > 0 ? { errors } : {}), calls };
    },
    /** `mutation { name(input) { __typename …selection, and of a failure code and path } }` */
    async mutate(name: string, input: object, selection = '__typename', who?: { role?: Role }): Promise<Changed> {
      const { data, errors, calls } = await change(name, input, selection, who);
      const result = (data?.[name] ?? null) as Changed['result'];
      return { result, ...(errors.length > 0 ? { errors } : {}), calls };
    },
    /** `extensions` of the first error of a mutation. */
    extensions: async (name: string, input: object) =>
      (await change(name, input, '__typename')).result.errors?.[0]?.extensions,
    ...bookingOf({ graph, clock, sandbox, options: options.intents ?? {} }),
    get tenants() {
      return graph().tenants;
    },
    get tenant() {
      return graph().tenants.get(file.slug) as Tenant;
    },
    get intents() {
      return graph().intents;
    },
    get people() {
      return graph().people;
    },
    get store() {
      return graph().store;
    },
    /** The typed calls of `src/upstream/resources`, and what they cost. */
    get upstream() {
      const { client } = graph().tenants.get(file.slug) as Tenant;
      return { client, context: { stats: createCallStats() } };
    },
  };
}

async function openHttp(options: GivenOptions) {
  const restaurant = await openRestaurant(options);
  const { clock, file, id, sandbox } = restaurant;
  const { http, log, beside = [] } = options;
  const gateway = await openGateway([file, ...beside.map((other) => other.file)], {
    clock,
    file: http === true ? {} : (http ?? {}),
    ...(log ? { log } : {}),
  });
  // A login that fails with the moves would be another story.
  if (options.warm) await gateway.ask('{ groups { id } }');
  sandbox.clearCalls();
  const { audit, ...moves } = auditedMoves({ sandbox, clock, id, ask: gateway.ask });
  const close = atEnd(async () => {
    await gateway.close();
    try {
      audit();
    } finally {
      await restaurant.close();
    }
  });
  return { ...restaurant, ...gateway, ...moves, close };
}

/** What a mutation gave: its result, the errors, and the upstream calls. */
export interface Changed {
  readonly result: Record<string, unknown> | null;
  readonly errors?: readonly string[];
  readonly calls: Answer['calls'];
}
