import type { Clock } from '../lib/clock.ts';
import type { Tenant } from '../tenants/registry.ts';
import type { RandomBytes } from './marker.ts';
import type { IntentStore } from './store/store.ts';

/** What the parts of this floor share. */
export interface Services {
  readonly store: IntentStore;
  readonly tenants: TenantDirectory;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly logger: Logger;
  readonly failpoint: AtFailpoint;
}

/** The tenants in force, read at each use, so that a reload takes effect. */
export interface TenantDirectory {
  get(slug: string): Tenant | undefined;
  readonly all: readonly Tenant[];
}

/** The part of a logger that this floor uses; pino's fits. */
export interface Logger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export const silentLogger: Logger = { info: () => {}, warn: () => {}, error: () => {} };

/** Steps at which a process may die. Only test harnesses name one: they wait there, or kill the process. */
export type Failpoint =
  | 'before-begin'
  | 'after-begin'
  | 'after-send'
  | 'before-settle'
  | 'after-settle'
  | 'after-restore'
  | 'after-unknown'
  | 'before-lookup'
  | 'after-lookup'
  | 'after-decision';

export type AtFailpoint = (point: Failpoint) => void | Promise<void>;
