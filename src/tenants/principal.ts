import type { Scope } from '../config/scopes.ts';

export type PrincipalKind = 'API_KEY' | 'GUEST' | 'STAFF';

/** Who asks. The tenant comes from the verified credential alone. */
export interface Principal {
  readonly kind: PrincipalKind;
  /** Together with the tenant it names the principal: the id of an API key, which a rotation keeps. */
  readonly id: string;
  /** Slug of the only tenant this principal can see. */
  readonly tenant: string;
  /** For people. */
  readonly name: string;
  readonly scopes: ReadonlySet<Scope>;
  /** Upstream id of the one guest a GUEST may see. */
  readonly guestId?: number;
}
