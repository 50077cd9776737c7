import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { createSqlStore, SqlConflict } from './sql.ts';
import { SQLITE_NOW } from './sqlite/messages.ts';
import { openMemory } from './sqlite/open-file.ts';
import { failureOf, type Transact, transactor } from './sqlite/transact.ts';
import { errorOf } from './sqlite.ts';
import type { IntentStore } from './store.ts';
import { IntentStoreError } from './store-error.ts';

/** The store on SQLite in the memory of this thread, which ends with its process: for the demo and for tests. */
export function createMemoryStore(): IntentStore {
  let opened: DatabaseSyncInstance | null = null;
  let transact: Transact | null = null;
  let isClosed = false;
  return createSqlStore('memory', {
    now: SQLITE_NOW,
    async run(sql, values) {
      if (isClosed) throw new IntentStoreError('CLOSED', 'the intent log is closed');
      opened ??= open();
      transact ??= transactor(opened);
      const [answer] = transact([{ sql, values }]);
      if (answer && 'rows' in answer) return answer.rows;
      throw new SqlConflict(answer?.failure.message);
    },
    async close() {
      isClosed = true;
      opened?.close();
      opened = null;
    },
  });
}

function open(): DatabaseSyncInstance {
  try {
    return openMemory();
  } catch (error) {
    throw errorOf('in memory', failureOf(error).failure);
  }
}
