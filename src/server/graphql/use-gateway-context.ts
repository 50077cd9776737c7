import type { Exchange } from '../http/exchange.ts';
import type { ServerPlugin } from './yoga-types.ts';

/** Gives resolvers the gateway's own context and nothing of the HTTP side. Comes last: plugins before it see Yoga's. */
export function useGatewayContext(contextOf: (exchange: Exchange) => object): ServerPlugin {
  // Not by extending Yoga's object: copying the gateway's context would call its getters, which throw for strangers.
  return {
    onExecute({ args: { contextValue }, executeFn, setExecuteFn }) {
      setExecuteFn((args) => executeFn({ ...args, contextValue: contextOf(contextValue.exchange) }));
    },
    onSubscribe({ args: { contextValue }, subscribeFn, setSubscribeFn }) {
      setSubscribeFn((args) => subscribeFn({ ...args, contextValue: contextOf(contextValue.exchange) }));
    },
  };
}
