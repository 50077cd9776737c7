import { existsSync } from 'node:fs';
import type { IntentsConfig } from '../config/gateway-config.ts';
import { type Clock, systemClock } from '../lib/clock.ts';
import { IntentLogError } from './log-error.ts';
import { createMemoryStore } from './memory-store.ts';
import { createPostgresStore } from './postgres-store.ts';
import { createSqliteStore } from './sqlite-store.ts';
import type { IntentStore } from './store.ts';

export interface OpenOptions {
  /** For looking at it beside a gateway that runs. @default false */
  readonly readOnly?: boolean;
  readonly clock?: Clock;
}

/**
 * The log that the configuration names, opened and looked over. Rejects with IntentLogError for a damaged or foreign file or
 * database, and, where it is to be looked at only, for one that is not there. A disk that is full or read-only, or a database
 * that does not answer, is no reason not to start: value moves are refused until the log works.
 */
export async function openIntentStore(config: IntentsConfig, options: OpenOptions = {}): Promise<IntentStore> {
  const { readOnly = false } = options;
  const store = createStore(config, options);
  try {
    if (readOnly) await store.nextDue();
    else await store.probe();
  } catch (error) {
    const isFatal = !(error instanceof IntentLogError) || error.fault === 'DAMAGED' || error.fault === 'FOREIGN';
    if (!isFatal && !readOnly) return store;
    await store.close();
    throw error;
  }
  return store;
}

function createStore(config: IntentsConfig, { readOnly = false, clock = systemClock }: OpenOptions): IntentStore {
  if (config.store === 'memory') return createMemoryStore();
  if (config.store === 'postgres') return createPostgresStore({ url: config.url, clock, readOnly });
  if (readOnly && !existsSync(config.path))
    throw new IntentLogError('IO', `there is no intent log at ${config.path}: nothing was moved yet`);
  return createSqliteStore({ path: config.path, readOnly });
}
