import { createHash } from 'node:crypto';
import type { TenantConfig } from '../config/gateway-config.ts';
import { endpoints } from '../contract/endpoints.ts';
import { OPERATIONS } from '../contract/names.ts';
import { unitsOf } from '../upstream/codec/amounts/units.ts';
import { resolveDialect } from '../upstream/codec/dialect.ts';

/** Which server a tenant has, and what its amounts mean. Equal texts are the same; none tells an address or a login. */
export interface TenantIdentity {
  readonly server: string;
  /** Of the amounts of value moves: unit, names and kinds. */
  readonly meaning: string;
  /** Of these amounts and of balances, which must have one unit of truth. */
  readonly units: string;
}

/** Passwords, tokens, paths and display names change nothing. */
export function identityOf({ baseUrl, credentials, dialect: config, adapterFile }: TenantConfig): TenantIdentity {
  const login = 'login' in credentials ? credentials.login : null;
  const { names, values } = config;
  const dialect = resolveDialect(config);
  const moves = OPERATIONS.filter((operation) => endpoints[operation].isValueMove);
  const all = moves.flatMap((operation) => unitsOf(dialect, operation));
  const [unit, other] = new Set(all);
  const isOfAmounts = ([name]: readonly [string, unknown]) => /\.(amount|total|kind)$/.test(name);
  const entries = (table: Readonly<Record<string, unknown>>) => Object.entries(table).filter(isOfAmounts).sort();
  // The text of one unit for all is that of earlier versions: rows of the log bear it.
  // An adapter can turn a sign: what it shows proves nothing about what another one showed.
  const adapter = adapterFile ? [adapterFile.hash] : [];
  const meaning = digest([other === undefined ? unit : all, entries(names), entries(values), ...adapter]);
  const balances = [dialect.unitOf(['Account'], 'balance'), dialect.unitOf(['Operation'], 'balanceAfter')];
  return {
    server: digest([new URL(baseUrl).href.replace(/\/+$/, ''), login]),
    meaning,
    units: other === undefined && balances.every((one) => one === unit) ? meaning : digest([meaning, balances]),
  };
}

function digest(content: unknown): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 16);
}
