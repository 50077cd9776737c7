import { type ExecutionResult, GraphQLError } from 'graphql';
import type { Clock } from '../../lib/clock.ts';
import type { Principal } from '../../tenants/principal.ts';
import type { Admission } from '../http/admission.ts';
import type { Answer } from '../http/answer.ts';
import { ClientGone, checkBodyHeaders, readBody } from '../http/body.ts';
import { checkCrossSite } from '../http/csrf.ts';
import type { Exchange } from '../http/exchange.ts';
import { negotiate } from '../http/negotiate.ts';
import { paramsOfBody, paramsOfQueryString } from '../http/params.ts';
import { internal, overloaded, RequestProblem } from '../http/problem.ts';
import { presentResult } from '../http/result.ts';
import { sendEvents } from '../http/send-events.ts';
import type { GatewayYoga } from './yoga.ts';

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
  clock: Clock;
}) {
  const { yoga, answer, admission, authenticate, extensionsOf, bodyBytes, suggestions, clock } = options;

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
  const execute = async (exchange: Exchange): Promise<AsyncIterable<ExecutionResult> | undefined> => {
    const { request, params, mediaType } = exchange;
    if (!params) return undefined;
    exchange.principal = await authenticate(request.headers.authorization ?? null);
    // Yoga's plugins expect a request; what ours need is on the exchange, and no plugin needs the credential.
    const init = { method: request.method ?? 'POST', headers: { accept: mediaType } };
    const yogaRequest = new yoga.fetchAPI.Request('http://gateway/graphql', init);
    const result = await yoga.getResultForParams({ params: { ...params }, request: yogaRequest }, { exchange });
    if (result && Symbol.asyncIterator in result) return result;
    writeResult(exchange, result ?? {});
    return undefined;
  };

  const present = (exchange: Exchange, result: ExecutionResult) => {
    const extensions = exchange.context ? extensionsOf(exchange.context) : undefined;
    const merged = extensions ? { ...result, extensions: { ...result.extensions, ...extensions } } : result;
    const { requestId, mediaType } = exchange;
    const presented = presentResult(merged, { requestId, mediaType, suggestions });
    exchange.codes = presented.codes;
    exchange.causes = presented.causes;
    exchange.unexpected ??= presented.unexpected;
    return presented;
  };

  const writeResult = (exchange: Exchange, result: ExecutionResult) => {
    const { status, headers, body } = present(exchange, result);
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
      const negotiated = negotiate(exchange.request.headers.accept);
      if (!negotiated) {
        throw new RequestProblem(
          406,
          'BAD_USER_INPUT',
          'Answers come as application/json or application/graphql-response+json.',
        );
      }
      exchange.mediaType = negotiated.mediaType;
      exchange.takesEvents = negotiated.events;
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
      await sendEvents(exchange, events, { answer, clock, present: (result) => present(exchange, result).body });
    } catch (error) {
      fail(exchange, error);
    } finally {
      if (admitted) admission.leave();
    }
  };
}
