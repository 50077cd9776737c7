import { lastMarkerIn } from '../../intents/marker.ts';
import type { Upstream } from '../../upstream/client.ts';
import { UpstreamError } from '../../upstream/errors.ts';
import { operationPage } from '../../upstream/resources/operations.ts';
import { fits, type Outcome, suspect, untold } from '../verdict.ts';
import type { BookedRow } from './move.ts';

const LIMIT = 20;

/** Whether the marker that the gateway adds to reasons is kept, and found by search: so are moves read back whose answer was lost. */
export async function searchRow(upstream: Upstream, accountId: number, row: BookedRow): Promise<Outcome> {
  try {
    const own = await operationPage(upstream, { accountId, offset: 0, limit: LIMIT });
    const marker = lastMarkerIn(own.items.find(({ id }) => String(id) === row.upstreamId)?.reason);
    if (marker === null)
      return suspect('the server does not keep the end of reasons: a lost answer cannot be looked up by it');
    const found = await operationPage(upstream, { search: marker, offset: 0, limit: LIMIT });
    const isFound = found.items.some(({ id }) => String(id) === row.upstreamId);
    if (!isFound) return untold('search does not look in reasons: lost answers are looked up in the list of the card');
    return found.items.length === 1
      ? fits('found by the marker in its reason')
      : untold('search is ignored, or finds more than the marker');
  } catch (error) {
    if (error instanceof UpstreamError) return untold(`search is refused: ${error.kind}`);
    throw error;
  }
}
