import type { GraphClient } from './graph-client.ts';
import { type Walk, type WalkOptions, walk } from './walk.ts';

export interface CardRow {
  readonly id: string;
  readonly upstreamId: string;
  readonly number: string | null;
  readonly balance: string;
  readonly isBlocked: boolean;
  readonly updatedAt: string | null;
  readonly identifiers: readonly {
    readonly value: string;
    readonly isTemporary: boolean;
    readonly type: { readonly kind: string } | null;
  }[];
  readonly guest: {
    readonly name: { readonly last: string | null; readonly first: string | null; readonly patronymic: string | null };
    readonly gender: string | null;
    readonly birthday: string | null;
    readonly phones: readonly string[];
    readonly email: string | null;
    readonly registeredAt: string | null;
  };
  readonly group: { readonly id: string } | null;
  readonly discount: { readonly id: string } | null;
}

export interface OperationRow {
  readonly id: string;
  readonly upstreamId: string;
  readonly kind: string;
  readonly amount: string;
  readonly affectsBalance: boolean | null;
  readonly createdAt: string;
  readonly businessDate: string | null;
  readonly balanceAfter: string | null;
  readonly receipt: { readonly number: number | null; readonly restaurant: { readonly id: string } | null } | null;
}

/** Closed operations: those of the walk, up to an instant. */
export interface OperationWindow extends Walk<OperationRow> {
  /** Exclusive; a quarter of an hour ago, so that nothing is booked in it any more. */
  readonly to: string;
  /** Where the walk covers every row; null where it covers all of them. Inclusive. */
  readonly from: string | null;
  /** The rows from `from` on. */
  readonly covered: readonly OperationRow[];
}

/** What several checks look at, read once a round. */
export interface Readings {
  readonly client: GraphClient;
  cards(): Promise<Walk<CardRow>>;
  operations(): Promise<OperationWindow>;
}

const MOST_CARDS = 1000;
const MOST_OPERATIONS = 2000;
const CARD_CALLS = 30;
const OPERATION_CALLS = 45;
const QUIET_MS = 15 * 60_000;

const CARDS = `query ($after: String, $first: Int!, $isFirst: Boolean!) {
  cards(first: $first, after: $after) {
    totalCount @include(if: $isFirst)
    pageInfo { hasNextPage endCursor }
    nodes {
      id upstreamId number balance isBlocked updatedAt
      identifiers { value isTemporary type { kind } }
      guest { name { last first patronymic } gender birthday phones email registeredAt }
      group { id }
      discount { id }
    }
  }
}`;

const OPERATIONS = `query ($after: String, $first: Int!, $isFirst: Boolean!, $to: DateTime!) {
  operations(first: $first, after: $after, filter: { to: $to }) {
    totalCount @include(if: $isFirst)
    pageInfo { hasNextPage endCursor }
    nodes {
      id upstreamId kind amount affectsBalance createdAt businessDate balanceAfter
      receipt { number restaurant { id } }
    }
  }
}`;

/** How far cards and operations are walked. */
export interface ReadingLimits {
  readonly cards: Pick<WalkOptions, 'most' | 'mostCalls'>;
  readonly operations: Pick<WalkOptions, 'most' | 'mostCalls'>;
}

const ALL: ReadingLimits = {
  cards: { most: MOST_CARDS, mostCalls: CARD_CALLS },
  operations: { most: MOST_OPERATIONS, mostCalls: OPERATION_CALLS },
};

export function createReadings(client: GraphClient, limits: ReadingLimits = ALL): Readings {
  return {
    client,
    cards: once(() => walk(client, { field: 'cards', document: CARDS, ...limits.cards })),
    operations: once(async () => {
      const to = instant(Math.floor((client.clock.now() - QUIET_MS) / 60_000) * 60_000);
      const found = await walk<OperationRow>(client, {
        field: 'operations',
        document: OPERATIONS,
        variables: { to },
        ...limits.operations,
      });
      return { ...found, to, ...coverOf(found) };
    }),
  };
}

/** More rows of the last second may follow behind a walk that ended early. */
function coverOf({ rows, isWhole }: Walk<OperationRow>): Pick<OperationWindow, 'from' | 'covered'> {
  const last = rows.at(-1);
  if (isWhole || !last) return { from: null, covered: rows };
  const from = (Math.floor(Date.parse(last.createdAt) / 1000) + 1) * 1000;
  return { from: instant(from), covered: rows.filter(({ createdAt }) => Date.parse(createdAt) >= from) };
}

/** A DateTime in UTC, to the second. */
export function instant(ms: number): string {
  return new Date(ms).toISOString().replace('.000Z', 'Z');
}

function once<T>(read: () => Promise<T>): () => Promise<T> {
  let reading: Promise<T> | undefined;
  return () => {
    reading ??= read();
    return reading;
  };
}
