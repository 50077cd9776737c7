import type { GatewayConfig, TenantConfig } from '../../config/gateway-config.ts';
import type { Clock } from '../../lib/clock.ts';
import { createKeyring, currentKeyring } from '../../lib/keyring.ts';
import type { Secret } from '../../lib/secret.ts';
import type { SharedLogin } from '../../upstream/auth/shared-login.ts';
import { identityOf } from '../identity.ts';
import type { SessionStore } from '../staff/session-store.ts';
import type { Troubles } from '../trouble/troubles.ts';
import { createDrops, type DropHandlers } from './drops.ts';
import { createSharedDatabase } from './postgres-pool.ts';
import { createPostgresSessions } from './postgres-sessions.ts';
import { createSharedLogin } from './shared-logins.ts';

/** What the gateways on one PostgreSQL have in common. */
export interface Replicas {
  /** Undefined for the token of an API user, which is never renewed, and without a key to seal what is shared. */
  loginOf(tenant: TenantConfig, troubles: Troubles): SharedLogin | undefined;
  /** Sessions of staff that all of them know. */
  readonly sessions: SessionStore;
  /** Tells the others that a dictionary of this tenant has changed. */
  dropped(slug: string, dictionary: string): void;
  /** Hears it of the others, until it is closed. */
  listen(handlers: DropHandlers): void;
  /** Applies the keys of another configuration. */
  configure(config: Pick<GatewayConfig, 'secrets'>): void;
  close(): Promise<void>;
}

export interface ReplicasOptions {
  readonly url: Secret;
  readonly secrets: GatewayConfig['secrets'];
  readonly clock: Clock;
  /** Whether a value move of this tenant is being sent, by whichever replica. */
  readonly isMoving: (slug: string) => Promise<boolean>;
}

export function createReplicas({ url, secrets, clock, isMoving }: ReplicasOptions): Replicas {
  const database = createSharedDatabase(url);
  const drops = createDrops({ database, url, clock });
  let hasKey = secrets.keys.length > 0;
  let inForce = createKeyring(secrets.keys);
  const keyring = currentKeyring(() => inForce);
  const sharedLogin = (slug: string, server: string, onUse: SharedLogin['onUse']) =>
    createSharedLogin({ database, keyring, slug, server, isMoving: () => isMoving(slug), onUse });
  return {
    loginOf(tenant, troubles) {
      const { slug, credentials } = tenant;
      const onUse = (answers: boolean) => troubles.of(slug).set('LOGIN_NOT_SHARED', !answers);
      if (!('login' in credentials) || !hasKey) {
        // A reload may have ended the login whose trouble it was.
        onUse(true);
        return undefined;
      }
      return sharedLogin(slug, identityOf(tenant).server, onUse);
    },
    sessions: createPostgresSessions({
      database,
      keyring,
      clock,
      sharedLogin: (slug, name) => sharedLogin(slug, name, () => {}),
    }),
    configure({ secrets: next }) {
      hasKey = next.keys.length > 0;
      inForce = createKeyring(next.keys);
    },
    dropped: drops.dropped,
    listen: drops.listen,
    async close() {
      drops.close();
      await database.close();
    },
  };
}
