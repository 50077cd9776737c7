import type { Logger } from 'pino';
import type { RunningGateway, StartGatewayOptions } from './commands/command.ts';
import { createRunningConform } from './conform/running.ts';
import { KNOWN_OPERATIONS } from './domain/known-operations.ts';
import { schema } from './domain/schema.ts';
import { createContextFactory } from './graph/context.ts';
import { createPeopleBudgets } from './graph/people/people-budget.ts';
import { graphHooks } from './graph/response-extensions.ts';
import { createIntents } from './intents/intents.ts';
import { openLog } from './intents/open-log.ts';
import { type Clock, systemClock } from './lib/clock.ts';
import { createLog } from './server/log.ts';
import { createMetrics, version } from './server/metrics/metrics.ts';
import { createGatewayServer } from './server/server.ts';
import { stopInTime } from './server/stop.ts';
import { createReloadableTenants } from './tenants/reloadable-tenants.ts';

/** `log`: else to standard output, at the configured level. */
export type GatewayOptions = StartGatewayOptions & { readonly log?: Logger; readonly clock?: Clock };

/** The whole gateway, put together: configuration → tenants → schema → server. Resolves when it listens. */
export async function startGateway(options: GatewayOptions): Promise<RunningGateway> {
  const { config, demo, clock = systemClock, log = createLog(config.log.level, { readable: !!demo }) } = options;
  const metrics = createMetrics({ clock });
  const { store, replicas } = await openLog(config, clock);
  const reloadable = createReloadableTenants(config, { clock, log, watchesDocuments: true, metrics, replicas });
  const intents = createIntents({ store, ...reloadable, clock, logger: log });
  const shared = { ...reloadable, intents, clock, people: createPeopleBudgets({ clock, logger: log }) };
  const conform = createRunningConform({ ...shared, config });
  const release = (ms?: number) => Promise.all([conform.stop(), intents.close(ms)]).then(reloadable.tenants.close);
  try {
    await intents.start();
    const server = await createGatewayServer({
      config,
      schema,
      authenticate: reloadable.credentials.authenticate,
      createContext: createContextFactory(shared),
      ...graphHooks,
      metrics: metrics.readFrom({ ...shared, reloadable, conform }),
      status: () => ({ ...reloadable.status(), people: shared.people.status(), intents: intents.status() }),
      operatorAction: conform.operatorAction,
      logger: log,
      clock,
      knownOperations: KNOWN_OPERATIONS,
      demo,
    });
    log.info({ version, node: process.version, tenants: config.tenants.length }, 'the gateway listens');
    return {
      ...server,
      publicUrl: config.server.publicUrl,
      reload(next) {
        for (const part of [reloadable, server, intents]) void part.reload(next);
      },
      close: () => stopInTime({ server, ...config.server, clock, release }),
    };
  } catch (error) {
    await release();
    throw error;
  }
}
