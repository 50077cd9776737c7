import { type Clock, monotonic } from '../lib/clock.ts';
import { within } from '../lib/concurrency/wait-for.ts';

/** From the end of the drain to that of everything: what starts containers waits as long, and then kills. */
const STOP_MS = 11_500;
/** The part of it that is left to connections and the store when the last move has ended. */
const LAST_MS = 1000;

export interface StopOptions {
  readonly server: { close(): Promise<void> };
  readonly drainSeconds: number;
  readonly clock: Clock;
  /** Ends what requests used; waits for their moves, so long at most. */
  readonly release: (waitMs: number) => Promise<void>;
}

/** Stops a gateway within `drainSeconds` and 12 s. What has not ended by then is left as a crash would leave it. */
export async function stopInTime({ server, drainSeconds, clock, release }: StopOptions): Promise<void> {
  const end = monotonic(clock) + drainSeconds * 1000 + STOP_MS;
  await server.close();
  const leftMs = Math.max(LAST_MS, end - monotonic(clock));
  await within(clock, leftMs, release(leftMs - LAST_MS));
}
