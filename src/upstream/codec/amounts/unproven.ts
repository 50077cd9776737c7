import type { OperationId } from '../../../contract/schemas.ts';
import type { Money } from '../../../lib/decimal.ts';
import { UpstreamError } from '../../errors.ts';

/** Stands for an amount whose unit nobody knows: whatever reads it as a number, or prints it, throws MALFORMED. */
export const UNPROVEN = Object.freeze({
  [Symbol.toPrimitive]: (): never => {
    throw unprovenUnit({ sent: 'ANSWERED' });
  },
}) as unknown as Money;

/** The amount itself, for a field that tells it. Throws for one of an unproven unit: compiled queries drop what its printing throws. */
export function proven<Amount extends Money | null>(amount: Amount): Amount {
  if (amount === UNPROVEN) throw unprovenUnit({ sent: 'ANSWERED' });
  return amount;
}

export function unprovenUnit(more: {
  sent: 'NOT_SENT' | 'ANSWERED';
  operation?: OperationId;
  field?: string;
}): UpstreamError {
  return new UpstreamError({ kind: 'MALFORMED', reason: 'UNIT_UNPROVEN', ...more });
}
