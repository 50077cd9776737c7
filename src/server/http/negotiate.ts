export const JSON_TYPE = 'application/json';
export const RESPONSE_TYPE = 'application/graphql-response+json';
export const EVENT_TYPE = 'text/event-stream';
export type MediaType = typeof JSON_TYPE | typeof RESPONSE_TYPE | typeof EVENT_TYPE;

export interface Negotiated {
  /** Of an answer that is one result: events only where the client takes nothing else. */
  readonly mediaType: MediaType;
  readonly events: boolean;
}

interface Range {
  readonly type: string;
  readonly q: number;
}

const PLAIN: Negotiated = { mediaType: JSON_TYPE, events: false };
const STRICT: Negotiated = { mediaType: RESPONSE_TYPE, events: false };

/** What the Accept header takes of what we have; null when that is nothing. Among equal wishes the first one wins, and JSON over wildcards. */
export function negotiate(accept: string | undefined): Negotiated | null {
  if (accept === undefined || accept === '' || accept === '*/*' || accept === JSON_TYPE) return PLAIN;
  if (accept === RESPONSE_TYPE) return STRICT;
  const ranges = accept.toLowerCase().split(',').map(readRange);
  const events = ranges.some(({ type, q }) => type === EVENT_TYPE && q > 0);
  const [plain, strict] = [wishFor(JSON_TYPE, ranges), wishFor(RESPONSE_TYPE, ranges)];
  if (plain.q <= 0 && strict.q <= 0) return events ? { mediaType: EVENT_TYPE, events } : null;
  const likesStrict = strict.q > plain.q || (strict.q === plain.q && strict.place < plain.place);
  return { mediaType: likesStrict ? RESPONSE_TYPE : JSON_TYPE, events };
}

/** The most exact range that covers the type decides; one that names it comes before any wildcard. */
function wishFor(type: MediaType, ranges: readonly Range[]): { q: number; place: number } {
  for (const range of [type, 'application/*', '*/*']) {
    const place = ranges.findIndex((each) => each.type === range);
    const found = ranges[place];
    if (found) return { q: found.q, place: range === type ? place : ranges.length };
  }
  return { q: 0, place: ranges.length };
}

function readRange(text: string): Range {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim());
  const charset = parameters.find((parameter) => parameter.startsWith('charset='));
  // We speak UTF-8 only; a range that insists on another charset is none of ours.
  if (charset !== undefined && !/^charset="?utf-?8"?$/.test(charset)) return { type, q: 0 };
  const q = Number(parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? 1);
  return { type, q: q >= 0 && q <= 1 ? q : 1 };
}
