import type { UpstreamLimits } from '../../config/upstream-limits.ts';
import type { OperationClass } from '../../contract/endpoints.ts';
import type { OperationId } from '../../contract/schemas.ts';
import type { Clock } from '../../lib/clock.ts';
import type { UpstreamCounters } from '../counters.ts';
import type { Interceptor, Send } from '../http/call.ts';
import { auth } from './auth.ts';
import { createBreaker } from './breaker.ts';
import { budget } from './budget.ts';
import { createBulkhead } from './bulkhead.ts';
import type { CircuitState } from './circuit-state.ts';
import { deadline } from './deadline.ts';
import { retry } from './retry.ts';

export interface PipelineStatus {
  readonly breakers: Readonly<Record<OperationClass, CircuitState>>;
  /** Operations that a breaker of their own refuses. */
  readonly openOperations: readonly OperationId[];
  readonly inFlight: number;
  readonly queued: number;
}

export interface PipelineOptions {
  /** Sends one HTTP request. */
  readonly sendCall: Send;
  readonly limits: UpstreamLimits;
  readonly clock: Clock;
  readonly random: () => number;
  readonly counters: UpstreamCounters;
}

/** The order of the interceptors, outermost first: the one place where it is written. */
export function createPipeline({ sendCall, limits, clock, random, counters }: PipelineOptions) {
  const breaker = createBreaker({ limits, clock });
  const bulkhead = createBulkhead({ limits, clock });

  const sendOther = compose(sendCall, [
    deadline({ clock }),
    breaker.gate,
    retry({ limits, clock, random, counters }),
    budget(),
    bulkhead.intercept,
    auth({ clock }),
    breaker.intercept,
  ]);
  // Every client waits for a login, so neither the queue nor the retry budget of one client may hold it up.
  const sendLogin = compose(sendCall, [deadline({ clock }), budget(), auth({ clock }), breaker.intercept]);

  const send: Send = (call) => (call.endpoint.class === 'login' ? sendLogin(call) : sendOther(call));
  const status = (): PipelineStatus => ({
    breakers: { read: breaker.state('read'), write: breaker.state('write'), login: breaker.state('login') },
    openOperations: breaker.openOperations(),
    inFlight: bulkhead.inFlight(),
    queued: bulkhead.queued(),
  });
  return { send, status };
}

function compose(innermost: Send, interceptors: readonly Interceptor[]): Send {
  return interceptors.reduceRight<Send>((next, intercept) => intercept(next), innermost);
}
