import type { Clock } from '../../lib/clock.ts';
import type { Upstream } from '../../upstream/client.ts';
import { type Asker, Refusal } from '../graph-client.ts';
import { type FeatureResult, type Outcome, suspect, untold } from '../verdict.ts';
import { readState, waitForRow } from './card-state.ts';
import { compareMove, type Direction, ofBalance } from './compare-move.ts';
import { bookMove, type MoveAnswer } from './move.ts';
import { updateNote } from './note-update.ts';
import { searchRow } from './search-row.ts';

export interface WritesOptions {
  readonly asker: Asker;
  readonly clock: Clock;
  /** Reads below the graph what it does not show: whole reasons, and search. */
  readonly upstream: () => Upstream;
  readonly login: string | null;
  readonly card: { readonly id: string; readonly upstreamId: string };
}

/** Moves 1.00 to a card and back, then changes a note and puts it back. Nothing follows a move whose outcome is not known. */
export async function conformWrites(options: WritesOptions): Promise<FeatureResult[]> {
  const deposit = await move(options, 'deposit');
  const results = [...deposit.results];
  if (deposit.isBooked) {
    const back = await move(options, 'withdraw');
    results.push(...back.results);
    if (!back.isBooked) results.push(left());
  }
  return [...results, ...(await updateNote(options, options.card.id))];
}

async function move(
  options: WritesOptions,
  direction: Direction,
): Promise<{ isBooked: boolean; results: FeatureResult[] }> {
  const { asker, clock, card, login } = options;
  const asked = { ...asker, clock };
  const before = await readState(asker, card.id);
  const answer = await answerOf(() => bookMove(asked, direction, card.id));
  if ('failed' in answer) {
    const after = await readState(asker, card.id);
    const { text } = ofBalance(direction, before, after);
    const outcome =
      after.balance === before.balance
        ? untold(answer.failed)
        : suspect(`${answer.failed}; and yet ${text}. Put the card right in ProBonus`);
    return { isBooked: false, results: [of(direction, outcome)] };
  }
  const { booked } = answer;
  const seen = await waitForRow(asked, card.id, { before, booked });
  const results = compareMove({ direction, before, booked, seen, login, now: clock.now() });
  if (direction === 'deposit' && seen.row)
    results.push({
      ...of(direction, await searchRow(options.upstream(), Number(card.upstreamId), seen.row)),
      feature: 'write.search',
    });
  return { isBooked: true, results };
}

async function answerOf(book: () => Promise<MoveAnswer>): Promise<MoveAnswer> {
  try {
    return await book();
  } catch (error) {
    if (error instanceof Refusal) return { failed: `refused: ${error.message}` };
    throw error;
  }
}

function of(direction: Direction, outcome: Outcome): FeatureResult {
  return { feature: `write.${direction}`, operation: `operations.${direction}`, ...outcome };
}

function left(): FeatureResult {
  return of('withdraw', suspect('1.00 was booked on the card and could not be taken back: do it in ProBonus'));
}
