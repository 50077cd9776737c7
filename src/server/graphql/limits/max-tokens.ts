import { GraphQLError, parse } from 'graphql';
import { tooComplex } from '../../http/http-error.ts';

/** Each error of a response counts the lines before its field, so that blank lines alone would block the event loop for seconds. */
const MAX_LINES = 2000;

/** A parser that stops after `limit` tokens, however long the text is. */
export function parseWithin(limit: number): typeof parse {
  return (source, options) => {
    if (hasMoreLines(typeof source === 'string' ? source : source.body, MAX_LINES))
      throw tooComplex(`This document has more than ${MAX_LINES} lines.`, { limit: MAX_LINES, reason: 'LINES' });
    try {
      return parse(source, { ...options, maxTokens: limit });
    } catch (error) {
      if (error instanceof GraphQLError && error.message.endsWith('tokens. Parsing aborted.')) {
        throw tooComplex(`This document has more than ${limit} tokens.`, { limit });
      }
      throw error;
    }
  };
}

function hasMoreLines(text: string, limit: number): boolean {
  let lines = 1;
  const lineEnd = /\r\n|[\n\r]/g;
  while (lines <= limit && lineEnd.test(text)) lines += 1;
  return lines > limit;
}
