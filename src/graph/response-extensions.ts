import { GatewayContext } from './context.ts';
import { publicError } from './errors.ts';

/**
 * The `extensions` of the response at the end of a request. `upstream`: its calls; `stale`: dictionaries served from an old
 * copy. Undefined if both are empty.
 */
export function extensionsOf(context: object): Record<string, unknown> | undefined {
  if (!(context instanceof GatewayContext) || (!context.debug && context.stale.size === 0)) return undefined;
  const { calls, milliseconds, byOperation } = context.callStats;
  return {
    ...(context.debug && { upstream: { calls, milliseconds: Math.round(milliseconds), byOperation } }),
    ...(context.stale.size > 0 && { stale: [...context.stale].sort() }),
  };
}

/** What a request has cost upstream, for log and metrics. */
function statsOf(context: object) {
  if (!(context instanceof GatewayContext)) return undefined;
  const { callStats, loads } = context;
  const { calls, milliseconds, byOperation } = callStats;
  return { calls, milliseconds, byOperation, batches: loads.batches, keys: loads.keys };
}

/** What the server asks of the graph at the end of a request. */
export const graphHooks = { extensionsOf, statsOf, toGraphQLError: publicError };
