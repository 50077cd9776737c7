import type { Clock } from '../lib/clock.ts';
import { Limiter } from '../lib/concurrency/limiter.ts';
import { CallBudget } from './call-budget.ts';
import type { CallContext, RequestCause } from './call-context.ts';
import { createCallStats } from './call-stats.ts';

/** Places that one client request holds at most, at the bulkhead and in its queue together. */
const REQUEST_PLACES = 16;

/** The context of all calls of one client request. */
export function createRequestContext(options: {
  clock: Clock;
  deadline: number;
  signal: AbortSignal | undefined;
  cause?: RequestCause | undefined;
  maxCalls: number;
  /** The error of a call beyond `maxCalls`. */
  callRefusal: (limit: number) => Error;
}) {
  const { clock, deadline, signal, cause, maxCalls, callRefusal } = options;
  return {
    stats: createCallStats(),
    budget: new CallBudget(maxCalls, callRefusal),
    places: new Limiter({ clock, size: REQUEST_PLACES }),
    deadline,
    signal,
    cause,
  } satisfies CallContext;
}

/** For a read whose result other requests of this principal share: it has a deadline of its own, is counted and never refused. */
export function sharedContext({ stats, budget, cause, tokens }: CallContext): CallContext {
  return { stats, budget, cause, tokens, isShared: true };
}

/** For the calls of a change, which is judged before the first of them and never stopped later. */
export function uncountedContext(context: CallContext): CallContext {
  return { ...context, budget: undefined };
}
