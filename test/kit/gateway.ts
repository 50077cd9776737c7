import type { Logger } from 'pino';
import { Agent, fetch, type Headers } from 'undici';
import type { Role } from '../../src/config/scopes.ts';
import type { Clock } from '../../src/lib/clock.ts';
import { startGateway } from '../../src/main.ts';
import { configOf, type TenantFile } from './config.ts';
import { splitCost } from './split-cost.ts';

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

export interface Who {
  readonly tenant?: string;
  readonly role?: Role;
  /** In place of a key; null: none. */
  readonly credential?: string | null;
  readonly headers?: Record<string, string>;
  readonly signal?: AbortSignal;
}

export interface GatewayOptions {
  readonly clock: Clock;
  /** Whatever else is in the configuration file. */
  readonly file?: object;
  readonly log?: Logger;
  /** @default the one of src/main.ts */
  readonly start?: Start;
}

export type Start = typeof startGateway;

/** The whole gateway on these tenants, over HTTP. The caller closes it. */
export async function openGateway(tenants: readonly TenantFile[], options: GatewayOptions) {
  const { clock, file, log, start = startGateway } = options;
  const { config, apiKey, apiKeys } = configOf(tenants, file);
  const gateway = await start({ config, clock, ...(log ? { log } : {}) });
  // Patient, and with no more connections than a busy machine opens in time.
  const dispatcher = new Agent({ connections: 256, connect: { timeout: 0 }, headersTimeout: 0, bodyTimeout: 0 });
  return {
    ...gateway,
    apiKey,
    /** The entries of the configuration's `apiKeys`. */
    apiKeys,
    /** Another configuration: the first one with these parts in place of its own. */
    reload: (changes: object) => gateway.reload(configOf(tenants, { apiKeys, ...file, ...changes }).config),
    async ask(query: string, variables: object = {}, who: Who = {}): Promise<HttpAnswer> {
      const { credential = apiKey(who.tenant, who.role) } = who;
      const answer = await fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          ...(credential === null ? {} : { Authorization: `Bearer ${credential}` }),
          ...who.headers,
        },
        body: JSON.stringify({ query, variables }),
        dispatcher,
        ...(who.signal ? { signal: who.signal } : {}),
      });
      const text = await answer.text();
      const whole: HttpAnswer['body'] = JSON.parse(text);
      return { status: answer.status, headers: answer.headers, text, ...splitCost(whole) };
    },
    async close() {
      await dispatcher.close();
      await gateway.close();
    },
  };
}
