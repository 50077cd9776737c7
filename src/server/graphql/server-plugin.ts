import type { Plugin } from 'graphql-yoga';
import type { HttpExchange } from '../http/http-exchange.ts';

/** What Yoga's plugins get from the HTTP side. */
export interface ServerContext {
  exchange: HttpExchange;
}

export type ServerPlugin = Plugin<ServerContext, ServerContext>;
