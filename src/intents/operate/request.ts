import { isRecord } from '../../lib/is-record.ts';

/** What only a person can know or decide about value moves. `by`: the account of the operator. */
export type OperatorRequest = { readonly by: string } & (
  | {
      readonly action: 'settle';
      readonly marker: string;
      /** Ids of the operations that are the move: one for a card, all of them for a group. Null: it was not booked. */
      readonly booked: readonly number[] | null;
      readonly because: string | null;
    }
  | { readonly action: 'ack'; readonly marker: string; readonly because: string | null }
  | { readonly action: 'adopt'; readonly because: string | null }
);

/** The request cannot be carried out; the message says why, for the operator. */
export class OperatorError extends Error {
  override readonly name = 'OperatorError';
}

const MARKER = /^#?([A-Z2-7]{12})$/i;
const MAX_TEXT = 500;

/** The marker in capital letters, without its #. */
export function markerFrom(text: string): string {
  const marker = MARKER.exec(text)?.[1];
  if (marker === undefined)
    throw new OperatorError(
      `${JSON.stringify(text)} is not a marker: 12 characters of A-Z and 2-7, as \`intents list\` shows`,
    );
  return marker.toUpperCase();
}

/** Reads what came over HTTP. Throws OperatorError. */
export function readOperatorRequest(body: unknown): OperatorRequest {
  const given = isRecord(body) ? body : {};
  const text = (name: string): string | null => {
    const value = given[name];
    if (value === undefined || value === null) return null;
    if (typeof value !== 'string' || value.length > MAX_TEXT) throw new OperatorError(`${name} must be a text`);
    return value;
  };
  const by = text('by') ?? '';
  const because = text('because');
  const marker = () => markerFrom(text('marker') ?? '');
  switch (given.action) {
    case 'settle': {
      const { booked } = given;
      const isIds =
        Array.isArray(booked) && booked.length > 0 && booked.every((id) => Number.isSafeInteger(id) && id > 0);
      if (booked !== null && !isIds) throw new OperatorError('booked must be ids of operations, or null');
      return { action: 'settle', marker: marker(), booked: isIds ? booked : null, because, by };
    }
    case 'ack':
      return { action: 'ack', marker: marker(), because, by };
    case 'adopt':
      return { action: 'adopt', because, by };
    default:
      throw new OperatorError('action must be settle, ack or adopt');
  }
}
