import type { Logger } from 'pino';
import type { RunningGateway, StartGatewayOptions } from './commands/command.ts';
import { createConformAction } from './conform/write/operator-action.ts';
import { KNOWN_OPERATIONS } from './domain/known-operations.ts';
import { schema } from './domain/schema.ts';
import { createContextFactory } from './graph/context.ts';
import { publicError } from './graph/errors.ts';
import { createPeopleBudgets } from './graph/people/people-budget.ts';
import { extensionsOf } from './graph/response-extensions.ts';
import { createIntents } from './intents/intents.ts';
import { openIntentStore } from './intents/store/open.ts';
import { type Clock, systemClock } from './lib/clock.ts';
import { createLog } from './server/log.ts';
import { createGatewayServer } from './server/server.ts';
import { stopInTime } from './server/stop.ts';
import { createReloadableTenants } from './tenants/reloadable-tenants.ts';

export interface GatewayOptions extends StartGatewayOptions {
  readonly log?: Logger; // else to standard output, at the configured level
  readonly clock?: Clock;
}

/** The whole gateway, put together: configuration → tenants → schema → server. Resolves when it listens. */
export async function startGateway(options: GatewayOptions): Promise<RunningGateway> {
  const { config, demo, clock = systemClock, log = createLog(config.logLevel) } = options;
  const reloadable = createReloadableTenants(config, { clock, log, watchesDocuments: true });
  const { tenants, staff, credentials } = reloadable;
  const intents = createIntents({ store: await openIntentStore(config.intents), tenants, clock, logger: log });
  const shared = { tenants, staff, credentials, intents, clock, people: createPeopleBudgets({ clock, logger: log }) };
  const release = (waitMs?: number) => intents.close(waitMs).then(tenants.close);
  try {
    await intents.start();
    const server = await createGatewayServer({
      config,
      schema,
      authenticate: credentials.authenticate,
      createContext: createContextFactory(shared),
      extensionsOf,
      toGraphQLError: publicError,
      status: () => ({ ...reloadable.status(), people: shared.people.status(), intents: intents.status() }),
      operatorAction: createConformAction(shared),
      logger: log,
      clock,
      knownOperations: KNOWN_OPERATIONS,
      demo,
    });
    return {
      ...server,
      publicUrl: config.server.publicUrl,
      reload(next) {
        reloadable.reload(next);
        server.reload(next);
      },
      close: () => stopInTime({ server, ...config.server, clock, release }),
    };
  } catch (error) {
    await release();
    throw error;
  }
}
