import type { UpstreamLimits } from '../../config/upstream-limits.ts';
import { createRollingCounts } from './rolling-window.ts';

export type CircuitState = 'closed' | 'open' | 'half-open';

/** One circuit: counts outcomes and decides whether the next call may go. `now` is the caller's clock. */
export interface Circuit {
  /** Zero lets the call go, as the probe of an open circuit; else the milliseconds until the next try. */
  enter(now: number): number;
  /** The same without starting a probe. */
  blockedFor(now: number): number;
  /** `succeeded` is undefined for a call that proved nothing about the server. */
  leave(now: number, operation: string, succeeded: boolean | undefined): void;
  state(): CircuitState;
}

export interface CircuitRules {
  /** Milliseconds without a success before the circuit may open. */
  readonly quietMs: number;
  /** Different operations that must have failed within the window before the circuit may open. */
  readonly operations: number;
}

export function createCircuit(limits: UpstreamLimits, rules: CircuitRules): Circuit {
  const counts = createRollingCounts(limits.breakerWindowMs);
  let state: CircuitState = 'closed';
  let openUntil = 0;
  let openMs = limits.breakerOpenMs;
  let lastSuccess = Number.NEGATIVE_INFINITY;
  const lastFailures = new Map<string, number>();

  const open = (now: number) => {
    state = 'open';
    openUntil = now + openMs;
    openMs = Math.min(openMs * 2, limits.breakerMaxOpenMs);
  };
  const close = () => {
    state = 'closed';
    openMs = limits.breakerOpenMs;
    counts.clear();
    lastFailures.clear();
  };
  const isFailing = (now: number): boolean => {
    const [calls, failures] = counts.sums(now);
    if (calls < limits.breakerCalls || failures < calls * limits.breakerShare) return false;
    const failing = [...lastFailures.values()].filter((at) => now - at < limits.breakerWindowMs).length;
    return failing >= rules.operations && now - lastSuccess >= rules.quietMs;
  };
  const blockedFor = (now: number): number => {
    if (state === 'closed') return 0;
    // A probe is running.
    if (state === 'half-open') return limits.breakerOpenMs;
    // A longer wait than the maximum means that our clock was set back.
    return openUntil - now > limits.breakerMaxOpenMs ? 0 : Math.max(0, openUntil - now);
  };

  return {
    blockedFor,
    enter(now) {
      const wait = blockedFor(now);
      if (wait === 0 && state === 'open') state = 'half-open';
      return wait;
    },
    leave(now, operation, succeeded) {
      if (state === 'half-open') {
        if (succeeded) close();
        else if (succeeded === false) open(now);
        else state = 'open';
      }
      if (succeeded === undefined) return;
      if (succeeded) lastSuccess = now;
      else lastFailures.set(operation, now);
      counts.add(now, 1, succeeded ? 0 : 1);
      if (state === 'closed' && !succeeded && isFailing(now)) open(now);
    },
    state: () => state,
  };
}
