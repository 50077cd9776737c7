/** A value move as its client knows it. */
export interface Move {
  readonly card: number;
  readonly state: 'OPEN' | 'BOOKED' | 'NOT_APPLIED';
  /** Of the operation that it was told. */
  readonly operationId?: string;
  /** How often it was asked for until its outcome was known. */
  readonly asks: number;
}

type Moves = ReadonlyMap<string, Move>;

/** What its server has booked. Reasons begin with the keys. */
type Rows = readonly { readonly id: number; readonly reason?: unknown }[];

export function keysWhere(moves: Moves, holds: (move: Move, key: string) => boolean): string[] {
  return [...moves].flatMap(([key, move]) => (holds(move, key) ? [key] : []));
}

/** Keys of the moves whose server tells otherwise than their clients were told. */
export function verdictOf(moves: Moves, rows: Rows) {
  const booked = new Map<string, string[]>();
  for (const { id, reason } of rows) {
    const key = String(reason).replace(/ #[A-Z2-7]{12}$/, '');
    booked.set(key, [...(booked.get(key) ?? []), String(id)]);
  }
  const idsOf = (key: string) => booked.get(key) ?? [];
  return {
    open: keysWhere(moves, ({ state }) => state === 'OPEN'),
    lost: keysWhere(moves, ({ state }, key) => state === 'BOOKED' && idsOf(key).length === 0),
    doubled: keysWhere(moves, (_, key) => idsOf(key).length > 1),
    contradicted: keysWhere(moves, ({ state, operationId = '' }, key) =>
      state === 'NOT_APPLIED' ? idsOf(key).length > 0 : state === 'BOOKED' && !idsOf(key).includes(operationId),
    ),
  };
}
