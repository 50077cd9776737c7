import { type Clock, sleep } from '../../lib/clock.ts';
import type { Asker } from '../graph-client.ts';
import { type BookedRow, ROW_FIELDS } from './move.ts';

/** A card and its newest operations. */
export interface CardState {
  readonly balance: string;
  readonly operations: { readonly nodes: readonly BookedRow[] } | null;
}

const STATE = `query ($id: ID!) { card(by: { id: $id }) { balance operations(first: 20) { nodes { ${ROW_FIELDS} } } } }`;
const PAUSE_MS = 1000;
const MOST_MS = 30_000;

export async function readState({ askWhole }: Pick<Asker, 'askWhole'>, id: string): Promise<CardState> {
  const { card } = await askWhole<{ card: CardState | null }>(STATE, { id });
  return card ?? { balance: '', operations: null };
}

export interface Seen {
  readonly state: CardState;
  /** The booked row in the list of the card; null where it did not come in half a minute. */
  readonly row: BookedRow | null;
  readonly afterMs: number;
}

/** Reads the card until it shows a row that was not among those before, and another balance; half a minute at most. */
export async function waitForRow(
  asker: Pick<Asker, 'askWhole'> & { readonly clock: Clock },
  id: string,
  { before, booked }: { readonly before: CardState; readonly booked: BookedRow | null },
): Promise<Seen> {
  const { clock } = asker;
  const known = new Set(before.operations?.nodes.map((row) => row.id));
  for (let waited = 0; ; waited += PAUSE_MS) {
    const state = await readState(asker, id);
    const fresh = state.operations?.nodes.filter((row) => !known.has(row.id)) ?? [];
    const row = fresh.find((one) => one.id === booked?.id) ?? fresh[0] ?? null;
    const isShown = row !== null && state.balance !== before.balance;
    if (isShown || waited >= MOST_MS) return { state, row, afterMs: waited };
    await sleep(clock, PAUSE_MS);
  }
}
