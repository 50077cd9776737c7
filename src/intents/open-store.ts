import type { IntentsConfig } from '../config/gateway-config.ts';
import { IntentLogError } from './log-error.ts';
import { createMemoryStore } from './memory-store.ts';
import { createSqliteStore } from './sqlite-store.ts';
import type { IntentStore } from './store.ts';

/** The store that the configuration names, opened. Rejects with IntentLogError for a file or database that cannot be used. */
export async function openIntentStore(config: IntentsConfig): Promise<IntentStore> {
  switch (config.store) {
    case 'memory':
      return createMemoryStore();
    case 'sqlite':
      return createSqliteStore({ path: config.path });
    case 'postgres':
      throw new IntentLogError('UNREACHABLE', 'intents.store: postgres is not built yet; use sqlite');
  }
}
