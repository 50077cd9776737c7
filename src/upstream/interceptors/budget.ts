import type { Interceptor } from '../http/call.ts';

/** Counts each attempt for the client request that caused it. Rejects with the budget's refusal beyond its limit. */
export function budget(): Interceptor {
  return (next) => (call) => {
    try {
      call.budget?.take(call.isShared);
    } catch (refusal) {
      return Promise.reject(refusal);
    }
    return next(call);
  };
}
