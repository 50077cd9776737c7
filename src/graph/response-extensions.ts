import { GatewayContext } from './context.ts';

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
