import { type Intent, type IntentKey, type LiveIntent, NO_EVIDENCE, type StuckReason } from './intent.ts';
import type { Sort } from './move.ts';

/** A request for the right to send; all other fields of the row are empty. The lock key becomes the row's target too. */
export type NewIntent = Pick<
  LiveIntent,
  keyof IntentKey | 'fingerprint' | 'marker' | 'move' | 'attempt' | 'holdsLock' | 'submittedAt' | 'deadline'
> & { readonly lockKey: string; readonly sort: Sort } & Partial<
    Pick<Intent, 'server' | 'meaning' | 'reverses' | 'formerMarkers' | 'notedIds'>
  > & {
    /** The row is STUCK for this reason, and nothing is to be sent. */
    readonly stuck?: StuckReason;
    /** The row is WAITING again where the right is given back: see `Reversal`. */
    readonly isKept?: boolean;
  };

/** A row before its send: what is spread onto all fields costs 1 us, onto a part of them 17 us. */
export const BLANK_INTENT: Intent = {
  tenant: '',
  principal: '',
  key: '',
  fingerprint: '',
  marker: '',
  move: null,
  state: 'SENDING',
  attempt: '',
  lockKey: null,
  holdsLock: false,
  submittedAt: 0,
  deadline: 0,
  settleFrom: null,
  settledAt: null,
  nextAt: null,
  evidence: NO_EVIDENCE,
  upstreamId: null,
  verbatim: null,
  result: null,
  alarm: null,
  expiredAt: null,
  sort: null,
  target: null,
  server: null,
  meaning: null,
  reverses: null,
  reversals: null,
  toldAt: null,
  settlement: null,
  formerMarkers: null,
  notedIds: null,
};

/** No settle time ends then: a gateway of an earlier version beside, which does not know the reason, never takes absence for a proof. */
export const NEVER = Date.UTC(9999, 0);

/** The row of a right to send that was just given, or of one that is refused. */
export function sendingIntent({ stuck, isKept: _, ...intent }: NewIntent): Intent {
  const row = { ...BLANK_INTENT, ...intent, target: intent.lockKey };
  return stuck === undefined
    ? row
    : { ...row, state: 'STUCK', lockKey: null, settleFrom: NEVER, evidence: { ...NO_EVIDENCE, why: stuck } };
}
