export const JSON_TYPE = 'application/json';
export const RESPONSE_TYPE = 'application/graphql-response+json';
export const EVENT_TYPE = 'text/event-stream';
export type MediaType = typeof JSON_TYPE | typeof RESPONSE_TYPE | typeof EVENT_TYPE;

/** In the order of our own preference: it decides among equals. A stream is given only to who asks for one by name. */
const OFFERED: readonly MediaType[] = [JSON_TYPE, RESPONSE_TYPE, EVENT_TYPE];

/** The media type of the answer by the Accept header; null when the client takes none of ours. */
export function negotiate(accept: string | undefined): MediaType | null {
  if (accept === undefined || accept === '' || accept === '*/*' || accept === JSON_TYPE) return JSON_TYPE;
  if (accept === RESPONSE_TYPE) return RESPONSE_TYPE;
  let best: MediaType | null = null;
  let bestRank = 0;
  const ranges = accept.toLowerCase().split(',').map(readRange);
  for (const [position, type] of OFFERED.entries()) {
    const rank = rankOf(type, ranges) - position * 1e-6;
    if (rank > bestRank) {
      best = type;
      bestRank = rank;
    }
  }
  return best;
}

interface Range {
  readonly type: string;
  readonly q: number;
  readonly order: number;
}

function readRange(text: string, order: number): Range {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim());
  const charset = parameters.find((parameter) => parameter.startsWith('charset='));
  // We speak UTF-8 only; a range that insists on another charset is none of ours.
  if (charset !== undefined && !/^charset="?utf-?8"?$/.test(charset)) return { type, q: 0, order };
  const q = Number(parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? 1);
  return { type, q: q >= 0 && q <= 1 ? q : 1, order };
}

/** The q of the most exact range that covers the type; among equal q the earlier range wins, named ones before wildcards. */
function rankOf(type: MediaType, ranges: readonly Range[]): number {
  const named = ranges.find((range) => range.type === type);
  if (named) return named.q === 0 ? 0 : named.q + 0.001 - named.order * 1e-5;
  if (type === EVENT_TYPE) return 0;
  const family = ranges.find((range) => range.type === 'application/*') ?? ranges.find((range) => range.type === '*/*');
  return family ? family.q : 0;
}
