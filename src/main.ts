import { pino } from 'pino';
import type { RunningGateway, StartGatewayOptions } from './commands/command.ts';
import type { GatewayConfig } from './config/gateway-config.ts';
import { schema } from './domain/schema.ts';
import { createAnswerExtensions } from './graph/answer-extensions.ts';
import { createContextFactory } from './graph/context.ts';
import { publicError } from './graph/errors.ts';
import { type Clock, systemClock } from './lib/clock.ts';
import { createGatewayServer } from './server/server.ts';
import { createLive } from './tenants/live.ts';
import { statusOf } from './tenants/status.ts';

export interface GatewayOptions extends StartGatewayOptions {
  /** @default pino to standard output, at the configured level */
  readonly log?: pino.Logger;
  /** @default the system's */
  readonly clock?: Clock;
}

/** The whole gateway, put together: configuration → tenants → schema → server. Resolves when it listens. */
export async function startGateway(options: GatewayOptions): Promise<RunningGateway> {
  const { config, demo, clock = systemClock, log = createLog(config) } = options;
  const { tenants, authenticate, reload } = createLive(config, { clock });
  try {
    const { close, url, adminUrl } = await createGatewayServer({
      config,
      schema,
      authenticate,
      ...createAnswerExtensions(createContextFactory({ tenants, clock })),
      toGraphQLError: publicError,
      status: () => ({ tenants: statusOf(tenants) }),
      log,
      clock,
      ...(demo ? { demoKey: demo.key } : {}),
    });
    return {
      url,
      ...(adminUrl ? { adminUrl } : {}),
      reload,
      async close() {
        await close();
        await tenants.close();
      },
    };
  } catch (error) {
    await tenants.close();
    throw error;
  }
}

function createLog({ logLevel }: GatewayConfig): pino.Logger {
  return pino({ level: logLevel, base: null });
}
