import { demoConfig, demoKeys } from './commands/run/demo-config.ts';
import type { LogLevel } from './config/environment.ts';
import { formatFaults } from './config/faults.ts';
import { loadConfig } from './config/load.ts';
import type { Role } from './config/scopes.ts';
import type { Clock } from './lib/clock.ts';
import { startGateway as start } from './main.ts';
import type { Sandbox } from './sandbox/sandbox.ts';

export type { FaultRule } from './sandbox/failures/faults.ts';
/** The amounts and phones that make a server fail, as in the demo: `createSandbox({ faults: rehearsals })`. */
export { REHEARSAL_RULES as rehearsals } from './sandbox/failures/rehearsals.ts';
export type { RecordedCall } from './sandbox/http/call-log.ts';
export { createSandbox, type Sandbox, type SandboxOptions } from './sandbox/sandbox.ts';
export type { Clock, Role };

export interface StartGatewayOptions {
  /** Emulated servers by the slug of their tenant, such as `{ saturn: await createSandbox() }`. */
  readonly tenants: Readonly<Record<string, Pick<Sandbox, 'url' | 'timeZone'>>>;
  /** The same keys at each start with the same text. @default new keys at each start */
  readonly keysFrom?: string | undefined;
  /** Other sections of the configuration file, such as `{ limits: { cost: 500 } }`. */
  readonly config?: Readonly<Record<string, unknown>> | undefined;
  /** Give the sandboxes the same one. @default the system's */
  readonly clock?: Clock | undefined;
  /** @default 'silent' */
  readonly logLevel?: LogLevel | undefined;
}

export interface TestGateway {
  /** Takes requests: `http://127.0.0.1:<port>/graphql`. */
  readonly url: string;
  readonly origin: string;
  /** The API key of a role. @default tenant the first one */
  key(role: Role, tenant?: string): string;
  close(): Promise<void>;
}

/**
 * Starts a gateway in this process, on a free port of loopback, for tests. Value moves are kept in memory, and one whose
 * outcome is unknown is settled after 5 s. Throws an Error with every fault of `config`. Close it before its sandboxes.
 */
export async function startGateway(options: StartGatewayOptions): Promise<TestGateway> {
  const { tenants, keysFrom = null, config = {}, clock, logLevel = 'silent' } = options;
  const restaurants = Object.entries(tenants).map(([slug, { url, timeZone }]) => ({ slug, name: slug, url, timeZone }));
  const keys = demoKeys(restaurants, keysFrom);
  const written = { ...demoConfig({ tenants: restaurants, keys, intentsFile: null }), ...config };
  const result = loadConfig({ path: 'config', text: JSON.stringify(written), env: { PORT: '0', LOG_LEVEL: logLevel } });
  if ('faults' in result) throw new Error(formatFaults('config', result.faults));
  const gateway = await start({ config: result.config, ...(clock && { clock }) });
  return {
    url: `${gateway.url}/graphql`,
    origin: gateway.url,
    key(role, tenant = restaurants[0]?.slug) {
      const found = keys.find((key) => key.role === role && key.tenant === tenant);
      if (!found) throw new Error(`no key of the role ${role} of the tenant ${tenant}`);
      return found.key;
    },
    close: gateway.close,
  };
}
