import { createIntents, type Intents, type IntentsOptions } from '../../src/intents/intents.ts';
import type { Failpoint } from '../../src/intents/services.ts';
import type { IntentStore } from '../../src/intents/store/store.ts';
import type { Clock } from '../../src/lib/clock.ts';

/** Intents that can die as a process does: whatever they had begun comes to nothing, and nobody is told. */
export interface Mortal {
  readonly intents: Intents;
  /** Resolves when they came by that step, and go no further. */
  dieAt(step: Failpoint): Promise<void>;
  /** They do not die there, after all. */
  live(): void;
  kill(): void;
}

export interface MortalOptions {
  readonly store: IntentStore;
  readonly clock: Clock;
  readonly tenants: IntentsOptions['tenants'];
}

const NEVER = new Promise<never>(() => {});

/** Started. Of the dead, neither calls of the log nor timers ever come back; the store is the caller's to close. */
export async function startMortal({ store, clock, tenants }: MortalOptions): Promise<Mortal> {
  let isDead = false;
  let doom: { readonly step: Failpoint; readonly die: () => void } | null = null;
  const mortalStore = new Proxy(store, {
    get(target, name: keyof IntentStore) {
      const found = target[name];
      if (typeof found !== 'function') return found;
      const call = found as (...args: unknown[]) => unknown;
      return (...args: unknown[]) => {
        const result = isDead ? NEVER : call(...args);
        return result instanceof Promise ? result.then((settled) => (isDead ? NEVER : settled)) : result;
      };
    },
  });
  const intents = createIntents({
    store: mortalStore,
    clock: { now: clock.now, monotonic: clock.monotonic, after: (ms, run) => clock.after(ms, () => isDead || run()) },
    tenants,
    failpoint(step) {
      if (isDead) return NEVER;
      if (step !== doom?.step) return;
      doom.die();
      return NEVER;
    },
  });
  await intents.start();
  return {
    intents,
    dieAt: (step) =>
      new Promise((die) => {
        doom = { step, die };
      }),
    live() {
      doom = null;
    },
    kill() {
      isDead = true;
    },
  };
}
