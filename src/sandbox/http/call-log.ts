/** One request that reached the API, for tests that count calls. */
export interface RecordedCall {
  /** The contract's name; null when no operation matched. */
  operationId: string | null;
  method: string;
  /** Below the base path. */
  path: string;
  query: Record<string, string>;
  body: unknown;
  login: string | null;
  /** Milliseconds since the epoch, by the sandbox's clock. */
  at: number;
  /** 0 until the reply, and for good when the connection was cut without one. */
  status: number;
}

/** The last calls in full, and counts of all. */
export interface CallLog {
  start(call: Omit<RecordedCall, 'status'>): RecordedCall;
  end(call: RecordedCall): void;
  recent(): RecordedCall[];
  counts(): Record<string, number>;
  /** The most open requests at once since the last `clear`. */
  peak(): number;
  clear(): void;
}

const KEPT = 20_000;

export function createCallLog(): CallLog {
  let calls: RecordedCall[] = [];
  const counts = new Map<string, number>();
  let open = 0;
  let peak = 0;
  return {
    start(call) {
      const recorded = { ...call, status: 0 };
      if (calls.length >= 2 * KEPT) calls = calls.slice(-KEPT);
      calls.push(recorded);
      const name = call.operationId ?? 'unknown';
      counts.set(name, (counts.get(name) ?? 0) + 1);
      peak = Math.max(peak, ++open);
      return recorded;
    },
    end() {
      open--;
    },
    recent: () => calls,
    counts: () => Object.fromEntries(counts),
    peak: () => peak,
    clear() {
      calls = [];
      counts.clear();
      peak = open;
    },
  };
}
