import { pino } from 'pino';
import { schema } from '../../src/domain/schema.ts';
import { createContextFactory, type GatewayContext } from '../../src/graph/context.ts';
import { publicError } from '../../src/graph/errors.ts';
import { createPeopleBudgets } from '../../src/graph/people/people-budget.ts';
import { createIntents } from '../../src/intents/intents.ts';
import { openIntentStore } from '../../src/intents/store/open.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { createGatewayServer } from '../../src/server/server.ts';
import type { Identity } from '../../src/tenants/principal.ts';
import { createReloadableTenants } from '../../src/tenants/reloadable-tenants.ts';
import type { Start } from '../kit/gateway.ts';

/** Faults that a gateway of several tenants can have, each put into an otherwise right one. */
export const LEAKS = {
  'loaders that outlive a request': ({ context, shared }) => Object.assign(context, { loaders: shared.loaders }),
  'one copy of the dictionaries for all logins': ({ context }) =>
    Object.defineProperty(context, 'dictionaries', { get: () => context.tenant.dictionaries }),
  'credentials kept by their first characters': ({ context }) => context,
  'a person in the log': ({ context, log }) => {
    if (context.principal?.guestId === undefined) return;
    // What somebody adds who looks for a fault.
    const { call } = context.upstream.client;
    const client = {
      ...context.upstream.client,
      call: async (...args: Parameters<typeof call>) => {
        const answer = await call(...args);
        log.trace({ answer }, 'answer');
        return answer;
      },
    };
    Object.assign(context.upstream, { client });
  },
} satisfies Record<string, (one: Made) => unknown>;

export type Leak = keyof typeof LEAKS;

interface Made {
  readonly context: GatewayContext;
  readonly shared: Pick<GatewayContext, 'loaders'>;
  readonly log: pino.Logger;
}

/** Starts a gateway as src/main.ts does. `arm` puts one fault into it. */
export function leakyGateway(leak: Leak): { start: Start; arm(): void } {
  let armed = false;
  const start: Start = async ({ config, clock = systemClock, log = pino({ level: 'silent' }) }) => {
    const { tenants, staff, credentials, status } = createReloadableTenants(config, { clock, log });
    const intents = createIntents({ store: await openIntentStore(config.intents), tenants, clock, logger: log });
    const people = createPeopleBudgets({ clock, logger: log });
    await intents.start();
    const shared: Made['shared'] = { loaders: new Map() };
    const createContext = createContextFactory({ tenants, intents, credentials, people, staff, clock });
    const known = new Map<string, Identity | Promise<Identity>>();
    const server = await createGatewayServer({
      config,
      schema,
      authenticate(header, address) {
        if (!armed || leak !== 'credentials kept by their first characters')
          return credentials.authenticate(header, address);
        const name = (header ?? '').slice(0, 16);
        const kept = known.get(name) ?? credentials.authenticate(header, address);
        known.set(name, kept);
        return kept;
      },
      createContext(input) {
        const context = createContext(input);
        if (armed) LEAKS[leak]({ context, shared, log });
        return context;
      },
      toGraphQLError: publicError,
      status,
      logger: log,
      clock,
    });
    return {
      url: server.url,
      publicUrl: null,
      reload() {},
      async close() {
        await server.close();
        await intents.close();
        await tenants.close();
      },
    };
  };
  return {
    start,
    arm() {
      armed = true;
    },
  };
}
