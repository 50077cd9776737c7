import { webcrypto } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import type { GuestTokensConfig } from '../config/gateway-config.ts';
import { GUEST_SCOPES } from '../config/scopes.ts';
import type { Clock } from '../lib/clock.ts';
import type { ApiKeys } from './api-keys.ts';
import type { Identity, Principal } from './principal.ts';

const ALGORITHM = 'HS256';
const ISSUER = 'probonus-gateway';
export const MAX_TTL_SECONDS = 3600;
const CLOCK_TOLERANCE_SECONDS = 30;
/** An account number as ids hold it. */
const ACCOUNT = /^[1-9]\d{0,9}$/;

export interface GuestTokenGrant {
  readonly tenant: string;
  readonly accountId: number;
  /** The API key that issues the token; the token dies with it. */
  readonly keyId: string;
  /** @default `guestTokens.ttlSeconds` */
  readonly ttlSeconds?: number | undefined;
}

export interface IssuedGuestToken {
  readonly token: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** Tokens of one guest each, of one configuration. */
export interface GuestTokens {
  /** Null if the configuration has no keys for guest tokens. */
  readonly issue: ((grant: GuestTokenGrant) => Promise<IssuedGuestToken>) | null;
  /** The guest of a token; EXPIRED for a genuine one that has ended, or whose key may no longer issue tokens. */
  authenticate(token: string): Promise<Identity>;
}

/** The first key signs, all verify. A token holds the account number and nothing else about a person. */
export function createGuestTokens(
  config: GuestTokensConfig | null,
  { keys: apiKeys, clock }: { keys: Pick<ApiKeys, 'allows'>; clock: Clock },
): GuestTokens {
  if (config === null) return { issue: null, authenticate: async () => null };
  const keys = new Map(config.keys.map(({ kid, secret }) => [kid, importKey(secret.reveal())]));
  // The configuration has at least one.
  const [[kid, signingKey]] = [...keys] as [[string, Promise<Key>]];
  const seconds = () => Math.floor(clock.now() / 1000);

  return {
    async issue({ tenant, accountId, keyId, ttlSeconds = config.ttlSeconds }) {
      const issuedAt = seconds();
      const expiresAt = issuedAt + Math.min(ttlSeconds, MAX_TTL_SECONDS);
      const token = await new SignJWT({ azp: keyId })
        .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT', kid })
        .setIssuer(ISSUER)
        .setAudience(tenant)
        .setSubject(String(accountId))
        .setIssuedAt(issuedAt)
        .setExpirationTime(expiresAt)
        .sign(await signingKey);
      return { token, expiresAt: expiresAt * 1000 };
    },
    async authenticate(token) {
      try {
        const { payload } = await jwtVerify(token, ({ kid }) => keyOf(keys, kid), {
          algorithms: [ALGORITHM],
          issuer: ISSUER,
          requiredClaims: ['exp'],
          clockTolerance: CLOCK_TOLERANCE_SECONDS,
          currentDate: new Date(clock.now()),
        });
        const { aud: tenant, sub, azp, exp = 0, iat = Number.POSITIVE_INFINITY } = payload;
        if (exp > Math.min(iat, seconds() + CLOCK_TOLERANCE_SECONDS) + MAX_TTL_SECONDS) return null;
        if (typeof tenant !== 'string' || typeof azp !== 'string') return null;
        if (typeof sub !== 'string' || !ACCOUNT.test(sub)) return null;
        if (!apiKeys.allows({ tenant, id: azp, scope: 'guest-token:issue' })) return 'EXPIRED';
        return guestPrincipal(tenant, Number(sub), config.costPerMinute);
      } catch (error) {
        if (error instanceof errors.JWTExpired) return 'EXPIRED';
        if (error instanceof errors.JOSEError) return null;
        throw error;
      }
    },
  };
}

function guestPrincipal(tenant: string, guestId: number, costPerMinute: number): Principal {
  // No API key has a colon in its id, so that nothing kept by principal is shared with one.
  const id = `guest:${guestId}`;
  return { kind: 'GUEST', id, tenant, name: id, scopes: GUEST_SCOPES, guestId, costPerMinute };
}

type Key = Awaited<ReturnType<typeof importKey>>;

function importKey(secret: string) {
  return webcrypto.subtle.importKey('raw', Buffer.from(secret), { name: 'HMAC', hash: 'SHA-256' }, false, [
    'sign',
    'verify',
  ]);
}

function keyOf(keys: ReadonlyMap<string, Promise<Key>>, kid: string | undefined): Promise<Key> {
  const key = kid === undefined ? undefined : keys.get(kid);
  if (!key) throw new errors.JWKSNoMatchingKey();
  return key;
}
