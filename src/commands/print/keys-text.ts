import type { ApiKeyConfig } from '../../config/gateway-config.ts';
import { addDays } from '../../lib/local-time.ts';
import { SHOWN_HASH } from '../../tenants/api-keys.ts';
import { textTable } from './text-table.ts';

/** A key as the running gateway shows it to operators. */
export interface KeyStatus {
  readonly tenant: string;
  readonly id: string;
  readonly hash: string;
  readonly lastUsedAt: string | null;
}

export type KeyView = ReturnType<typeof keyViews>[number];

/** Entries of the configuration. `statuses`: null where no gateway was reached, so that the last use is unknown. */
export function keyViews(keys: readonly ApiKeyConfig[], statuses: readonly KeyStatus[] | null, now: number) {
  return keys.map(({ tenant, id, hash, roles, scopes, expires, allowFrom }) => {
    const shown = hash.slice(0, SHOWN_HASH);
    const status = statuses?.find((one) => one.tenant === tenant && one.id === id && one.hash === shown);
    return {
      tenant,
      id,
      hash: shown,
      roles,
      scopes,
      expires,
      isExpired: expires !== null && now >= Date.parse(`${addDays(expires, 1)}T00:00:00Z`),
      allowFrom,
      /** Null: not since the gateway started. Undefined: unknown. */
      lastUsedAt: status?.lastUsedAt,
    };
  });
}

const HEAD = ['TENANT', 'ID', 'HASH', 'MAY', 'EXPIRES', 'LAST USE'];

export function keysText(views: readonly KeyView[]): string {
  if (views.length === 0) return 'The configuration has no keys.';
  const rows = views.map(({ tenant, id, hash, roles, scopes, expires, isExpired, lastUsedAt }) => [
    tenant,
    id,
    `${hash}…`,
    [...roles, ...scopes].join(' '),
    expires === null ? 'never' : `${expires}${isExpired ? ' (expired)' : ''}`,
    lastUsedAt === undefined ? 'unknown' : (lastUsedAt ?? 'not since start'),
  ]);
  return textTable([HEAD, ...rows]);
}
