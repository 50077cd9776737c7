import { type Intent, isUnused } from './intent.ts';

/** The server turned the last send away, and no lookup has shown yet that nothing was booked. */
export function isTurnedAway({ state, settleFrom }: Intent): boolean {
  return (state === 'INTENT' || state === 'WAITING') && settleFrom !== null;
}

/** Whether this content may be sent under the key of a row: a key whose bytes went out once keeps its content. */
export function mayBegin(row: Intent, { fingerprint }: Pick<Intent, 'fingerprint'>): boolean {
  const isOpen = (row.state === 'INTENT' || row.state === 'WAITING') && !isTurnedAway(row);
  return isUnused(row) || (isOpen && row.fingerprint === fingerprint);
}
