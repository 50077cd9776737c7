import type { GatewayConfig } from '../config/gateway-config.ts';
import type { Clock } from '../lib/clock.ts';
import { createReplicas, type Replicas } from '../tenants/shared/replicas.ts';
import { openIntentStore } from './store/open.ts';
import type { IntentStore } from './store/store.ts';

export interface OpenLog {
  readonly store: IntentStore;
  /** The other gateways on the same log; undefined where the log is this one's alone. */
  readonly replicas: Replicas | undefined;
}

/** The log of value moves, and what else gateways share where it is in PostgreSQL. Rejects as `openIntentStore` does. */
export async function openLog(
  { intents, secrets }: Pick<GatewayConfig, 'intents' | 'secrets'>,
  clock: Clock,
): Promise<OpenLog> {
  const store = await openIntentStore(intents);
  if (intents.store !== 'postgres') return { store, replicas: undefined };
  const isMoving = async (tenant: string) => (await store.list({ tenant, states: ['SENDING'], limit: 1 })).length > 0;
  return { store, replicas: createReplicas({ url: intents.url, secrets, clock, isMoving }) };
}
