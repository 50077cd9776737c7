import type { Clock } from '../../lib/clock.ts';
import { within } from '../../lib/concurrency/wait-for.ts';
import type { Intent, IntentChange, IntentState } from '../intent.ts';
import type { NewIntent } from '../new-intent.ts';
import type { Logger } from '../services.ts';
import type { ChangeCondition, IntentStore } from '../store/store.ts';
import { IntentStoreError } from '../store/store-error.ts';
import { resting } from '../unsent.ts';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** Longer than a statement is under way: see the limits of the stores. */
const STATEMENT_ENDS_MS = 15_000;

/** Changes that must get into the store: what cannot be written now is kept in memory and written again until it is. */
export interface Recorder {
  /**
   * The row after the change; or as it is where another process, or the condition, prevented that. Null where the store does not take the change by the deadline: then
   * there is no outcome to be given.
   */
  record(
    intent: Intent,
    from: readonly IntentState[],
    change: IntentChange,
    deadline: number,
    condition?: ChangeCondition,
  ): Promise<Intent | null>;
  /** Writes again now what is kept. False where nothing is. */
  retryNow(): boolean;
  /** Takes back a right to send that nobody uses, though its statement may still be under way. True when that is certain. */
  giveBack(intent: NewIntent, deadline: number): Promise<boolean>;
}

export function createRecorder(options: { store: IntentStore; clock: Clock; logger: Logger }): Recorder {
  const { store, clock, logger } = options;
  /** Ends the pauses of what is kept. */
  const waiting = new Set<() => void>();

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const wake = () => {
        cancel();
        waiting.delete(wake);
        resolve();
      };
      const cancel = clock.after(ms, wake);
      waiting.add(wake);
    });

  /** Null where the store is closed: the next process finds the row as a send that ended with this one. */
  const untilWritten = async <T>(intent: NewIntent | Intent, write: () => Promise<T>): Promise<T | null> => {
    for (let tries = 0; ; tries++) {
      try {
        return await write();
      } catch (error) {
        if (error instanceof IntentStoreError && error.fault === 'CLOSED') return null;
        const { tenant, marker } = intent;
        if (tries === 0)
          logger.error(
            { err: error, tenant, marker },
            'the state of a move could not be stored yet; it is tried again',
          );
        await pause(Math.min(FIRST_PAUSE_MS * 2 ** tries, LONGEST_PAUSE_MS));
      }
    }
  };

  return {
    retryNow() {
      const hasKept = waiting.size > 0;
      for (const wake of [...waiting]) wake();
      return hasKept;
    },
    record(intent, from, change, deadline, condition) {
      const write = async () =>
        (await store.change(intent, from, change, condition)) ?? (await store.get(intent)) ?? intent;
      return within(clock, Math.max(0, deadline - clock.now()), untilWritten(intent, write));
    },
    async giveBack(intent, deadline) {
      const end = clock.now() + STATEMENT_ENDS_MS;
      const takeBack = async (): Promise<boolean> => {
        for (;;) {
          const row = await untilWritten(intent, () => store.change(intent, ['SENDING'], resting(intent, clock.now())));
          if (row || clock.now() > end) return row !== null;
          await pause(FIRST_PAUSE_MS);
        }
      };
      return (await within(clock, Math.max(0, deadline - clock.now()), takeBack())) ?? false;
    },
  };
}
