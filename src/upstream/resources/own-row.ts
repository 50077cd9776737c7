import type { OperationId } from '../../contract/schemas.ts';
import { malformed } from '../errors.ts';

/**
 * The row when it is the one of this number. MALFORMED for another: somebody else's row tells nothing of this one, and is
 * nobody's to see.
 */
export async function ownRow<T extends { readonly id: number }>(
  operation: OperationId,
  id: number,
  answer: Promise<T>,
): Promise<T> {
  const row = await answer;
  if (row.id !== id) throw malformed(operation, 'OTHER_ROW');
  return row;
}

/** The same for what belongs to an account and names it, where it does. */
export async function ofAccount<T extends { readonly accountId: number }>(
  operation: OperationId,
  id: number,
  answer: Promise<T>,
): Promise<T> {
  const row = await answer;
  if (row.accountId != null && row.accountId !== id) throw malformed(operation, 'OTHER_ROW');
  return row;
}
