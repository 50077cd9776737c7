import type { UpstreamLimits } from '../../config/upstream-limits.ts';
import type { OperationClass } from '../../contract/endpoints.ts';
import type { OperationId } from '../../contract/schemas.ts';
import type { Clock } from '../../lib/clock.ts';
import { memoize } from '../../lib/memoize.ts';
import { UpstreamError } from '../errors.ts';
import type { Interceptor, UpstreamCall } from '../http/call.ts';
import { type Circuit, type CircuitState, createCircuit } from './circuit-state.ts';

export interface Breaker {
  /** Refuses a call before it is queued or retried. Never starts a probe. */
  readonly gate: Interceptor;
  /** Refuses a call, or sends it and records the outcome. */
  readonly intercept: Interceptor;
  state(kind: OperationClass): CircuitState;
  /** Operations whose own circuit is not closed. */
  openOperations(): OperationId[];
}

/** A server with one failing operation, or a success within the last second, is not down. */
const WHOLE_SERVER = { quietMs: 1000, operations: 2 };
const ONE_OPERATION = { quietMs: 0, operations: 1 };

/**
 * Circuit breaker. One circuit per operation class serves a server that is down; one per operation, a part of it that fails
 * while the rest works. Business refusals count as successes.
 */
export function createBreaker({ limits, clock }: { limits: UpstreamLimits; clock: Clock }): Breaker {
  const classes: Record<OperationClass, Circuit> = {
    read: createCircuit(limits, WHOLE_SERVER),
    write: createCircuit(limits, WHOLE_SERVER),
    login: createCircuit(limits, WHOLE_SERVER),
  };
  const operations = new Map<OperationId, Circuit>();
  const circuitOf = memoize((operation: OperationId): Circuit => {
    const circuit = createCircuit(limits, ONE_OPERATION);
    operations.set(operation, circuit);
    return circuit;
  });
  const refusal = ({ operation }: UpstreamCall, waitMs: number): UpstreamError => {
    const retryAfter = Math.max(1, Math.ceil(waitMs / 1000));
    return new UpstreamError({ kind: 'UNAVAILABLE', sent: 'NOT_SENT', operation, reason: 'BREAKER_OPEN', retryAfter });
  };

  return {
    gate: (next) => (call) => {
      const now = clock.now();
      const wait = classes[call.endpoint.class].blockedFor(now) || circuitOf(call.operation).blockedFor(now);
      return wait > 0 ? Promise.reject(refusal(call, wait)) : next(call);
    },
    intercept: (next) => async (call) => {
      const ofClass = classes[call.endpoint.class];
      const ofOperation = circuitOf(call.operation);
      const now = clock.now();
      const operationWait = ofOperation.blockedFor(now);
      const wait = operationWait > 0 ? operationWait : ofClass.enter(now);
      if (wait > 0) throw refusal(call, wait);
      ofOperation.enter(now);
      let succeeded: boolean | undefined;
      try {
        const response = await next(call);
        succeeded = true;
        return response;
      } catch (error) {
        succeeded = outcomeOf(error);
        throw error;
      } finally {
        const end = clock.now();
        ofClass.leave(end, call.operation, succeeded);
        ofOperation.leave(end, call.operation, succeeded);
      }
    },
    state: (kind) => classes[kind].state(),
    openOperations: () =>
      [...operations].filter(([, circuit]) => circuit.state() !== 'closed').map(([operation]) => operation),
  };
}

/** Undefined after an abort, which proves nothing about the server. */
function outcomeOf(error: unknown): boolean | undefined {
  if (!(error instanceof UpstreamError)) return undefined;
  const isOutage = (error.kind === 'UNAVAILABLE' || error.kind === 'TIMEOUT') && error.sent !== 'ANSWERED';
  return !isOutage;
}
