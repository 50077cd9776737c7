import type { Clock } from '../../lib/clock.ts';
import { isUnused } from '../intent.ts';
import { isGroupMove, lockKeyOf, type MoveRequest, sortOf } from '../move.ts';
import type { NewIntent } from '../new-intent.ts';
import type { IntentStore } from '../store/store.ts';
import { PAGE } from './history.ts';
import { newestOfCard, readUntil } from './newest-of-card.ts';
import type { Reasons } from './reasons.ts';
import { idOf } from './rows.ts';

/** What a move's row must say of the time before its send. */
export type Noted = Required<Pick<NewIntent, 'sort' | 'server' | 'meaning' | 'holdsLock' | 'notedIds'>>;

/**
 * Notes where a move is sent to, and which rows its card has before. One read of the card's newest page, and only where reasons of
 * this sort and length were not seen to come back: there the row is found by no marker. Where that read fails the move is sent
 * without, and its absence proves nothing later. Rejects with IntentStoreError alone.
 */
export type NoteBefore = (request: MoveRequest) => Promise<Noted>;

export function createNoteBefore(options: { store: IntentStore; reasons: Reasons; clock: Clock }): NoteBefore {
  const { store, reasons, clock } = options;

  const readIds = async (request: MoveRequest): Promise<readonly number[] | null> => {
    const { tenant, move, upstream } = request;
    if (isGroupMove(move)) return null;
    const context = { deadline: readUntil(request, clock), stats: upstream.context.stats };
    const rows = await newestOfCard(request, { accountId: move.cardId, limit: PAGE }, context);
    if (!rows) return null;
    const filter = { target: lockKeyOf(move), states: ['SUCCEEDED'], limit: 100 } as const;
    await reasons.learn(tenant, await store.list({ tenant: tenant.slug, ...filter }), rows);
    return rows.flatMap((row) => idOf(row) ?? []);
  };

  return async (request) => {
    const { tenant, move, principal, key } = request;
    const { server, meaning, slug } = tenant;
    const sort = sortOf(move, tenant.zone.toLocal(clock.now()).slice(0, 10));
    const noted = { sort, server, meaning, holdsLock: false, notedIds: null };
    if (await reasons.isKept(tenant, { sort, move })) return noted;
    const stored = await store.get({ tenant: slug, principal, key });
    // A used key is not sent, and one that was turned away keeps what was noted before its first send.
    const isFirst = stored === null || isUnused(stored);
    const notedIds = isFirst ? await readIds(request) : stored.notedIds;
    return { ...noted, holdsLock: await reasons.isChanged(tenant, { sort, move }), notedIds };
  };
}
