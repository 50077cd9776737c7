import { GraphQLError, parse } from 'graphql';
import { tooComplex } from '../../http/problem.ts';
import type { ServerPlugin } from '../yoga-types.ts';

/** Stops reading a document after `limit` tokens, however long it is. */
export function useMaxTokens(limit: number): ServerPlugin {
  const limitedParse: typeof parse = (source, options) => {
    try {
      return parse(source, { ...options, maxTokens: limit });
    } catch (error) {
      if (error instanceof GraphQLError && error.message.endsWith('tokens. Parsing aborted.')) {
        throw tooComplex(`The document has more than ${limit} tokens.`, { limit });
      }
      throw error;
    }
  };
  return {
    onParse({ setParseFn }) {
      setParseFn(limitedParse);
    },
  };
}
