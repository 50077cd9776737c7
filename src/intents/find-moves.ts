import type { Money } from '../lib/decimal.ts';
import type { Operation } from '../upstream/resources/operations.ts';
import { expiryOf, type Intent, type IntentKey, type IntentState, isUnused } from './intent.ts';
import { markerAt } from './marker.ts';
import type { Telling } from './reconcile/telling.ts';
import type { Reservations } from './reverse/reservations.ts';
import { isReversible } from './reverse/reversal.ts';
import type { Services } from './services.ts';

/** The outcome of a key, without sending anything. */
export interface FoundMove {
  /** PENDING: without an outcome yet. NEEDS_OPERATOR: only a person can say. EXPIRED: no longer kept. */
  readonly state: 'PENDING' | 'NEEDS_OPERATOR' | 'BOOKED' | 'NOT_BOOKED' | 'REFUSED' | 'EXPIRED';
  readonly submittedAt: number;
  readonly operation: Operation | null;
  /** Booked reversals; null for what cannot be taken back. */
  readonly reversedTotal: Money | null;
}

/** A row of the server as far as it leads to its move. */
export interface BookedRow {
  readonly id: number;
  readonly cardId: number;
  readonly reason: string | null;
}

export interface FindMoves {
  /** Null for a key of which nothing was ever sent. */
  find(key: IntentKey): Promise<FoundMove | null>;
  /** The keys of a principal that booked these rows; null for each row that another one, or no gateway, has booked. */
  keysOf(owner: Pick<IntentKey, 'tenant' | 'principal'>, rows: readonly BookedRow[]): Promise<(string | null)[]>;
}

/** Longest lookup for one who asks. */
const LOOKUP_MS = 2000;

export function createFindMoves(
  options: Services & { readonly reservations: Reservations; readonly telling: Telling },
): FindMoves {
  const { store, reservations, telling, clock } = options;
  return {
    async find(key) {
      const stored = await store.get(key);
      if (!stored || isUnused(stored)) return null;
      const row = await telling(stored, { deadline: clock.now() + LOOKUP_MS });
      const state = stateOf(row, clock.now());
      const isBooked = state === 'BOOKED';
      return {
        state,
        submittedAt: row.submittedAt,
        operation: isBooked && row.result?.type === 'OPERATION' ? row.result.operation : null,
        reversedTotal: isBooked && isReversible(row) ? await reservations.reversedTotal(row) : null,
      };
    },
    async keysOf({ tenant, principal }, rows) {
      const markers = rows.flatMap(({ reason }) => markerAt(reason ?? '') ?? []);
      const upstreamIds = rows.map(({ id }) => id);
      const limit = rows.length * 2;
      const [byId, byMarker] = await Promise.all([
        store.list({ tenant, upstreamIds, states: ['SUCCEEDED'], limit }),
        markers.length > 0 ? store.list({ tenant, markers, limit }) : [],
      ]);
      const isOwn = (row: Intent) => row.principal === principal;
      const keyOfMarker = new Map(byMarker.filter(isOwn).map(({ marker, key }) => [marker, key]));
      // An id may be of another card's operation now: of another server, or given again.
      const keyOfId = new Map(
        byId.filter(isOwn).map(({ upstreamId, target, key }) => [`${target} ${upstreamId}`, key]),
      );
      return rows.map(({ id, cardId, reason }) => {
        const marker = markerAt(reason ?? '');
        const marked = marker === null ? undefined : keyOfMarker.get(marker);
        return marked ?? (marker === null ? keyOfId.get(`card:${cardId} ${id}`) : undefined) ?? null;
      });
    },
  };
}

const STATES: Readonly<Record<IntentState, FoundMove['state']>> = {
  INTENT: 'PENDING',
  SENDING: 'PENDING',
  UNKNOWN: 'PENDING',
  WAITING: 'PENDING',
  STUCK: 'NEEDS_OPERATOR',
  SUCCEEDED: 'BOOKED',
  REJECTED: 'REFUSED',
  NOT_APPLIED: 'NOT_BOOKED',
  CLOSED: 'NOT_BOOKED',
};

function stateOf(row: Intent, now: number): FoundMove['state'] {
  if (expiryOf(row, now) !== null) return 'EXPIRED';
  return row.result?.type === 'NOTHING' ? 'NOT_BOOKED' : STATES[row.state];
}
