import type { Logger } from 'pino';
import type { RunningGateway } from '../../src/commands/command.ts';
import { loadConfig } from '../../src/config/load.ts';
import { ROLE_NAMES, type Role } from '../../src/config/scopes.ts';
import type { Clock } from '../../src/lib/clock.ts';
import { startGateway } from '../../src/main.ts';
import { hashKey, newKey } from '../../src/tenants/api-keys.ts';
import { splitCost } from './split-cost.ts';

export interface GatewayTenant {
  readonly slug: string;
  readonly url: string;
  readonly timeZone?: string;
  readonly dialect?: object;
  readonly upstream?: object;
  readonly credentials?: object;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** What the request was charged, as `extensions.cost` tells it. */
  readonly cost: unknown;
  readonly body: {
    data?: Record<string, unknown> | null;
    errors?: { message: string; path?: unknown[]; extensions: Record<string, unknown> }[];
    extensions?: Record<string, unknown>;
  };
}

/** The whole gateway on these servers, over HTTP, configured through a file as an operator would; with a key for every role of every tenant. */
export async function openGateway(
  tenants: readonly GatewayTenant[],
  options: { clock?: Clock; more?: object; log?: Logger } = {},
) {
  const keys = new Map<string, string>();
  const apiKeys = tenants.flatMap(({ slug }) =>
    ROLE_NAMES.map((role) => {
      const { key } = newKey(role);
      keys.set(`${slug} ${role}`, key);
      return { id: role, tenant: slug, hash: `sha256:${hashKey(key)}`, roles: [role] };
    }),
  );
  const file = {
    server: { port: 0 },
    intents: { store: 'memory' },
    tenants: tenants.map(({ url, ...tenant }) => ({
      name: tenant.slug,
      timeZone: 'Europe/Moscow',
      credentials: { login: 'gateway', password: 'gateway' },
      ...tenant,
      baseUrl: url,
    })),
    apiKeys,
    ...options.more,
  };
  const load = (changes: object = {}) => {
    const text = JSON.stringify({ ...file, ...changes });
    const result = loadConfig({ path: 'test', text, env: { LOG_LEVEL: 'silent' } });
    if ('faults' in result) throw new Error(JSON.stringify(result.faults));
    return result.config;
  };
  const gateway: RunningGateway = await startGateway({
    config: load(),
    ...(options.clock ? { clock: options.clock } : {}),
    ...(options.log ? { log: options.log } : {}),
  });

  const keyOf = (slug = tenants[0]?.slug ?? '', role: Role = 'admin') => keys.get(`${slug} ${role}`) ?? '';
  return {
    url: gateway.url,
    key: keyOf,
    close: () => gateway.close(),
    /** The entries of the configuration's `apiKeys`. */
    apiKeys,
    /** Another configuration: the first one with these parts in place of its own. */
    reload: (changes: object) => gateway.reload(load(changes)),
    async ask(
      query: string,
      variables: object = {},
      who: { tenant?: string; role?: Role; headers?: Record<string, string>; signal?: AbortSignal } = {},
    ): Promise<HttpAnswer> {
      const answer = await fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          Authorization: `Bearer ${keyOf(who.tenant, who.role)}`,
          ...who.headers,
        },
        body: JSON.stringify({ query, variables }),
        ...(who.signal ? { signal: who.signal } : {}),
      });
      const raw = await answer.text();
      const whole: HttpAnswer['body'] = JSON.parse(raw);
      return { status: answer.status, headers: answer.headers, text: raw, ...splitCost(whole) };
    },
  };
}
