import type { Instant } from '../../lib/clock.ts';
import type { Tenant } from '../../tenants/registry.ts';
import type { Upstream } from '../../upstream/client.ts';
import { getOperation, listOperations } from '../../upstream/resources/operations.ts';
import { isFinal, type LiveIntent } from '../intent.ts';
import { isGroupMove } from '../move.ts';
import type { ClaimRows, ShowsChange } from './claims.ts';
import type { Controls } from './control.ts';
import { type Finding, findingOf } from './finding.ts';
import { PAGE, type ReadMarked, walkOperations } from './history.ts';
import { markersOf } from './our-row.ts';
import { NO_ROWS, type OurRows } from './our-rows.ts';
import type { Reasons } from './reasons.ts';
import type { Searches } from './searches.ts';

/** Pages of a card's history, and of all operations where a merged card is looked for. */
const MAX_PAGES = 20;

export interface Ways {
  readonly reasons: Reasons;
  readonly claimRows: ClaimRows;
  readonly showsChange: ShowsChange;
  readonly controls: Controls;
  readonly searches: Searches;
  readonly readMarked: ReadMarked;
}

/** Reads for the row of a card move: by the id that an answer gave, by the marker, then in the whole history of the card. */
export function createCardReader({ claimRows, showsChange, controls, searches, readMarked }: Ways) {
  const byAnswer = async (tenant: Tenant, upstream: Upstream, intent: LiveIntent): Promise<OurRows> => {
    const { answerId } = intent.evidence;
    if (answerId === null || !upstream.client.dialect.supports('operations.get')) return NO_ROWS;
    const row = await getOperation(upstream, answerId);
    return row ? (await claimRows(tenant, intent, [row], { whence: 'ANSWER' })).own : NO_ROWS;
  };

  /** The card may have been merged into another one. */
  const everywhere = async (tenant: Tenant, upstream: Upstream, intent: LiveIntent): Promise<OurRows> => {
    for (const marker of markersOf(intent)) {
      const hits = await searches.everywhere(tenant, upstream, marker);
      if (!hits) return NO_ROWS;
      const { own } = await claimRows(tenant, intent, hits.rows, { whence: 'ANYWHERE', found: hits.found });
      if (own.type !== 'NONE') return own;
    }
    return NO_ROWS;
  };

  return {
    async quick(tenant: Tenant, upstream: Upstream, intent: LiveIntent): Promise<OurRows> {
      const answered = await byAnswer(tenant, upstream, intent);
      if (answered.type !== 'NONE' || isGroupMove(intent.move)) return answered;
      const { cardId: accountId } = intent.move;
      const hits = await searches.onCard(tenant, upstream, intent.marker, accountId);
      const limit = Math.min(PAGE, upstream.client.dialect.maxLimit);
      // An audit does not trust a search that finds nothing, and learns from the card how the reason comes back.
      const isEnough = hits !== null && (hits.rows.length > 0 || !isFinal(intent.state));
      const rows = isEnough ? hits.rows : (await listOperations(upstream, { accountId, limit })).items;
      return (await claimRows(tenant, intent, rows, { whence: 'CARD', found: hits?.found })).own;
    },
    async full(tenant: Tenant, upstream: Upstream, intent: LiveIntent, asOf: Instant): Promise<Finding> {
      if (isGroupMove(intent.move)) throw new RangeError('a group move has no card');
      const answered = await byAnswer(tenant, upstream, intent);
      if (answered.type !== 'NONE') return findingOf(answered);
      const { cardId } = intent.move;
      const walk = { maxPages: MAX_PAGES, isWanted: () => true };
      const { rows, isWhole } = await walkOperations(upstream, { accountId: cardId }, walk);
      const { own: onCard, claims: byId, strangers, alike } = await claimRows(tenant, intent, rows, { whence: 'CARD' });
      if (onCard.type !== 'NONE') return findingOf(onCard);
      const merged = await everywhere(tenant, upstream, intent);
      if (merged.type !== 'NONE') return findingOf(merged);

      const isOvertaken = await controls.isOvertaken(tenant, intent, rows);
      const chosen = await controls.choose(tenant, intent, asOf);
      const isHidden = !isOvertaken && (await controls.isHidden(tenant, intent, asOf));
      const shown = isHidden ? 'UNSEEN' : await controls.areSeen(tenant, upstream, chosen, { cardId, rows });
      const seen = isOvertaken ? 'SEEN' : shown;
      let own = NO_ROWS;
      if (seen !== 'NONE' && !(await controls.areSearched(tenant, upstream, chosen.slice(0, 1), searches))) {
        const all = await readMarked(tenant, upstream, {
          since: intent.submittedAt,
          maxPages: MAX_PAGES,
          asOf: asOf.monotonic,
        });
        own = (await claimRows(tenant, intent, all.rows, { whence: 'ANYWHERE' })).own;
      }
      const isChange = await showsChange(tenant, intent, rows, controls.bookedBefore(tenant, asOf));
      const claims = isChange ? 'CHANGED' : byId;
      const history = isWhole ? 'WHOLE' : 'CUT';
      const kept = (await controls.areKept(tenant, intent, chosen)) ? 'KEPT' : 'UNKNOWN';
      return findingOf(own, { claims, history, controls: seen, reasons: kept, strangers }, { isOvertaken, alike });
    },
  };
}
