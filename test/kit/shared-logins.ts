import type { Clock } from '../../src/lib/clock.ts';
import {
  LEASE_MS,
  type SharedLogin,
  type SharedState,
  type SharedToken,
} from '../../src/upstream/auth/shared-login.ts';

/** The row of one login in a memory that the replicas of a test share, with the rules of the one in PostgreSQL. */
export function sharedRow(clock: Clock) {
  let generation = 0;
  let stored: (Omit<SharedToken, 'ageMs'> & { readonly requestedAt: number }) | null = null;
  let lock: { readonly holder: string; readonly until: number } | null = null;
  const row = {
    isAway: false,
    isMoving: false,
    /** Runs before each use, by the name of the function. */
    before: async (_use: string): Promise<void> => {},
    generation: () => generation,
    isLocked: () => lock !== null && lock.until > clock.now(),
    /** A replica takes the lock and dies. */
    lockAsDead() {
      lock = { holder: 'dead', until: clock.now() + LEASE_MS };
    },
    /** An older copy of the database takes its place. */
    goBackTo(older: number) {
      generation = older;
    },
    /** What one replica sees of it. `told`: whether the store answered, as it was told, each change once. */
    replica(): SharedLogin & { readonly told: boolean[] } {
      const told: boolean[] = [];
      const use = async <T>(name: string, run: () => T): Promise<T> => {
        await row.before(name);
        if (row.isAway) throw new Error('no database');
        return run();
      };
      return {
        told,
        read: () =>
          use('read', (): SharedState => {
            const token = stored && { pair: stored.pair, ageMs: clock.now() - stored.requestedAt };
            return { generation, token, isLocked: row.isLocked() };
          }),
        lock: (holder, known) =>
          use('lock', () => {
            if (known !== generation || (row.isLocked() && lock?.holder !== holder)) return false;
            lock = { holder, until: clock.now() + LEASE_MS };
            return true;
          }),
        store: (holder, known, { pair, ageMs }) =>
          use('store', () => {
            if (lock?.holder !== holder || known !== generation) return null;
            stored = { pair, requestedAt: clock.now() - ageMs };
            lock = null;
            return ++generation;
          }),
        unlock: (holder) =>
          use('unlock', () => {
            if (lock?.holder === holder) lock = null;
          }),
        isMoving: () => use('isMoving', () => row.isMoving),
        onUse(answers) {
          if (told.at(-1) !== answers) told.push(answers);
        },
      };
    },
  };
  return row;
}
