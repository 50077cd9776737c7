import type { ContextRequest, GatewayContext } from './context.ts';

/** Makes contexts, and says at the end of a request what beside the data the client is to know of it. */
export function createAnswerExtensions(makeContext: (request: ContextRequest) => GatewayContext) {
  const debugged = new WeakSet<GatewayContext>();
  const contexts = new WeakMap<object, GatewayContext>();
  return {
    /** `debug`: the client asked for the upstream calls, and may. */
    createContext({ debug, ...request }: ContextRequest & { debug: boolean }): GatewayContext {
      const context = makeContext(request);
      contexts.set(context, context);
      if (debug) debugged.add(context);
      return context;
    },
    /** `upstream`: what the request cost; `stale`: dictionaries that came from an old copy. Undefined when there is nothing to say. */
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
