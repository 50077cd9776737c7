import type { AdapterFile } from './checks/adapter-file.ts';
import type { Parsed } from './section.ts';
import type { configShape } from './shape.ts';

type ParsedFile = Parsed<ReturnType<typeof configShape>>;

/** The configuration in force, checked, with every default filled in. Never changes: a reload makes a new one. */
export interface GatewayConfig extends Omit<ParsedFile, 'tenants'> {
  readonly tenants: readonly TenantConfig[];
  /** Where it was read from; for messages. */
  readonly path: string;
  readonly production: boolean;
}

export type TenantConfig = ParsedFile['tenants'][number] & {
  /** The module that `dialect.adapter` names. */
  readonly adapterFile?: AdapterFile;
};
export type ValueMovesConfig = TenantConfig['valueMoves'];
export type ApiKeyConfig = GatewayConfig['apiKeys'][number];
export type GuestTokensConfig = NonNullable<GatewayConfig['guestTokens']>;
export type StaffSessionsConfig = NonNullable<GatewayConfig['staffSessions']>;
export type IntentsConfig = GatewayConfig['intents'];
export type PersistedOperationsConfig = GatewayConfig['persistedOperations'];
export type LimitsConfig = GatewayConfig['limits'];
