import type { Move } from '../../../src/intents/move.ts';
import { createMemoryStore } from '../../../src/intents/store/memory.ts';
import type { IntentStore } from '../../../src/intents/store/store.ts';
import { createTenants, type Tenant } from '../../../src/tenants/registry.ts';
import { UpstreamError } from '../../../src/upstream/errors.ts';
import { atEnd } from '../../kit/at-end.ts';
import type { ManualClock } from '../../kit/clock.ts';
import { tenantConfig } from '../../kit/config.ts';
import { createGraph } from '../../kit/graph.ts';
import { openRequests } from '../../kit/open-requests.ts';
import { bounded } from './bounded.ts';
import type { LedgerServer } from './ledger-server.ts';
import type { Told } from './truth.ts';

/** Turns of the event loop without work after which nothing more happens by itself. */
const QUIET_TURNS = 4;
/** Timers within so long after a leap belong to what it set going. */
const WAKE_MS = 250;

const upstream = { timeoutMs: 800, deadlineMs: 2500, retryBaseMs: 1 };
/** A port where nobody listens: it is reserved. */
const NOWHERE = 'http://127.0.0.1:1/api/v0';
/** Read once: a file takes as long to be read as a case. */
const CONFIG = tenantConfig({ baseUrl: NOWHERE, upstream });

/** Value moves of a gateway on this server. Time passes in leaps, and stands while anything is at work. */
export async function openMoves(server: LedgerServer, clock: ManualClock) {
  const requests = openRequests([server.url, NOWHERE]);
  let storeCalls = 0;
  const memory = createMemoryStore();
  const store = new Proxy(memory, {
    get(target, name: keyof IntentStore) {
      const found = target[name];
      if (typeof found !== 'function') return found;
      return (...args: unknown[]) => {
        storeCalls++;
        return (found as (...all: unknown[]) => Promise<unknown>)(...args).finally(() => storeCalls--);
      };
    },
  });
  const graph = createGraph([{ ...CONFIG, baseUrl: server.url }], clock, { store });
  const unreachable = createTenants({ tenants: [{ ...CONFIG, baseUrl: NOWHERE }] }, { clock });
  atEnd(() => Promise.all([graph.close(), unreachable.close()]));
  const tenant = graph.tenants.all[0] as Tenant;
  const nowhere = unreachable.all[0] as Tenant;
  await graph.started;

  /** Whatever is under way waits for time to pass. */
  const still = async (): Promise<void> => {
    for (let quiet = 0; quiet < QUIET_TURNS; ) {
      await new Promise(setImmediate);
      quiet = storeCalls > 0 || requests() !== server.held() ? 0 : quiet + 1;
    }
  };
  const toNextTimer = (): void => clock.advance(Math.max(0, clock.nextAt - clock.now()));

  return {
    /** A client's question, and what it hears. Time goes on while it waits. */
    async ask(key: string, move: Move, isUnreachable = false): Promise<Told> {
      const deadline = clock.now() + tenant.deadlineMs;
      const { client } = isUnreachable ? nowhere : tenant;
      const asking = { client, context: { deadline } };
      let told: Told | null = null;
      let failure: unknown = null;
      graph.intents.move({ tenant, principal: 'API_KEY:till', key, move, upstream: asking, deadline }).then(
        (outcome) => {
          told = outcome;
        },
        (error: unknown) => {
          if (error instanceof UpstreamError) told = error;
          else failure = error;
        },
      );
      await bounded(`an answer for ${key}`, async () => {
        await still();
        if (failure !== null) throw failure;
        if (told === null) toNextTimer();
        return told !== null;
      });
      return told as unknown as Told;
    },
    /** All at once, as for a client that comes back later; what falls due runs to its end. */
    async pass(ms: number): Promise<void> {
      clock.advance(ms);
      const until = () => clock.now() + WAKE_MS;
      await bounded('quiet', async () => {
        await still();
        const isBusy = server.held() > 0 || clock.nextAt <= until();
        if (isBusy) toNextTimer();
        return !isBusy;
      });
    },
    /** The row of a key in the intent log. */
    rowOf: async (key: string) => (await memory.list({ limit: 1, name: key }))[0],
  };
}

export type Moves = Awaited<ReturnType<typeof openMoves>>;
