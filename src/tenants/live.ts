import type { GatewayConfig } from '../config/gateway-config.ts';
import type { Clock } from '../lib/clock.ts';
import { type ApiKeys, createApiKeys } from './api-keys.ts';
import { createTenants, type Tenants } from './registry.ts';

/** What of a configuration can be swapped while requests run. */
export type LiveConfig = Pick<GatewayConfig, 'tenants' | 'apiKeys'>;

/** The tenants and keys in force. They change as one, so that a key never meets the tenants of another configuration for long. */
export interface Live extends ApiKeys {
  readonly tenants: Tenants;
  /** New requests see the new configuration at once; what runs ends on the old one, which is closed afterwards. */
  reload(config: LiveConfig): void;
}

export function createLive(config: LiveConfig, { clock }: { clock: Clock }): Live {
  const make = ({ tenants, apiKeys }: LiveConfig) => ({
    tenants: createTenants({ tenants }, { clock }),
    keys: createApiKeys(apiKeys),
    /** No request of its tenants lives longer. */
    graceMs: Math.max(
      ...tenants.map(({ upstream, valueMoves }) => Math.max(upstream.deadlineMs, valueMoves.groupTimeoutMs)),
    ),
  });
  let current = make(config);
  const retired = new Set<Tenants>();

  return {
    authenticate: (header) => current.keys.authenticate(header),
    tenants: {
      get: (slug) => current.tenants.get(slug),
      get all() {
        return current.tenants.all;
      },
      async close() {
        await Promise.all([current.tenants, ...retired].map((tenants) => tenants.close()));
      },
    },
    reload(next) {
      const { tenants, graceMs } = current;
      current = make(next);
      retired.add(tenants);
      clock.after(graceMs, () => {
        retired.delete(tenants);
        void tenants.close();
      });
    },
  };
}
