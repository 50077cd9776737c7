import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { readRanges } from '../lib/address-ranges.ts';
import { type Clock, systemClock } from '../lib/clock.ts';
import type { Authenticate } from '../tenants/principal.ts';
import { type AppOptions, createApp, type ServerSettings } from './app.ts';
import { createEndpoint } from './connections/endpoint.ts';
import { createRateWindows } from './graphql/rate-limit.ts';
import { clientAddress } from './http/client-address.ts';
import { internalError } from './http/http-error.ts';
import { createHttpExchange, type HttpExchange } from './http/http-exchange.ts';
import { createIdentify } from './http/identify.ts';
import { followLevel } from './log.ts';
import { createRequestLog } from './observe/request-log.ts';
import { createTracing } from './observe/tracing.ts';
import { GRAPHQL_PATH, type Route } from './routes.ts';

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
  /** For `drainSeconds` only readiness says no. Then stops accepting, sends the responses in progress, closes everything within 10 s. */
  close(): Promise<void>;
}

const FORCE_MS = 10_000;
const ADMIN_CONNECTIONS = 100;

/** Resolves when the server listens; rejects when an address is in use. */
export async function createGatewayServer(options: GatewayServerOptions): Promise<GatewayServer> {
  const { config, logger, metrics, clock = systemClock } = options;
  const { adminPort, adminHost, host, port, drainSeconds } = config.server;
  // Failed credentials and costs are counted over reloads.
  const identify = createIdentify({ authenticate: options.authenticate, clock });
  const rateWindows = createRateWindows(clock);
  const appOf = (settings: ServerSettings) =>
    createApp(
      { ...settings, server: config.server },
      { ...options, identify, rateWindows, clock, draining: () => main.draining() },
    );
  const trustedProxies = readRanges(config.server.trustedProxies);
  const exchangeOf = (request: IncomingMessage, response: ServerResponse) =>
    createHttpExchange(request, response, {
      startedAt: clock.now(),
      address: clientAddress(request, trustedProxies),
    });
  let { slowRequestMs } = config.log;
  const logEnd = createRequestLog({ logger, slowMs: () => slowRequestMs });
  const tracing = createTracing();
  const end = (exchange: HttpExchange): void => {
    const { response, startedAt, context, path } = exchange;
    const ended = {
      exchange,
      // 499 is nginx's status for a client that disconnected.
      status: response.writableFinished ? response.statusCode : 499,
      milliseconds: Math.round(clock.now() - startedAt),
      stats: context ? options.statsOf?.(context) : undefined,
    };
    logEnd(ended);
    if (path !== GRAPHQL_PATH) return;
    metrics?.onRequestEnd(app.meteredOperations, ended);
    tracing.end(ended);
  };

  const serve = async (route: Route, exchange: HttpExchange): Promise<void> => {
    const { responder } = app;
    try {
      await route(exchange);
    } catch (error) {
      exchange.unexpected = error;
      responder.error(exchange, internalError());
    }
  };
  let app = appOf(config);
  let { connections } = config.limits;
  const main = createEndpoint(
    (request, response) => {
      const exchange = exchangeOf(request, response);
      response.once('close', () => end(exchange));
      if (exchange.path === GRAPHQL_PATH) tracing.begin(exchange);
      void tracing.within(exchange, () => serve(app.main, exchange));
    },
    { clock, limit: () => connections, drainMs: drainSeconds * 1000, forceMs: FORCE_MS },
  );
  metrics?.loadFrom(() => {
    const { inFlight, waiting } = app.admission;
    return { inFlight, waiting, connections: main.connections() };
  });
  const address = await main.listen(port, host);
  const reload = (settings: ServerSettings) => {
    app = appOf(settings);
    connections = settings.limits.connections;
    slowRequestMs = settings.log.slowRequestMs;
    followLevel(logger, settings.log.level);
  };
  if (adminPort === null) return { ...address, reload, close: main.close };

  const admin = createEndpoint((request, response) => void serve(app.admin, exchangeOf(request, response)), {
    clock,
    limit: () => ADMIN_CONNECTIONS,
    forceMs: 0,
  });
  try {
    const { url: adminUrl } = await admin.listen(adminPort, adminHost);
    return {
      ...address,
      adminUrl,
      reload,
      async close() {
        await main.close();
        await admin.close();
      },
    };
  } catch (error) {
    await main.close();
    throw error;
  }
}
