import type { ContextRequest, GatewayContext } from './context.ts';

/** Creates contexts, and the `extensions` of the response at the end of a request. */
export function createResponseExtensions(makeContext: (request: ContextRequest) => GatewayContext) {
  const debugged = new WeakSet<GatewayContext>();
  const contexts = new WeakMap<object, GatewayContext>();
  return {
    /** `debug`: the client requested the list of upstream calls, and has the scope for it. */
    createContext({ debug, ...request }: ContextRequest & { debug: boolean }): GatewayContext {
      const context = makeContext(request);
      contexts.set(context, context);
      if (debug) debugged.add(context);
      return context;
    },
    /** `upstream`: calls of the request; `stale`: dictionaries served from an old copy. Undefined if both are empty. */
    extensionsOf(made: object): Record<string, unknown> | undefined {
      const context = contexts.get(made);
      if (!context) return undefined;
      const { calls, milliseconds, byOperation } = context.callStats;
      const said = {
        ...(debugged.has(context)
          ? { upstream: { calls, milliseconds: Math.round(milliseconds), byOperation: { ...byOperation } } }
          : {}),
        ...(context.stale.size > 0 ? { stale: [...context.stale].sort() } : {}),
      };
      return Object.keys(said).length > 0 ? said : undefined;
    },
  };
}
