export const JSON_TYPE = 'application/json';
export const RESPONSE_TYPE = 'application/graphql-response+json';
export const EVENT_TYPE = 'text/event-stream';
export type MediaType = typeof JSON_TYPE | typeof RESPONSE_TYPE | typeof EVENT_TYPE;

export interface Negotiated {
  /** Media type of a single result: events only where the client accepts nothing else. */
  readonly mediaType: MediaType;
  readonly events: boolean;
}

interface Range {
  readonly type: string;
  readonly q: number;
}

const PLAIN: Negotiated = { mediaType: JSON_TYPE, events: false };
const STRICT: Negotiated = { mediaType: RESPONSE_TYPE, events: false };

/** The media type for an Accept header, or null when none is acceptable. At equal quality the first wins; JSON wins a wildcard. */
export function negotiate(accept: string | undefined): Negotiated | null {
  if (accept === undefined || accept === '' || accept === '*/*' || accept === JSON_TYPE) return PLAIN;
  if (accept === RESPONSE_TYPE) return STRICT;
  const ranges = accept.toLowerCase().split(',').map(readRange);
  const events = ranges.some(({ type, q }) => type === EVENT_TYPE && q > 0);
  const [plain, strict] = [preferenceFor(JSON_TYPE, ranges), preferenceFor(RESPONSE_TYPE, ranges)];
  if (plain.q <= 0 && strict.q <= 0) return events ? { mediaType: EVENT_TYPE, events } : null;
  const prefersStrict = strict.q > plain.q || (strict.q === plain.q && strict.position < plain.position);
  return { mediaType: prefersStrict ? RESPONSE_TYPE : JSON_TYPE, events };
}

/** The quality and position of the most specific range that matches the type. */
function preferenceFor(type: MediaType, ranges: readonly Range[]): { q: number; position: number } {
  for (const range of [type, 'application/*', '*/*']) {
    const position = ranges.findIndex((each) => each.type === range);
    const found = ranges[position];
    if (found) return { q: found.q, position: range === type ? position : ranges.length };
  }
  return { q: 0, position: ranges.length };
}

function readRange(text: string): Range {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim());
  const charset = parameters.find((parameter) => parameter.startsWith('charset='));
  // Responses are UTF-8: a range with another charset matches none.
  if (charset !== undefined && !/^charset="?utf-?8"?$/.test(charset)) return { type, q: 0 };
  const q = Number(parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? 1);
  return { type, q: q >= 0 && q <= 1 ? q : 1 };
}
