import { ROLES, type Role, type Scope } from '../config/scopes.ts';

export { ROLE_NAMES, ROLES, type Role, SCOPES, type Scope } from '../config/scopes.ts';

/** Everything these roles and single scopes allow together. */
export function scopesOf(roles: readonly Role[], scopes: readonly Scope[] = []): ReadonlySet<Scope> {
  return new Set([...roles.flatMap((role): readonly Scope[] => ROLES[role]), ...scopes]);
}
