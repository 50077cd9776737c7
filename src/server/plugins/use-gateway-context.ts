import type { Exchange } from '../exchange.ts';
import type { ServerContext, ServerPlugin } from '../yoga-types.ts';

/** Gives resolvers the gateway's own context and nothing of the HTTP side. Comes last: plugins before it see Yoga's. */
export function useGatewayContext(contextOf: (exchange: Exchange) => object): ServerPlugin {
  // Not by extending Yoga's object: copying the gateway's context would call its getters, which throw for strangers.
  const replaceContext = (args: { contextValue?: ServerContext | object }) => {
    if (args.contextValue && 'exchange' in args.contextValue) args.contextValue = contextOf(args.contextValue.exchange);
  };
  return {
    onExecute: ({ args }) => replaceContext(args),
    onSubscribe: ({ args }) => replaceContext(args),
  };
}
