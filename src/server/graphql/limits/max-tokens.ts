import { GraphQLError, parse } from 'graphql';
import { tooComplex } from '../../http/http-error.ts';

/** A parser that stops after `limit` tokens, however long the text is. */
export function parseWithin(limit: number): typeof parse {
  return (source, options) => {
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
