import type { GatewayConfig } from '../config/gateway-config.ts';
import type { Clock } from '../lib/clock.ts';
import { type ApiKeys, bearer, createApiKeys, type KeyUsage } from './api-keys.ts';
import { createGuestTokens, type GuestTokens } from './guest-tokens.ts';
import type { Authenticate } from './principal.ts';
import type { StaffSessions } from './staff/sessions.ts';

/** Every sort of credential that a configuration accepts. */
export interface Credentials {
  readonly authenticate: Authenticate;
  /** Null if the configuration has no guest tokens. */
  readonly issueGuestToken: GuestTokens['issue'];
}

const JWT = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** The form of a credential tells its sort; an API key has a prefix, whatever its secret is. */
export function createCredentials(
  { apiKeys, guestTokens: settings }: Pick<GatewayConfig, 'apiKeys' | 'guestTokens'>,
  { sessions, ...options }: { clock: Clock; sessions: Pick<StaffSessions, 'authenticate'>; usage?: KeyUsage },
): Credentials & { readonly keys: ApiKeys } {
  const keys = createApiKeys(apiKeys, options);
  const guestTokens = createGuestTokens(settings, { keys, clock: options.clock });
  return {
    keys,
    issueGuestToken: guestTokens.issue,
    authenticate(header, address) {
      const credential = bearer(header);
      if (credential?.startsWith('pbs_')) return sessions.authenticate(credential);
      const isToken = credential !== null && !credential.startsWith('pbg_') && JWT.test(credential);
      return isToken ? guestTokens.authenticate(credential) : keys.authenticate(header, address);
    },
  };
}
