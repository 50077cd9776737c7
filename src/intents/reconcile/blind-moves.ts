import type { Clock } from '../../lib/clock.ts';
import type { Intent } from '../intent.ts';
import type { IntentStore } from '../store/store.ts';

/** Age at which a booked move is a control, and a little more. */
const CONTROL_MS = 31_000;
/** Blind moves of one sort that are woken by one booking. */
const LIMIT = 1000;

/** Moves that are STUCK because no booked move of their sort was seen. */
export interface BlindMoves {
  /** A move was booked: those of its sort are looked up again as soon as it must be seen. Never rejects. */
  onBooked(booked: Intent): Promise<void>;
}

/** `wake`: a row is due at that time. */
export function createBlindMoves(store: IntentStore, clock: Clock, wake: (at: number) => void): BlindMoves {
  const checkedAt = new Map<string, number>();
  return {
    async onBooked({ tenant, sort }) {
      const now = clock.now();
      const name = `${tenant} ${sort}`;
      // Under load one reading of the log in so long is enough: a later booking wakes what came since.
      if (sort === null || Math.abs(now - (checkedAt.get(name) ?? Number.NEGATIVE_INFINITY)) < CONTROL_MS) return;
      checkedAt.set(name, now);
      const nextAt = now + CONTROL_MS;
      try {
        const stuck = await store.list({ tenant, sort, states: ['STUCK'], limit: LIMIT });
        // What an earlier booking has woken is not put off: with a booking each minute it would never be looked up.
        const isLater = (at: number | null) => at === null || at > nextAt;
        const blind = stuck.filter((row) => row.evidence.why === 'BLIND' && isLater(row.nextAt));
        for (const row of blind) await store.change(row, ['STUCK'], { nextAt });
        if (blind.length > 0) wake(nextAt);
      } catch {
        // Their daily lookup remains.
      }
    },
  };
}
