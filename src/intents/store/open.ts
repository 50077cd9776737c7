import { accessSync, constants } from 'node:fs';
import type { IntentsConfig } from '../../config/gateway-config.ts';
import { type Clock, systemClock } from '../../lib/clock.ts';
import { createMemoryStore } from './memory.ts';
import { createPostgresStore } from './postgres.ts';
import { createSqliteStore } from './sqlite.ts';
import type { IntentStore } from './store.ts';
import { IntentStoreError, type IntentStoreFault } from './store-error.ts';

export interface OpenOptions {
  /** For reading beside a running gateway. @default false */
  readonly readOnly?: boolean;
  /** For PostgreSQL. @default systemClock */
  readonly clock?: Clock;
  /** For SQLite: longest wait for a former owner of the file. @default 5000 */
  readonly ownerWaitMs?: number;
}

/** Faults that waiting cannot end. */
const FATAL: ReadonlySet<IntentStoreFault> = new Set(['DAMAGED', 'FOREIGN', 'IN_USE', 'NOT_INSTALLED']);

/**
 * Opens and checks the store that the configuration names. Rejects with IntentStoreError where it is damaged, foreign, owned by
 * another gateway, or needs a package that is not installed; read only, also where it does not exist. A full or read-only disk and
 * an unreachable database do not prevent the start: value moves are refused until the store works.
 */
export async function openIntentStore(config: IntentsConfig, options: OpenOptions = {}): Promise<IntentStore> {
  const { readOnly = false } = options;
  const store = createStore(config, options);
  try {
    if (readOnly) await store.nextDue();
    else await store.probe();
  } catch (error) {
    const isFatal = !(error instanceof IntentStoreError) || FATAL.has(error.fault);
    if (!isFatal && !readOnly) return store;
    await store.close();
    // Without a concurrent writer SQLite creates two small files even to read.
    if (readOnly && error instanceof IntentStoreError && error.fault === 'READ_ONLY')
      throw new IntentStoreError('READ_ONLY', `${error.message}. Look as the user that the gateway runs as`);
    throw error;
  }
  return store;
}

function createStore(config: IntentsConfig, options: OpenOptions): IntentStore {
  const { readOnly = false, clock = systemClock } = options;
  if (config.store === 'memory') return createMemoryStore();
  if (config.store === 'postgres') return createPostgresStore({ url: config.url, clock, readOnly });
  if (readOnly) expectReadable(config.path);
  return createSqliteStore({ ...options, path: config.path });
}

/** Throws where there is no file, or where this user may not read it. */
export function expectReadable(path: string): void {
  try {
    accessSync(path, constants.R_OK);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    const isMissing = code === 'ENOENT' || code === 'ENOTDIR';
    throw new IntentStoreError(
      'IO',
      isMissing
        ? `there is no intent log at ${path}: nothing was moved yet`
        : `the intent log ${path} cannot be read (${code}). Look as the user that the gateway runs as`,
    );
  }
}
