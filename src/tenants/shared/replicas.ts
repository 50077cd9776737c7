import type { GatewayConfig, TenantConfig } from '../../config/gateway-config.ts';
import { createKeyring, type Keyring } from '../../lib/keyring.ts';
import type { Secret } from '../../lib/secret.ts';
import type { SharedLogin } from '../../upstream/auth/shared-login.ts';
import { identityOf } from '../identity.ts';
import type { Troubles } from '../trouble/troubles.ts';
import { createSharedDatabase } from './postgres-pool.ts';
import { createSharedLogin } from './shared-logins.ts';

/** What the gateways on one PostgreSQL have in common. */
export interface Replicas {
  /** Undefined for the token of an API user, which is never renewed. */
  loginOf(tenant: TenantConfig, troubles: Troubles): SharedLogin | undefined;
  /** Applies the keys of another configuration. */
  configure(config: Pick<GatewayConfig, 'secrets'>): void;
  close(): Promise<void>;
}

export interface ReplicasOptions {
  readonly url: Secret;
  readonly secrets: GatewayConfig['secrets'];
  /** Whether a value move of this tenant is being sent, by whichever replica. */
  readonly isMoving: (slug: string) => Promise<boolean>;
}

export function createReplicas({ url, secrets, isMoving }: ReplicasOptions): Replicas {
  const database = createSharedDatabase(url);
  let inForce = createKeyring(secrets.keys);
  const keyring: Keyring = {
    seal: (text, owner) => inForce.seal(text, owner),
    open: (sealed, owner) => inForce.open(sealed, owner),
    isOld: (kid) => inForce.isOld(kid),
  };
  return {
    loginOf(tenant, troubles) {
      const { slug, credentials } = tenant;
      if (!('login' in credentials)) return undefined;
      return createSharedLogin({
        database,
        keyring,
        slug,
        server: identityOf(tenant).server,
        isMoving: () => isMoving(slug),
        onUse: (answers) => troubles.of(slug).set('LOGIN_NOT_SHARED', !answers),
      });
    },
    configure({ secrets: next }) {
      inForce = createKeyring(next.keys);
    },
    close: database.close,
  };
}
