import type { Logger } from '../services.ts';
import type { IntentStore } from './store.ts';
import { IntentStoreError, type IntentStoreFault } from './store-error.ts';

export interface HealthyStore extends IntentStore {
  /** Why nothing can be written now; null while the store works. */
  fault(): IntentStoreFault | null;
}

/** The same store, which remembers the fault of its last use and logs each change of it. */
export function withHealth(store: IntentStore, logger: Logger): HealthyStore {
  let fault: IntentStoreFault | null = null;

  const failed = (error: unknown): void => {
    if (!(error instanceof IntentStoreError) || error.fault === 'CLOSED') return;
    if (fault === null)
      logger.error({ err: error, fault: error.fault }, 'the intent log fails: no value moves until it works again');
    fault = error.fault;
  };
  const worked = (): void => {
    if (fault !== null) logger.info({}, 'the intent log works again');
    fault = null;
  };
  const tracked =
    <A extends unknown[], R>(run: (...args: A) => Promise<R>, hasWritten: (result: R) => boolean = () => false) =>
    async (...args: A): Promise<R> => {
      try {
        const result = await run(...args);
        if (hasWritten(result)) worked();
        return result;
      } catch (error) {
        failed(error);
        throw error;
      }
    };

  return {
    ...store,
    fault: () => fault,
    // Only a write proves that the store works: on a full disk reads go on.
    begin: tracked(store.begin, ({ type }) => type === 'begun'),
    change: tracked(store.change, (row) => row !== null),
    probe: tracked(store.probe, () => true),
    get: tracked(store.get),
    expireSends: tracked(store.expireSends),
    takeDue: tracked(store.takeDue),
    nextDue: tracked(store.nextDue),
    ownMarkers: tracked(store.ownMarkers),
    list: tracked(store.list),
    counts: tracked(store.counts),
    add: tracked(store.add),
    renameServer: tracked(store.renameServer),
    readMeta: tracked(store.readMeta),
    writeMeta: tracked(store.writeMeta),
    addMeta: tracked(store.addMeta),
    sweep: tracked(store.sweep),
  };
}
