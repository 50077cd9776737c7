import type { LiveIntent } from '../../../src/intents/intent.ts';
import { createIntents, type Intents } from '../../../src/intents/intents.ts';
import { sendMove } from '../../../src/intents/send/send.ts';
import { openIntentStore } from '../../../src/intents/store/open.ts';
import type { IntentStore } from '../../../src/intents/store/store.ts';
import { type Clock, systemClock } from '../../../src/lib/clock.ts';
import { Secret } from '../../../src/lib/secret.ts';
import { createTenants, type Tenant } from '../../../src/tenants/registry.ts';
import type { Death, FromChild, MoveMessage, StartMessage, ToChild } from './messages.ts';

/** The process that is killed: intents on a store of its own, asked over the channel of its parent. */
let running: { intents: Intents; tenant: Tenant } | null = null;
let clock: Clock = systemClock;

process.on('message', (message: ToChild) => {
  void (message.type === 'start' ? start(message) : move(message));
});
process.on('disconnect', () => process.exit(0));

function tell(message: FromChild): void {
  process.send?.(message);
}

async function start({ store: config, tenant: given, death, resend, clockAheadMs }: StartMessage): Promise<void> {
  clock = { now: () => systemClock.now() + clockAheadMs, after: systemClock.after };
  const credentials = { login: 'gateway', password: new Secret('gateway') };
  const tenants = createTenants({ tenants: [{ ...given, credentials }] }, { clock });
  const store = await openIntentStore(
    config.store === 'postgres' ? { ...config, url: new Secret(config.url) } : config,
  );
  const tenant = tenants.all[0] as Tenant;
  if (resend) await sendAgain(store, tenant);
  const intents = createIntents({ store, clock, tenants, failpoint: dying(death) });
  await intents.start();
  running = { intents, tenant };
  tell({ type: 'ready' });
}

function dying(death: Death | null): (point: string) => void | Promise<void> {
  let hits = 0;
  return (point) => {
    if (point !== death?.point || ++hits !== death.hit) return;
    process.kill(process.pid, 'SIGKILL');
    return new Promise(() => {});
  };
}

async function move({ id, key, move, deadlineMs }: MoveMessage): Promise<void> {
  if (!running) return;
  const { intents, tenant } = running;
  const deadline = clock.now() + deadlineMs;
  const upstream = { client: tenant.client, context: { deadline } };
  try {
    const told = await intents.move({ tenant, principal: 'API_KEY:crash', key, move, upstream, deadline });
    tell({ type: 'told', id, told });
  } catch (error) {
    tell({ type: 'told', id, told: { state: 'FAILED', error: String(error) } });
  }
}

/** What a gateway must never do. */
async function sendAgain(store: IntentStore, { client }: Tenant): Promise<void> {
  for (const row of await store.list({ states: ['SENDING'], limit: 1000 })) {
    const sent = await sendMove({ client, context: {} }, row as LiveIntent).catch(() => null);
    if (sent?.type !== 'OPERATION') continue;
    const result = {
      state: 'SUCCEEDED',
      result: sent,
      upstreamId: sent.operation.id,
      settledAt: clock.now(),
      lockKey: null,
    } as const;
    await store.change(row, ['SENDING'], result);
  }
}
