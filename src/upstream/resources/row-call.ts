import type { OperationId } from '../../contract/schemas.ts';
import type { operations } from '../../contract/types.ts';
import type { CallArgs, ResponseOf, Upstream } from '../client.ts';
import { isLeftOut } from '../codec/rows/leave-out.ts';
import { malformed, UpstreamError } from '../errors.ts';
import { NO_ROW_OR_PATH } from '../http/classify.ts';

/** Operations with `{id}` in their path that respond with the row of that id. */
export type RowOperation = {
  [O in OperationId]: operations[O]['parameters'] extends { path: { id: number } }
    ? ResponseOf<O> extends { id: number }
      ? O
      : never
    : never;
}[OperationId];

/** JSON body of a request by the contract. */
export type BodyOf<O extends OperationId> = operations[O] extends {
  requestBody: { content: { 'application/json': infer Body } };
}
  ? Body
  : never;

/** Defines the read of one row: null when there is none. */
export function getCall<O extends RowOperation>(operation: O) {
  return (upstream: Upstream, id: number): Promise<ResponseOf<O> | null> =>
    orNull(upstream, operation, rowCall(upstream, operation, id));
}

/** Defines the update of one row: absent properties stay, null clears. */
export function updateCall<O extends RowOperation>(operation: O) {
  return (upstream: Upstream, id: number, body: BodyOf<O> & object): Promise<ResponseOf<O>> =>
    rowCall(upstream, operation, id, body);
}

/** Defines a call that consists of its body alone. */
export function bodyCall<O extends OperationId>(operation: O) {
  return ({ client, context }: Upstream, body: BodyOf<O> & object): Promise<ResponseOf<O>> =>
    client.call(operation, { body }, context);
}

/** Resolves with the row of this id. Rejects with MALFORMED for another row, which this caller may have no right to see. */
export async function rowCall<O extends RowOperation>(
  { client, context }: Upstream,
  operation: O,
  id: number,
  body?: object,
  beside?: CallArgs['beside'],
): Promise<ResponseOf<O>> {
  const row = await client.call(operation, { path: { id }, body, beside }, context);
  if ((row as { id: number }).id !== id) throw malformed(operation, 'OTHER_ROW');
  return row;
}

/** The same for what belongs to an account; a response without an account id passes. */
export async function ofAccount<T extends { readonly accountId: number }>(
  operation: OperationId,
  id: number,
  response: Promise<T>,
): Promise<T> {
  const row = await response;
  if (row.accountId != null && row.accountId !== id) throw malformed(operation, 'OTHER_ROW');
  return row;
}

/**
 * Null for the 404 of a row, and for a server that answers `null`; every other failure rejects. A 404 that the router of a server
 * gives as well is believed once the path was seen to have rows, else UNSUPPORTED.
 */
export async function orNull<T>(
  { client, context }: Upstream,
  operation: OperationId,
  row: Promise<T>,
): Promise<T | null> {
  try {
    const found = await row;
    client.rowPaths.saw(operation);
    return isLeftOut(found) ? null : found;
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    if (error.kind === 'MALFORMED' && error.reason === 'NULL') return null;
    if (error.kind !== 'REJECTED' || error.status !== 404) throw error;
    if (error.reason === NO_ROW_OR_PATH) await client.rowPaths.prove(operation, context);
    return null;
  }
}
