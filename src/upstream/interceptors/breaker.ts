import type { UpstreamLimits } from '../../config/upstream-limits.ts';
import type { OperationClass } from '../../contract/endpoints.ts';
import type { OperationId } from '../../contract/schemas.ts';
import type { Clock } from '../../lib/clock.ts';
import { memoize } from '../../lib/memoize.ts';
import { UpstreamError } from '../errors.ts';
import type { Interceptor, UpstreamCall } from '../http/call.ts';
import { type Circuit, type CircuitState, createCircuit } from './circuit-state.ts';

export interface Breaker {
  /** Refuses before a place in the line is taken. */
  readonly gate: Interceptor;
  readonly intercept: Interceptor;
  state(kind: OperationClass): CircuitState;
  /** Operations that are refused by a breaker of their own. */
  openOperations(): OperationId[];
}

/** Where only one operation fails, or another has just been answered, the server is not down. */
const WHOLE_SERVER = { quietMs: 1000, operations: 2 };
const ONE_OPERATION = { quietMs: 0, operations: 1 };

/**
 * One circuit for each class of calls, for a server that is down; and one for each operation, for a single thing of it
 * that fails while the rest works and must go on working. Business refusals are successes.
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
      const whole = classes[call.endpoint.class];
      const own = circuitOf(call.operation);
      const now = clock.now();
      const ownWait = own.blockedFor(now);
      const wait = ownWait > 0 ? ownWait : whole.enter(now);
      if (wait > 0) throw refusal(call, wait);
      own.enter(now);
      let succeeded: boolean | undefined;
      try {
        const answer = await next(call);
        succeeded = true;
        return answer;
      } catch (error) {
        succeeded = outcomeOf(error);
        throw error;
      } finally {
        const end = clock.now();
        whole.leave(end, call.operation, succeeded);
        own.leave(end, call.operation, succeeded);
      }
    },
    state: (kind) => classes[kind].state(),
    openOperations: () =>
      [...operations].filter(([, circuit]) => circuit.state() !== 'closed').map(([operation]) => operation),
  };
}

/** A client that left says nothing of the server. */
function outcomeOf(error: unknown): boolean | undefined {
  if (!(error instanceof UpstreamError)) return undefined;
  const isOutage = (error.kind === 'UNAVAILABLE' || error.kind === 'TIMEOUT') && error.sent !== 'ANSWERED';
  return !isOutage;
}
