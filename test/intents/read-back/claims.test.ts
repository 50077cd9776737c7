import { expect, test } from 'vitest';
import type { LiveIntent } from '../../../src/intents/intent.ts';
import type { GroupMove } from '../../../src/intents/move.ts';
import { sendingIntent } from '../../../src/intents/new-intent.ts';
import { createClaimRows, createShowsChange } from '../../../src/intents/read-back/claims.ts';
import { createReasons } from '../../../src/intents/read-back/reasons.ts';
import type { Tenant } from '../../../src/tenants/registry.ts';
import type { Operation } from '../../../src/upstream/resources/operations.ts';
import { given } from '../../kit/given.ts';
import { newIntent } from '../../kit/new-intent.ts';

const rowOf = (id: number, accountId: number, amount: number, marker: string | null): Operation =>
  ({
    id,
    accountId,
    kind: 'DEPOSIT',
    amount,
    reason: marker && `Всем #${marker}`,
    createdAt: '2026-03-10T15:00:00',
  }) as Operation;
const GROUP: GroupMove = { kind: 'GROUP_DEPOSIT', groupId: 1, amount: 1000, reason: 'Всем' };

async function open() {
  const { store, tenants, clock } = await given();
  const tenant = tenants.all[0] as Tenant;
  const own = sendingIntent(newIntent({ sort: 'GROUP_DEPOSIT', move: GROUP })) as LiveIntent;
  return { store, tenant, clock, own };
}

test('a group that was booked while its rows were being read does not make another move uncertain', async () => {
  const { store, tenant, clock, own } = await open();
  const other = newIntent({ tenant: tenant.slug, sort: 'GROUP_DEPOSIT', move: GROUP });
  await store.begin(other);
  const settledAt = clock.now();
  const result = { type: 'GROUP', processed: 1, skipped: [], total: 1000, complete: true } as const;
  const [booked] = await store.list({ limit: 1 });
  if (!booked) throw new Error('nothing was begun');
  await store.change(booked, ['SENDING'], { state: 'SUCCEEDED', settledAt, result });
  const showsChange = createShowsChange(store);
  const half = [rowOf(1, 7, 200, booked.marker)];
  expect(await showsChange(tenant, own, half, settledAt - 1)).toBe(false);
  expect(await showsChange(tenant, own, half, settledAt)).toBe(true);
});

test('what was booked when amounts meant something else, or on another server, neither claims rows nor changes them', async () => {
  const { store, tenant, clock, own } = await open();
  const reasons = createReasons({ store, clock });
  const claimRows = createClaimRows({ store, reasons });
  const cardId = 7;
  const book = async (upstreamId: number, amount: number, more: object) => {
    const move = { kind: 'CARD_DEPOSIT', cardId, amount, reason: 'Отзыв' } as const;
    const row = newIntent({
      tenant: tenant.slug,
      lockKey: 'card:7',
      move,
      server: tenant.server,
      meaning: tenant.meaning,
      ...more,
    });
    await store.begin(row);
    const [booked] = await store.list({ limit: 1, states: ['SENDING'] });
    const operation = rowOf(upstreamId, cardId, amount, null);
    if (booked)
      await store.change(booked, ['SENDING'], {
        state: 'SUCCEEDED',
        settledAt: 1,
        upstreamId,
        lockKey: null,
        result: { type: 'OPERATION', operation },
      });
  };
  await book(1, 1000, {});
  await book(2, 100_000, { meaning: 'kopecks' });
  await book(3, 1000, { server: 'the one before' });
  const move = { kind: 'CARD_DEPOSIT', cardId, amount: 1000, reason: 'Отзыв' } as const;
  const asked = { ...own, move, target: 'card:7', sort: 'CARD_DEPOSIT', notedIds: [2] } as LiveIntent;
  const rows = [1, 2].map((id) => rowOf(id, cardId, 1000, null));
  const context = { whence: 'CARD' } as const;
  expect(await claimRows(tenant, asked, rows, context)).toMatchObject({ claims: 'AGREE', strangers: 'NONE' });
  const third = [...rows, rowOf(3, cardId, 1000, null)];
  expect(await claimRows(tenant, asked, third, context)).toMatchObject({ claims: 'AGREE', strangers: 'SOME' });
});
