import type { Plugin } from 'graphql-yoga';
import type { Exchange } from '../http/exchange.ts';

/** What Yoga hands from the HTTP side to its plugins. */
export interface ServerContext {
  exchange: Exchange;
}

export type ServerPlugin = Plugin<ServerContext, ServerContext>;
