import type { OperationId } from '../../../contract/schemas.ts';
import type { Money } from '../../../lib/decimal.ts';
import { UpstreamError } from '../../errors.ts';

/**
 * Stands for an amount whose unit nobody knows. A field that shows it fails with it, as with any Error in the place of a
 * value; whatever reads it as a number throws MALFORMED.
 */
export const UNPROVEN = Object.freeze(
  Object.assign(unprovenUnit({ sent: 'ANSWERED' }), {
    [Symbol.toPrimitive]: (): never => {
      throw unprovenUnit({ sent: 'ANSWERED' });
    },
  }),
) as unknown as Money;

export function unprovenUnit(more: {
  sent: 'NOT_SENT' | 'ANSWERED';
  operation?: OperationId;
  field?: string;
}): UpstreamError {
  return new UpstreamError({ kind: 'MALFORMED', reason: 'UNIT_UNPROVEN', ...more });
}
