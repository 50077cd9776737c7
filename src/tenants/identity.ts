import { createHash } from 'node:crypto';
import type { TenantConfig } from '../config/gateway-config.ts';

/** Which server a tenant has, and what its amounts mean. Equal texts are the same; neither tells an address or a login. */
export interface TenantIdentity {
  readonly server: string;
  readonly meaning: string;
}

/** Passwords, tokens, paths and display names change nothing. */
export function identityOf({ baseUrl, credentials, dialect }: TenantConfig): TenantIdentity {
  const login = 'login' in credentials ? credentials.login : null;
  const { moneyUnit, names, values } = dialect;
  const isOfAmounts = ([name]: readonly [string, unknown]) => /\.(amount|total|kind)$/.test(name);
  const lines = (table: Readonly<Record<string, unknown>>) => Object.entries(table).filter(isOfAmounts).sort();
  return {
    server: digest([new URL(baseUrl).href.replace(/\/+$/, ''), login]),
    meaning: digest([moneyUnit, lines(names), lines(values)]),
  };
}

function digest(content: unknown): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 16);
}
