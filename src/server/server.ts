import type { Logger } from 'pino';
import { type Clock, systemClock } from '../lib/clock.ts';
import { type AppOptions, createApp, type ServerSettings } from './app.ts';
import { internalError } from './http/http-error.ts';
import { createHttpExchange, type HttpExchange } from './http/http-exchange.ts';
import { createHttpServer, listen } from './http/http-server.ts';
import { createRequestLog } from './http/request-log.ts';
import { createDrain } from './http/shutdown.ts';
import type { Route } from './routes.ts';

export interface GatewayServerOptions extends AppOptions {
  readonly config: ServerSettings;
  readonly logger: Logger;
  readonly clock?: Clock;
}

export interface GatewayServer {
  readonly url: string;
  readonly port: number;
  readonly adminUrl?: string;
  /** Applies another configuration from the next request on. Addresses change only at a restart. */
  reload(config: ServerSettings): void;
  /** Stops accepting, sends the responses in progress, closes everything after 10 s at the latest. */
  close(): Promise<void>;
}

const FORCE_MS = 10_000;

/** Resolves when the server listens; rejects when an address is in use. */
export async function createGatewayServer(options: GatewayServerOptions): Promise<GatewayServer> {
  const { config, logger, clock = systemClock } = options;
  const { adminPort, host, port } = config.server;
  const appOf = (settings: ServerSettings) =>
    createApp({ ...settings, server: config.server }, { ...options, clock, draining: () => drain.draining() });
  const logEnd = createRequestLog(logger, clock);

  const server = createHttpServer((request, response) => {
    const exchange = createHttpExchange(request, response, clock.now());
    response.once('close', () => logEnd(exchange));
    void serve(app.main, exchange);
  });
  const serve = async (route: Route, exchange: HttpExchange): Promise<void> => {
    const { responder } = app;
    try {
      await route(exchange);
    } catch (error) {
      exchange.unexpected = error;
      responder.error(exchange, internalError());
    }
  };
  const drain = createDrain(server, { clock, forceMs: FORCE_MS });
  let app = appOf(config);
  const address = await listen(server, port, host);
  const reload = (settings: ServerSettings) => {
    app = appOf(settings);
  };
  if (adminPort === null) return { ...address, reload, close: () => drain.close() };

  const admin = createHttpServer((request, response) => {
    void serve(app.admin, createHttpExchange(request, response, clock.now()));
  });
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
