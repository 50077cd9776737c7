import { hash as digest, randomBytes, timingSafeEqual } from 'node:crypto';
import type { ApiKeyConfig } from '../config/gateway-config.ts';
import { type Scope, scopesOf } from '../config/scopes.ts';
import { type AddressRange, isInRanges, readPlainAddress, readRanges } from '../lib/address-ranges.ts';
import { type Clock, systemClock } from '../lib/clock.ts';
import { addDays } from '../lib/local-time.ts';
import type { Identity, Principal } from './principal.ts';

const ID = /^[a-z0-9-]{1,32}$/;
/** `pbg_<id>_<secret>`: an id has no underscore, a secret may. Length and alphabet of the secret are free. */
const KEY = /^pbg_([a-z0-9-]{1,32})_(.+)$/s;
/** Hash compared for an unknown id, so that it takes as long as a wrong secret. */
const NOBODY = sha256(Buffer.from('nobody'));
/** Digits of a hash that tell entries of one id apart. */
export const SHOWN_HASH = 12;

/** When each key was last accepted, by its hash. Outlives a reload, and ends with the process. */
export type KeyUsage = Map<string, number>;

export interface ApiKeys {
  /** Identity of an Authorization header that comes from this address. */
  authenticate(header: string | null | undefined, address?: string): Identity;
  /** Whether a tenant has a valid key of this id with the scope. */
  allows(key: { readonly tenant: string; readonly id: string; readonly scope: Scope }): boolean;
  /** Every entry of the configuration with its last use, for operators. */
  status(): { tenant: string; id: string; hash: string; lastUsedAt: string | null }[];
}

interface Entry {
  readonly hash: Buffer;
  readonly name: string;
  readonly principal: Principal;
  readonly allowFrom: readonly AddressRange[] | null;
  readonly expiresAt: number;
}

/** API keys of one configuration. Only their hashes are kept. */
export function createApiKeys(
  keys: readonly ApiKeyConfig[],
  { clock = systemClock, usage = new Map() }: { clock?: Clock; usage?: KeyUsage } = {},
): ApiKeys {
  const entries = keys.map(toEntry);
  const byId = new Map<string, Entry[]>();
  for (const entry of entries) byId.set(entry.principal.id, [...(byId.get(entry.principal.id) ?? []), entry]);

  return {
    authenticate(header, address = '') {
      const key = bearer(header);
      const id = key === null ? undefined : KEY.exec(key)?.[1];
      if (key === null || id === undefined) return null;
      const hash = sha256(wireBytes(key));
      let found: Entry | null = null;
      const rows = byId.get(id);
      if (!rows) timingSafeEqual(hash, NOBODY);
      // No early exit: the time must not reveal which entry matched.
      for (const row of rows ?? []) if (timingSafeEqual(hash, row.hash)) found = row;
      if (found === null) return null;
      const now = clock.now();
      if (now >= found.expiresAt) return 'EXPIRED';
      if (found.allowFrom !== null && !isFrom(address, found.allowFrom)) return 'ADDRESS';
      usage.set(found.name, now);
      return found.principal;
    },
    allows({ tenant, id, scope }) {
      const isMeant = ({ principal, expiresAt }: Entry) =>
        principal.tenant === tenant && principal.scopes.has(scope) && clock.now() < expiresAt;
      return byId.get(id)?.some(isMeant) ?? false;
    },
    status: () =>
      entries.map(({ name, principal: { tenant, id } }) => {
        const lastUsed = usage.get(name);
        const lastUsedAt = lastUsed === undefined ? null : new Date(lastUsed).toISOString();
        return { tenant, id, hash: name.slice(0, SHOWN_HASH), lastUsedAt };
      }),
  };
}

function toEntry({
  id,
  tenant,
  hash,
  roles,
  scopes,
  rateLimit,
  guestsPerHour,
  allowFrom,
  expires,
}: ApiKeyConfig): Entry {
  return {
    hash: Buffer.from(hash, 'hex'),
    name: hash,
    principal: {
      kind: 'API_KEY',
      id,
      tenant,
      name: id,
      scopes: scopesOf(roles, scopes),
      ...(rateLimit && { costPerMinute: rateLimit.costPerMinute }),
      guestsPerHour,
    },
    allowFrom: allowFrom && readRanges(allowFrom),
    expiresAt: expires === null ? Number.POSITIVE_INFINITY : Date.parse(`${addDays(expires, 1)}T00:00:00Z`),
  };
}

function isFrom(address: string, ranges: readonly AddressRange[]): boolean {
  const read = readPlainAddress(address);
  return read !== null && isInRanges(read, ranges);
}

/** The credential of `Bearer <credential>`, scheme in any case; null for anything else. */
export function bearer(header: string | null | undefined): string | null {
  const value = header?.trim() ?? '';
  if (!/^bearer[ \t]/i.test(value)) return null;
  return value.slice(7).trim() || null;
}

/** A new key for this id, and its hash for the configuration. The key is never stored. Throws a RangeError for an invalid id. */
export function newKey(id: string, secret: Buffer = randomBytes(32)): { readonly key: string; readonly hash: string } {
  if (!ID.test(id)) throw new RangeError('a key id is 1 to 32 of a-z, 0-9 and -');
  const key = `pbg_${id}_${secret.toString('base64url')}`;
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
  return digest('sha256', bytes, 'buffer');
}
