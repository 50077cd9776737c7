import { accessSync, constants } from 'node:fs';
import type { IntentsConfig } from '../../config/gateway-config.ts';
import { type Clock, systemClock } from '../../lib/clock.ts';
import { createMemoryStore } from './memory.ts';
import { createPostgresStore } from './postgres.ts';
import { createSqliteStore } from './sqlite.ts';
import type { IntentStore } from './store.ts';
import { IntentLogError, type IntentLogFault } from './store-error.ts';

export interface OpenOptions {
  /** For looking at it beside a gateway that runs. @default false */
  readonly readOnly?: boolean;
  /** For PostgreSQL. @default the system's */
  readonly clock?: Clock;
  /** For SQLite: how long to wait for the gateway before this one. @default 5000 */
  readonly ownerWaitMs?: number;
}

/** With these there is nothing to wait for. */
const FATAL: ReadonlySet<IntentLogFault> = new Set(['DAMAGED', 'FOREIGN', 'IN_USE']);

/**
 * The log that the configuration names, opened and looked over. Rejects with IntentLogError for a damaged or foreign file or
 * database, a file that another gateway owns, and, where it is to be looked at only, for one that is not there. A disk that is
 * full or read-only, or a database that does not answer, is no reason not to start: value moves are refused until the log works.
 */
export async function openIntentStore(config: IntentsConfig, options: OpenOptions = {}): Promise<IntentStore> {
  const { readOnly = false } = options;
  const store = createStore(config, options);
  try {
    if (readOnly) await store.nextDue();
    else await store.probe();
  } catch (error) {
    const isFatal = !(error instanceof IntentLogError) || FATAL.has(error.fault);
    if (!isFatal && !readOnly) return store;
    await store.close();
    // Without a writer beside it, SQLite makes two small files even to read.
    if (readOnly && error instanceof IntentLogError && error.fault === 'READ_ONLY')
      throw new IntentLogError('READ_ONLY', `${error.message}. Look as the user that the gateway runs as`);
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

function expectReadable(path: string): void {
  try {
    accessSync(path, constants.R_OK);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    const isMissing = code === 'ENOENT' || code === 'ENOTDIR';
    throw new IntentLogError(
      'IO',
      isMissing
        ? `there is no intent log at ${path}: nothing was moved yet`
        : `the intent log ${path} cannot be read (${code}). Look as the user that the gateway runs as`,
    );
  }
}
