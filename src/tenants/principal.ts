import type { Scope } from '../config/scopes.ts';
import type { StaffSession } from './staff/session.ts';

export type PrincipalKind = 'API_KEY' | 'GUEST' | 'STAFF';

/** The verified sender of a request. Its tenant comes from the credential alone. */
export interface Principal {
  readonly kind: PrincipalKind;
  /** Unique within the tenant: the id of an API key, which a rotation keeps, `guest:<account>` or `staff:<user>`. */
  readonly id: string;
  /** Slug of the only tenant this principal can see. */
  readonly tenant: string;
  /** Display name. */
  readonly name: string;
  readonly scopes: ReadonlySet<Scope>;
  /** Upstream id of the one account a GUEST may see. */
  readonly guestId?: number;
  /** Cost that this principal may spend in a minute, where it is not the common limit. */
  readonly costPerMinute?: number;
  /** Different guests and cards that this principal may ask for in an hour without `guest:list`. */
  readonly guestsPerHour?: number;
  /** The session of a STAFF, whose calls go out under the user's own token. */
  readonly session?: StaffSession;
}

/** Why a genuine credential is refused: it has expired, or must not be used from this address. */
export type Refusal = 'EXPIRED' | 'ADDRESS';

/** Nobody can say now what a credential proves: the store of sessions does not answer. */
export type Unproven = 'UNAVAILABLE';

/** What a credential proves. Null: it is absent, malformed, unknown or wrong. */
export type Identity = Principal | Refusal | Unproven | null;

/** Verifies the Authorization header of a request from an address. */
export type Authenticate = (authorization: string | null, address: string) => Identity | Promise<Identity>;

/** Names a principal among those of all tenants. */
export function principalKey({ tenant, kind, id }: Principal): string {
  return `${tenant} ${kind}:${id}`;
}
