import type { IntentsLog } from './intents-log.ts';
import { IntentLogError, type IntentLogFault } from './log-error.ts';
import type { IntentStore } from './store.ts';

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
  /** Only a write shows that the log works. */
  const noting =
    <A extends unknown[], R>(run: (...args: A) => Promise<R>, isWrite: boolean) =>
    async (...args: A): Promise<R> => {
      try {
        const result = await run(...args);
        if (isWrite) worked();
        return result;
      } catch (error) {
        failed(error);
        throw error;
      }
    };

  return {
    kind: store.kind,
    fault: () => fault,
    begin: noting(store.begin, true),
    change: noting(store.change, true),
    probe: noting(store.probe, true),
    get: noting(store.get, false),
    expireSends: noting(store.expireSends, false),
    takeDue: noting(store.takeDue, false),
    nextDue: noting(store.nextDue, false),
    knownMarkers: noting(store.knownMarkers, false),
    claimed: noting(store.claimed, false),
    lastMeasured: noting(store.lastMeasured, false),
    list: noting(store.list, false),
    counts: noting(store.counts, false),
    sweep: noting(store.sweep, false),
    close: store.close,
  };
}
