import type { IntentsLog } from '../logger.ts';
import type { IntentStore } from './store.ts';
import { IntentLogError, type IntentLogFault } from './store-error.ts';

export interface WatchedStore extends IntentStore {
  /** Why nothing can be written just now; null while the log works. */
  fault(): IntentLogFault | null;
}

/** The same log, which knows how its last use went and tells when that changes. */
export function watched(store: IntentStore, log: IntentsLog): WatchedStore {
  let fault: IntentLogFault | null = null;

  const failed = (error: unknown): void => {
    if (!(error instanceof IntentLogError) || error.fault === 'CLOSED') return;
    if (fault === null)
      log.error({ err: error, fault: error.fault }, 'the intent log fails: no value moves until it works again');
    fault = error.fault;
  };
  const worked = (): void => {
    if (fault !== null) log.info({}, 'the intent log works again');
    fault = null;
  };
  /** Only what was written shows that the log works: a full disk still tells what it holds. */
  const noting =
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
    kind: store.kind,
    fault: () => fault,
    begin: noting(store.begin, ({ type }) => type === 'begun'),
    change: noting(store.change, (row) => row !== null),
    probe: noting(store.probe, () => true),
    get: noting(store.get),
    expireSends: noting(store.expireSends),
    takeDue: noting(store.takeDue),
    nextDue: noting(store.nextDue),
    knownMarkers: noting(store.knownMarkers),
    claimed: noting(store.claimed),
    lastMeasured: noting(store.lastMeasured),
    list: noting(store.list),
    counts: noting(store.counts),
    sweep: noting(store.sweep),
    close: store.close,
  };
}
