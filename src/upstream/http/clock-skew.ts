import type { Clock } from '../../lib/clock.ts';

/** The server's clock minus ours, by the Date header of the latest response that had one. */
export interface ClockSkew {
  observe(date: string): void;
  /** Null before the first Date header, and after an unreadable one. */
  milliseconds(): number | null;
}

/** Parses the header on demand, so that responses cost no date parsing. */
export function createClockSkew(clock: Clock): ClockSkew {
  let latest: { readonly date: string; readonly receivedAt: number } | null = null;
  return {
    observe(date) {
      latest = { date, receivedAt: clock.now() };
    },
    milliseconds() {
      const skew = latest ? Date.parse(latest.date) - latest.receivedAt : Number.NaN;
      return Number.isNaN(skew) ? null : skew;
    },
  };
}
