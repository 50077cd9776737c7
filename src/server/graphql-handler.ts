import { GraphQLError } from 'graphql';
import type { Principal } from '../tenants/principal.ts';
import type { Admission } from './admission.ts';
import type { Answer } from './answer.ts';
import { ClientGone, checkBodyHeaders, readBody } from './body.ts';
import { checkCrossSite } from './csrf.ts';
import type { Exchange } from './exchange.ts';
import { EVENT_TYPE, negotiate } from './negotiate.ts';
import { paramsOfBody, paramsOfQueryString } from './params.ts';
import { internal, overloaded, RequestProblem } from './problem.ts';
import { presentResult } from './result.ts';
import { sendEvents } from './send-events.ts';
import type { GatewayResult, GatewayYoga } from './yoga.ts';

export type Authenticate = (authorization: string | null) => Principal | null | Promise<Principal | null>;

/** Serves POST and GET of the graph: reads and judges the request, waits for its turn, runs it, writes the answer. Never throws. */
export function createGraphQLHandler(options: {
  yoga: GatewayYoga;
  answer: Answer;
  admission: Admission;
  authenticate: Authenticate;
  extensionsOf: (context: object) => Record<string, unknown> | undefined;
  bodyBytes: number;
  suggestions: boolean;
}) {
  const { yoga, answer, admission, authenticate, extensionsOf, bodyBytes, suggestions } = options;

  const readParams = async (exchange: Exchange): Promise<string> => {
    const { request } = exchange;
    if (request.method === 'POST') {
      checkBodyHeaders(request);
      return readBody(request, bodyBytes);
    }
    checkCrossSite(request.headers);
    const url = request.url ?? '';
    const mark = url.indexOf('?');
    return mark < 0 ? '' : url.slice(mark + 1);
  };

  /** Writes the answer, or gives the stream that is to be written. */
  const execute = async (exchange: Exchange): Promise<Response | undefined> => {
    const { request } = exchange;
    exchange.principal = await authenticate(request.headers.authorization ?? null);
    const { params, mediaType } = exchange;
    if (!params) return undefined;
    const headers = { accept: mediaType };
    const yogaRequest = new yoga.fetchAPI.Request('http://gateway/graphql', {
      method: request.method ?? 'POST',
      headers,
    });
    if (mediaType === EVENT_TYPE) {
      return yoga.handleRequest(yogaRequest, { exchange });
    }
    const result = await yoga.getResultForParams({ params: { ...params }, request: yogaRequest }, { exchange });
    writeResult(exchange, result);
    return undefined;
  };

  const writeResult = (exchange: Exchange, result: GatewayResult | undefined) => {
    if (!result || Symbol.asyncIterator in result) throw new TypeError('an operation that is no stream gave one');
    const extensions = exchange.context ? extensionsOf(exchange.context) : undefined;
    const { requestId, mediaType } = exchange;
    const merged = extensions ? { ...result, extensions: { ...result.extensions, ...extensions } } : result;
    const { status, headers, body, codes, unexpected } = presentResult(merged, { requestId, mediaType, suggestions });
    exchange.codes = codes;
    exchange.unexpected ??= unexpected;
    answer.result(exchange, status, body, headers);
  };

  const fail = (exchange: Exchange, error: unknown) => {
    if (error instanceof ClientGone) return;
    if (error instanceof RequestProblem) return answer.problem(exchange, error);
    if (error instanceof GraphQLError && typeof error.extensions.code === 'string') {
      return writeResult(exchange, { errors: [error] });
    }
    exchange.unexpected = error;
    answer.problem(exchange, internal());
  };

  return async (exchange: Exchange): Promise<void> => {
    let admitted = false;
    try {
      const mediaType = negotiate(exchange.request.headers.accept);
      if (!mediaType) {
        throw new RequestProblem(
          406,
          'BAD_USER_INPUT',
          'Answers come as application/json or application/graphql-response+json.',
        );
      }
      exchange.mediaType = mediaType;
      // A slow body must not hold a place in the crowd, so it is read before; reading it is cheap.
      const text = await readParams(exchange);
      const turn = admission.enter();
      admitted = turn === true || (await turn);
      if (!admitted) throw overloaded();
      if (exchange.response.destroyed) throw new ClientGone();
      exchange.params = exchange.request.method === 'POST' ? paramsOfBody(text) : paramsOfQueryString(text);
      const events = await execute(exchange);
      if (!events) return;
      // A stream lasts; it would take its place from those who ask and go.
      admission.leave();
      admitted = false;
      await sendEvents(exchange, events, answer);
    } catch (error) {
      fail(exchange, error);
    } finally {
      if (admitted) admission.leave();
    }
  };
}
