/** The closed list of what a credential may be allowed. Declared on fields, never checked in a resolver. */
export const SCOPES = [
  'guest:read',
  'guest:list',
  'guest:write',
  'card:read',
  'card:write',
  'operation:read',
  'operation:write',
  'operation:bulk',
  'dictionary:read',
  'dictionary:write',
  'report:read',
  'user:read',
  'guest-token:issue',
  'debug',
] as const;

export type Scope = (typeof SCOPES)[number];

const BOOKING = ['guest:read', 'guest:write', 'card:read', 'dictionary:read'] as const satisfies readonly Scope[];

/** Roles are named sets of scopes and nothing else. */
export const ROLES = {
  'guest-app': ['guest:read', 'guest:write', 'card:read', 'operation:read', 'dictionary:read', 'guest-token:issue'],
  booking: BOOKING,
  delivery: [...BOOKING, 'operation:read', 'operation:write'],
  crm: SCOPES.filter((scope) => /^(guest|card|operation|dictionary):/.test(scope)),
  analytics: ['guest:read', 'guest:list', 'card:read', 'operation:read', 'dictionary:read', 'report:read', 'user:read'],
  admin: SCOPES,
} as const satisfies Readonly<Record<string, readonly Scope[]>>;

export type Role = keyof typeof ROLES;

export const ROLE_NAMES = Object.keys(ROLES) as Role[];

/**
 * What the fields open to guest tokens need. It opens none by itself: a field is closed to guests unless it is declared
 * `guest: true`, and then it shows the guest's own data alone.
 */
export const GUEST_SCOPES: ReadonlySet<Scope> = new Set<Scope>([
  'guest:read',
  'guest:write',
  'card:read',
  'operation:read',
  'dictionary:read',
]);

/** Everything these roles and single scopes allow together. */
export function scopesOf(roles: readonly Role[], scopes: readonly Scope[] = []): ReadonlySet<Scope> {
  return new Set([...roles.flatMap((role): readonly Scope[] => ROLES[role]), ...scopes]);
}

/** The roles that include all of these scopes. */
export function rolesWith(scopes: readonly Scope[]): Role[] {
  return ROLE_NAMES.filter((role) => scopes.every((scope) => (ROLES[role] as readonly Scope[]).includes(scope)));
}

/** What no session of staff is allowed, whatever its roles. */
export const STAFF_EXCLUDED: ReadonlySet<Scope> = new Set<Scope>(['guest-token:issue', 'debug']);
