import type { Scope } from '../config/scopes.ts';

export type PrincipalKind = 'API_KEY' | 'GUEST' | 'STAFF';

/** The verified sender of a request. Its tenant comes from the credential alone. */
export interface Principal {
  readonly kind: PrincipalKind;
  /** Unique within the tenant: the id of an API key, which a rotation keeps. */
  readonly id: string;
  /** Slug of the only tenant this principal can see. */
  readonly tenant: string;
  /** Display name. */
  readonly name: string;
  readonly scopes: ReadonlySet<Scope>;
  /** Upstream id of the one guest a GUEST may see. */
  readonly guestId?: number;
}
