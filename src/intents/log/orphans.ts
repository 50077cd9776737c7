import { compareMoney, magnitude } from '../../lib/decimal.ts';
import type { Tenant } from '../../tenants/registry.ts';
import type { Operation } from '../../upstream/resources/operations.ts';
import type { Intent } from '../intent.ts';
import { isGroupMove, lockKeyOf, type Move, signOf } from '../move.ts';
import { type NewIntent, sendingIntent } from '../new-intent.ts';
import { amountOf, idOf, reasonOf, storedOperation, timeOf } from '../read-back/rows.ts';
import type { IntentStore } from '../store/store.ts';
import type { UnknownRow } from './unknown-rows.ts';

/** Principal of the rows that stand in the log for orphans; no caller has it. */
const ORPHAN = 'ORPHAN';
/** The group of an orphan is unknown: rows name cards alone. */
const UNKNOWN_GROUP = 0;
const MOST = 100_000;

/** Rows of the log for operations that it did not know: one for each marker. Unreadable amounts are left out. */
export function orphanIntents(tenant: Tenant, unknown: readonly UnknownRow[], now: number): Intent[] {
  const byMarker = new Map<string, Operation[]>();
  for (const { row, marker } of unknown) byMarker.set(marker, [...(byMarker.get(marker) ?? []), row]);
  return [...byMarker].flatMap(([marker, rows]) => {
    const [first] = rows.sort((a, b) => a.id - b.id);
    const move = first && moveOf(first, new Set(rows.map(({ accountId }) => accountId)).size > 1);
    return first && move ? [orphanIntent(tenant, { marker, row: first, move, now })] : [];
  });
}

function orphanIntent(
  tenant: Tenant,
  { marker, row, move, now }: { marker: string; row: Operation; move: Move; now: number },
): Intent {
  const at = Math.min(timeOf(row, tenant.zone) ?? now, now);
  const sent = sendingIntent({
    tenant: tenant.slug,
    principal: ORPHAN,
    key: marker,
    fingerprint: ORPHAN,
    marker,
    move,
    attempt: marker,
    lockKey: lockKeyOf(move),
    sort: move.kind,
    holdsLock: false,
    submittedAt: at,
    deadline: at,
  });
  const booked = isGroupMove(move)
    ? {}
    : { upstreamId: idOf(row), result: { type: 'OPERATION', operation: storedOperation(row) } as const };
  // The end of its retention counts from now, so that it guards its move for as long as a key.
  return { ...sent, ...booked, state: 'SUCCEEDED', settledAt: now, lockKey: null, alarm: 'ORPHAN' };
}

function moveOf(row: Operation, isGroup: boolean): Move | null {
  const amount = amountOf(row);
  if (amount === null || compareMoney(amount, 0) === 0) return null;
  const isWithdrawal = compareMoney(amount, 0) < 0 || row.kind === 'WITHDRAW';
  const content = { amount: magnitude(amount), reason: reasonOf(row) };
  if (isGroup) return { ...content, kind: isWithdrawal ? 'GROUP_WITHDRAW' : 'GROUP_DEPOSIT', groupId: UNKNOWN_GROUP };
  return { ...content, kind: isWithdrawal ? 'CARD_WITHDRAW' : 'CARD_DEPOSIT', cardId: row.accountId };
}

/** The orphans that may be this move: equal in card, sign and amount. Of a group move the cards are unknown. */
export async function orphansLike(
  store: IntentStore,
  { tenant, move }: Pick<NewIntent, 'tenant' | 'move'>,
): Promise<Intent[]> {
  const orphans = await store.list({ tenant, alarm: ORPHAN, limit: MOST });
  return orphans.filter(
    ({ move: orphan, target }) =>
      orphan !== null &&
      signOf(orphan) === signOf(move) &&
      compareMoney(orphan.amount, move.amount) === 0 &&
      (isGroupMove(move) || target === lockKeyOf(move)),
  );
}
