import type { HttpExchange } from '../http/http-exchange.ts';
import type { ServerPlugin } from './server-plugin.ts';

/** Resolvers get the gateway's own context, without the HTTP side. Must be the last plugin: those before it read Yoga's context. */
export function useGatewayContext(contextOf: (exchange: HttpExchange) => object): ServerPlugin {
  // Extending Yoga's context would copy the gateway's, and so call its getters, which throw without a credential.
  return {
    onExecute({ args: { contextValue }, executeFn, setExecuteFn }) {
      setExecuteFn((args) => executeFn({ ...args, contextValue: contextOf(contextValue.exchange) }));
    },
    onSubscribe({ args: { contextValue }, subscribeFn, setSubscribeFn }) {
      setSubscribeFn((args) => subscribeFn({ ...args, contextValue: contextOf(contextValue.exchange) }));
    },
  };
}
