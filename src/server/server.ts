import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { type Clock, systemClock } from '../lib/clock.ts';
import { createFront, type FrontOptions, type ServerSettings } from './app.ts';
import { createExchange, type Exchange } from './http/exchange.ts';
import { createHttpServer, listen } from './http/http-server.ts';
import { internal } from './http/problem.ts';
import { requestIdOf } from './http/request-id.ts';
import { createRequestLog } from './http/request-log.ts';
import { createDrain } from './http/shutdown.ts';
import type { Route } from './routes.ts';

export interface GatewayServerOptions extends FrontOptions {
  readonly config: ServerSettings;
  readonly log: Logger;
  readonly clock?: Clock;
}

export interface GatewayServer {
  readonly url: string;
  readonly port: number;
  readonly adminUrl?: string;
  /** Serves by another configuration from now on, without dropping a request. Addresses stay as they are until a restart. */
  reload(config: ServerSettings): void;
  /** Stops accepting, lets answers out, closes everything after 10 s at the latest. */
  close(): Promise<void>;
}

const FORCE_MS = 10_000;

/** Starts to serve the graph; resolves when it listens. Rejects when an address is taken. */
export async function createGatewayServer(options: GatewayServerOptions): Promise<GatewayServer> {
  const { config, log, clock = systemClock } = options;
  const { adminPort, host, port } = config.server;
  const front = (settings: ServerSettings) =>
    createFront({ ...settings, server: config.server }, { ...options, clock, draining: () => drain.draining() });
  const logEnd = createRequestLog(log, clock);

  const server = createHttpServer((request, response) => {
    const exchange = begin(request, response, clock);
    response.once('close', () => logEnd(exchange));
    void serve(current.main, exchange);
  });
  const serve = async (route: Route, exchange: Exchange): Promise<void> => {
    const { answer } = current;
    try {
      await route(exchange);
    } catch (error) {
      exchange.unexpected = error;
      answer.problem(exchange, internal());
    }
  };
  const drain = createDrain(server, { clock, forceMs: FORCE_MS });
  let current = front(config);
  const address = await listen(server, port, host);
  const reload = (settings: ServerSettings) => {
    current = front(settings);
  };
  if (adminPort === null) return { ...address, reload, close: () => drain.close() };

  const admin = createHttpServer((request, response) => void serve(current.admin, begin(request, response, clock)));
  const adminDrain = createDrain(admin, { clock, forceMs: 0 });
  try {
    const { url: adminUrl } = await listen(admin, adminPort, host);
    return {
      ...address,
      adminUrl,
      reload,
      async close() {
        await drain.close();
        await adminDrain.close();
      },
    };
  } catch (error) {
    await drain.close();
    throw error;
  }
}

function begin(request: IncomingMessage, response: ServerResponse, clock: Clock): Exchange {
  return createExchange(request, response, requestIdOf(request.headers['x-request-id']), clock.now());
}
