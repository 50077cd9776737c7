import { request as httpRequest } from 'node:http';
import type { GraphQLSchema } from 'graphql';
import { GraphQLError } from 'graphql';
import { pino } from 'pino';
import { afterAll, vi } from 'vitest';
import type { LimitsConfig } from '../../src/config/gateway-config.ts';
import { createGatewayServer, type GatewayServerOptions } from '../../src/server/server.ts';
import type { Principal } from '../../src/tenants/principal.ts';
import { splitCost } from './split-cost.ts';
import { testSchema } from './test-schema.ts';

export const KEY = 'pbg_test_secret';
export const LIMITS: LimitsConfig = {
  bodyBytes: 102_400,
  tokens: 1000,
  depth: 10,
  aliases: 15,
  directives: 5,
  rootFields: 10,
  cost: 5000,
  upstreamCalls: 300,
  expandedFields: 5000,
  inFlight: 500,
  waiting: 1000,
  connections: 5000,
  tenantShare: 0.5,
  answerBytes: 268_435_456,
  dictionaryBytes: 268_435_456,
  keyShare: 0.25,
};
const SERVER: Settings['server'] = {
  host: '127.0.0.1',
  port: 0,
  adminPort: null,
  adminHost: '127.0.0.1',
  publicUrl: null,
  drainSeconds: 0,
  trustedProxies: [],
};
const PRINCIPAL: Principal = {
  kind: 'API_KEY',
  id: 'test',
  tenant: 'saturn',
  name: 'test',
  scopes: new Set(['debug']),
};

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** What the request was charged, as `extensions.cost` tells it. */
  readonly cost: unknown;
  /** The body read as JSON, without that; undefined where it is none. */
  readonly body: { data?: unknown; errors?: readonly TestError[]; extensions?: Record<string, unknown> } & Record<
    string,
    unknown
  >;
}
export interface TestError {
  readonly message: string;
  readonly path?: readonly unknown[];
  readonly extensions: { readonly code: string; readonly requestId: string } & Record<string, unknown>;
}

type Settings = GatewayServerOptions['config'];
export type ServerOverrides = Partial<Omit<GatewayServerOptions, 'config'>> & {
  config?: Partial<Omit<Settings, 'server' | 'limits'>> & {
    server?: Partial<Settings['server']>;
    limits?: Partial<LimitsConfig>;
  };
  schema?: GraphQLSchema;
};

/** A server on the test schema at a free port: `given({ server: … })`. Log lines are collected. */
export async function openServer(overrides: ServerOverrides) {
  const lines: Record<string, unknown>[] = [];
  const logger = pino({ level: 'info' }, { write: (line: string) => lines.push(JSON.parse(line)) });
  const gate = createGate();
  const { config, ...others } = overrides;
  const settings: Settings = {
    tenants: [{}],
    log: { level: 'info', slowRequestMs: 2000 },
    cors: { origins: ['https://bonus.example'] },
    rateLimit: { costPerMinute: 600_000 },
    graphiql: true,
    introspection: true,
    persistedOperations: { mode: 'off', guests: null, manifest: null },
    ...config,
    server: { ...SERVER, ...config?.server },
    limits: { ...LIMITS, ...config?.limits },
  };
  const server = await createGatewayServer({
    config: settings,
    schema: testSchema,
    authenticate: (header) => (header === `Bearer ${KEY}` ? PRINCIPAL : null),
    createContext: (input) => ({ ...input, gate }),
    toGraphQLError: (error) => (error instanceof GraphQLError && error.extensions.code ? error : null),
    logger,
    ...others,
  });
  let closed: Promise<void> | undefined;
  const close = () => {
    closed ??= server.close();
    return closed;
  };
  // Not when a test ends: clients keep their connections a while, and shutdown waits for them.
  afterAll(close);

  const raw = async (path: string, init: RequestInit = {}): Promise<Answer> => {
    const response = await fetch(new URL(path, server.url), init);
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, ...splitCost(tryJson(text)) };
  };
  /** A POST with the key. */
  const post = (params: unknown, headers: Record<string, string> = {}) =>
    raw('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${KEY}`, ...headers },
      body: typeof params === 'string' ? params : JSON.stringify(params),
    });
  const ask = (query: string, variables?: Record<string, unknown>) => post({ query, variables });
  return { ...server, settings, close, lines, gate, raw, post, ask };
}

/** Holds slow resolvers until it is opened. */
export function createGate() {
  let open: () => void = () => {};
  let opened = Promise.resolve();
  let waiting = 0;
  return {
    shut() {
      opened = new Promise((resolve) => {
        open = resolve;
      });
    },
    open: () => open(),
    wait: async () => {
      waiting += 1;
      await opened;
      waiting -= 1;
    },
    get waiting() {
      return waiting;
    },
  };
}

/** Polls until the condition holds: for things that another socket or timer of node does, which no fake clock reaches. */
export async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 30_000 && !condition(); turn += 1) await new Promise((resolve) => setTimeout(resolve, 2));
  if (!condition()) throw new Error('it never came about');
}

/** Repeats the assertions until they hold; vitest's own gives up after a second, which a busy machine may need. */
export function eventually(assert: () => void | Promise<void>): Promise<void> {
  return vi.waitFor(assert, { timeout: 120_000, interval: 20 });
}

/** A request through node:http, which sends what fetch refuses to. */
export function send(
  url: string,
  options: { method?: string; headers?: Record<string, string | string[]>; body?: Buffer | string; agent?: false },
): Promise<{ status: number; headers: Record<string, unknown>; text: string }> {
  return new Promise((resolve, reject) => {
    const { body, ...init } = options;
    const request = httpRequest(url, init, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString(),
        }),
      );
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end(body);
  });
}

function tryJson(text: string): Answer['body'] {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
