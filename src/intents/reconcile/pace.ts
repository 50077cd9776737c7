/** Concurrent lookups of a server that answers in time. */
const WIDTH = 4;
/** Lookups in time after which a slow server is read at full pace again. */
const RECOVERY = 3;
/** Lookups in time after which more is asked of it at once than it bore last. */
const TRIAL = 30;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 5000;

/** How fast one server is read. After a time-out it is asked for one thing at a time, after a pause. */
export interface Pace {
  /** Concurrent lookups. */
  width(): number;
  /** Before the next lookup, in milliseconds. */
  pause(): number;
  /** A lookup begins; call what this gives when it has ended. */
  begin(): (isInTime: boolean) => void;
}

export function createPace(): Pace {
  /** The estimate of what the server bears at once. */
  let full = WIDTH;
  let isSlow = false;
  let pauseMs = 0;
  let inTime = 0;

  const succeed = (): void => {
    inTime++;
    pauseMs = 0;
    if (inTime >= RECOVERY) isSlow = false;
    if (inTime >= TRIAL) full = WIDTH;
  };
  const fail = (wasSlow: boolean): void => {
    inTime = 0;
    // Lookups that began together fail together, and count as one.
    if (isSlow && !wasSlow) return;
    if (!isSlow) full = Math.max(1, Math.floor(full / 2));
    pauseMs = wasSlow ? Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_PAUSE_MS, pauseMs * 2)) : FIRST_PAUSE_MS;
    isSlow = true;
  };

  return {
    width: () => (isSlow ? 1 : full),
    pause: () => pauseMs,
    begin() {
      const wasSlow = isSlow;
      return (isInTime) => (isInTime ? succeed() : fail(wasSlow));
    },
  };
}
