import type { ExecutionResult } from 'graphql';
import { EVENT_TYPE } from '../negotiate.ts';
import { presentResult } from '../result.ts';
import type { ServerPlugin } from '../yoga-types.ts';

/** Gives results that go out as events the same public face as all others. */
export function usePresentedEvents(suggestions: boolean): ServerPlugin {
  return {
    onResultProcess({ result, setResult, serverContext: { exchange } }) {
      if (exchange.mediaType !== EVENT_TYPE || Array.isArray(result)) return;
      const { requestId, mediaType } = exchange;
      const present = (one: ExecutionResult) => {
        const { body, codes, unexpected } = presentResult(one, { requestId, mediaType, suggestions });
        exchange.codes = codes;
        exchange.unexpected ??= unexpected;
        return body as ExecutionResult;
      };
      setResult(Symbol.asyncIterator in result ? presented(result, present) : present(result));
    },
  };
}

async function* presented(results: AsyncIterable<ExecutionResult>, present: (one: ExecutionResult) => ExecutionResult) {
  for await (const result of results) yield present(result);
}
