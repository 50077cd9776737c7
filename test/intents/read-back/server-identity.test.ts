import { expect, test } from 'vitest';
import { createIntents } from '../../../src/intents/intents.ts';
import { createMemoryStore } from '../../../src/intents/store/memory.ts';
import { createTenants, type Tenant } from '../../../src/tenants/registry.ts';
import { atEnd } from '../../kit/at-end.ts';
import { standingClock } from '../../kit/clock.ts';
import { tenantConfig } from '../../kit/config.ts';
import { createLedgerServer, type LedgerServer } from '../servers/ledger-server.ts';

const principal = 'API_KEY:till';
const CONFIG = tenantConfig({
  baseUrl: 'http://127.0.0.1:1/api/v0',
  upstream: { retryBaseMs: 1 },
  valueMoves: { audit: 0 },
});

/** One log, and a tenant whose server changes. */
function openLog() {
  const clock = standingClock();
  const store = createMemoryStore();
  return {
    clock,
    store,
    on({ url }: Pick<LedgerServer, 'url'>, deadlineMs = 2000) {
      const tenants = createTenants({ tenants: [{ ...CONFIG, baseUrl: url }] }, { clock });
      const intents = createIntents({ store, clock, tenants });
      atEnd(() => tenants.close());
      const tenant = tenants.all[0] as Tenant;
      const asked = () => {
        const deadline = clock.now() + deadlineMs;
        return { tenant, principal, upstream: { client: tenant.client, context: { deadline } }, deadline };
      };
      const move = { kind: 'CARD_WITHDRAW', cardId: 1, amount: 1005, reason: 'Заказ' } as const;
      return {
        withdraw: (key: string) => intents.move({ ...asked(), key, move }),
        reverse: (key: string, originalKey: string) =>
          intents.reverse({ ...asked(), key, originalKey, amount: null, expiresAt: null, reason: 'Отмена' }),
      };
    },
  };
}

test('what was booked on another server is neither told again nor taken back on this one', async () => {
  const log = openLog();
  const [staging, production] = [await createLedgerServer(log), await createLedgerServer(log)];
  const before = log.on(staging);
  expect(await before.withdraw('order')).toMatchObject({ state: 'BOOKED' });
  const now = log.on(production);
  expect(await now.withdraw('order')).toMatchObject({ state: 'KEY_REUSED', expiredAt: null });
  expect(await now.reverse('cancel', 'order')).toMatchObject({ state: 'NOTHING_TO_REVERSE' });
  expect(production.posts).toEqual([]);
  expect(await before.withdraw('order')).toMatchObject({ state: 'BOOKED', replayed: true });
  expect(await before.reverse('cancel', 'order')).toMatchObject({ state: 'BOOKED' });
});

test.each([
  ['reasons come back', undefined],
  ['reasons do not come back', () => null],
])('the same server under another address is the same where %s', async (_, reason) => {
  const log = openLog();
  const server = await createLedgerServer({ clock: log.clock, behaviour: reason ? { reason } : {} });
  expect(await log.on(server).withdraw('order')).toMatchObject({ state: 'BOOKED' });
  const moved = log.on({ url: server.url.replace('127.0.0.1', 'localhost') });
  expect(await moved.withdraw('order')).toMatchObject({ state: 'BOOKED', replayed: true });
  expect(await moved.reverse('cancel', 'order')).toMatchObject({ state: 'BOOKED' });
  expect(server.posts).toHaveLength(2);
});

test('where the server cannot be read, nobody says what another one booked', async () => {
  const log = openLog();
  const server = await createLedgerServer(log);
  expect(await log.on(server).withdraw('order')).toMatchObject({ state: 'BOOKED' });
  const nowhere = log.on({ url: CONFIG.baseUrl }, 300);
  expect(await nowhere.withdraw('order')).toMatchObject({ state: 'PENDING' });
  await expect(nowhere.reverse('cancel', 'order')).rejects.toMatchObject({ kind: 'UNAVAILABLE' });
});
