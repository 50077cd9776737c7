import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { ApiKeyConfig } from '../config/gateway-config.ts';
import { scopesOf } from '../config/scopes.ts';
import type { Principal } from './principal.ts';

const ID = /^[a-z0-9-]{1,32}$/;
/** `pbg_<id>_<secret>`: an id has no underscore, a secret may. Length and alphabet of the secret are free. */
const KEY = /^pbg_([a-z0-9-]{1,32})_(.+)$/s;
/** Hash compared for an unknown id, so that it takes as long as a wrong secret. */
const NOBODY = createHash('sha256').update('nobody').digest();

export interface ApiKeys {
  /** Principal of an Authorization header; null for one that is absent, malformed, unknown or wrong. */
  authenticate(header: string | null | undefined): Principal | null;
}

/** API keys of one configuration. Only their hashes are kept. */
export function createApiKeys(entries: readonly ApiKeyConfig[]): ApiKeys {
  const byId = new Map<string, { hash: Buffer; principal: Principal }[]>();
  for (const entry of entries) {
    const { id, tenant, roles, scopes } = entry;
    const principal: Principal = { kind: 'API_KEY', id, tenant, name: id, scopes: scopesOf(roles, scopes) };
    byId.set(id, [...(byId.get(id) ?? []), { hash: Buffer.from(entry.hash, 'hex'), principal }]);
  }

  return {
    authenticate(header) {
      const key = bearer(header);
      const id = key === null ? undefined : KEY.exec(key)?.[1];
      if (key === null || id === undefined) return null;
      const hash = sha256(wireBytes(key));
      let found: Principal | null = null;
      const rows = byId.get(id);
      if (!rows) timingSafeEqual(hash, NOBODY);
      // No early exit: the time must not reveal which entry matched.
      for (const row of rows ?? []) if (timingSafeEqual(hash, row.hash)) found = row.principal;
      return found;
    },
  };
}

/** The credential of `Bearer <credential>`, scheme in any case; null for anything else. */
export function bearer(header: string | null | undefined): string | null {
  const value = header?.trim() ?? '';
  if (!/^bearer[ \t]/i.test(value)) return null;
  return value.slice(7).trim() || null;
}

/** A new key for this id, and its hash for the configuration. The key is never stored. Throws a RangeError for an invalid id. */
export function newKey(id: string): { readonly key: string; readonly hash: string } {
  if (!ID.test(id)) throw new RangeError('a key id is 1 to 32 of a-z, 0-9 and -');
  const key = `pbg_${id}_${randomBytes(32).toString('base64url')}`;
  return { key, hash: hashKey(key) };
}

/** SHA-256 of the whole key in lower-case hex. */
export function hashKey(key: string): string {
  return sha256(Buffer.from(key)).toString('hex');
}

/** The bytes that were sent: node:http reads header bytes as latin1. */
function wireBytes(value: string): Buffer {
  const bytes = Buffer.from(value, 'latin1');
  return bytes.toString('latin1') === value ? bytes : Buffer.from(value);
}

function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}
