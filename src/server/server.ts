import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { readRanges } from '../lib/address-ranges.ts';
import { type Clock, systemClock } from '../lib/clock.ts';
import type { Authenticate } from '../tenants/principal.ts';
import { type AppOptions, createApp, type ServerSettings } from './app.ts';
import { createHttpServer, listen } from './connections/http-server.ts';
import { createDrain } from './connections/shutdown.ts';
import { createRateWindows } from './graphql/rate-limit.ts';
import { clientAddress } from './http/client-address.ts';
import { internalError } from './http/http-error.ts';
import { createHttpExchange, type HttpExchange } from './http/http-exchange.ts';
import { createIdentify } from './http/identify.ts';
import { createRequestLog } from './http/request-log.ts';
import type { Route } from './routes.ts';

export interface GatewayServerOptions extends AppOptions {
  readonly authenticate: Authenticate;
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
  const { adminPort, adminHost, host, port } = config.server;
  // Failed credentials and costs are counted over reloads.
  const identify = createIdentify({ authenticate: options.authenticate, clock });
  const rateWindows = createRateWindows(clock);
  const appOf = (settings: ServerSettings) =>
    createApp(
      { ...settings, server: config.server },
      { ...options, identify, rateWindows, clock, draining: () => drain.draining() },
    );
  const trustedProxies = readRanges(config.server.trustedProxies);
  const exchangeOf = (request: IncomingMessage, response: ServerResponse) =>
    createHttpExchange(request, response, {
      startedAt: clock.now(),
      address: clientAddress(request, trustedProxies),
    });
  const logEnd = createRequestLog(logger, clock);

  const server = createHttpServer((request, response) => {
    const exchange = exchangeOf(request, response);
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
    void serve(app.admin, exchangeOf(request, response));
  });
  const adminDrain = createDrain(admin, { clock, forceMs: 0 });
  try {
    const { url: adminUrl } = await listen(admin, adminPort, adminHost);
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
