import { type ExecutionResult, GraphQLError } from 'graphql';
import type { Clock } from '../../lib/clock.ts';
import type { Principal } from '../../tenants/principal.ts';
import type { Admission } from '../http/admission.ts';
import { ClientDisconnected, checkBodyHeaders, readBody } from '../http/body.ts';
import { checkCsrf } from '../http/csrf.ts';
import { HttpError, internalError, overloaded } from '../http/http-error.ts';
import type { HttpExchange } from '../http/http-exchange.ts';
import { negotiate } from '../http/negotiate.ts';
import { paramsOfBody, paramsOfQueryString } from '../http/params.ts';
import type { Responder } from '../http/responder.ts';
import { sendEvents } from '../http/send-events.ts';
import { formatResult } from './format-result.ts';
import type { GatewayYoga } from './yoga.ts';

export type Authenticate = (authorization: string | null) => Principal | null | Promise<Principal | null>;

/** Handles POST and GET of the GraphQL endpoint: reads the request, waits for admission, executes, responds. Never throws. */
export function createGraphQLHandler(options: {
  yoga: GatewayYoga;
  responder: Responder;
  admission: Admission;
  authenticate: Authenticate;
  extensionsOf: (context: object) => Record<string, unknown> | undefined;
  bodyBytes: number;
  suggestions: boolean;
  clock: Clock;
}) {
  const { yoga, responder, admission, authenticate, extensionsOf, bodyBytes, suggestions, clock } = options;

  /** The text of the parameters: the body of a POST, the query string of a GET. */
  const readText = async ({ request }: HttpExchange): Promise<string> => {
    if (request.method === 'POST') {
      checkBodyHeaders(request);
      return readBody(request, bodyBytes);
    }
    checkCsrf(request.headers);
    const url = request.url ?? '';
    const mark = url.indexOf('?');
    return mark < 0 ? '' : url.slice(mark + 1);
  };

  /** Writes the response, or returns the stream to be written. */
  const execute = async (exchange: HttpExchange): Promise<AsyncIterable<ExecutionResult> | undefined> => {
    const { request, params, mediaType } = exchange;
    if (!params) return undefined;
    exchange.principal = await authenticate(request.headers.authorization ?? null);
    // Yoga's plugins expect a Request. Ours read the exchange, and none needs the credential.
    const init = { method: request.method ?? 'POST', headers: { accept: mediaType } };
    const yogaRequest = new yoga.fetchAPI.Request('http://gateway/graphql', init);
    const result = await yoga.getResultForParams({ params: { ...params }, request: yogaRequest }, { exchange });
    if (result && Symbol.asyncIterator in result) return result;
    writeResult(exchange, result ?? {});
    return undefined;
  };

  const format = (exchange: HttpExchange, result: ExecutionResult) => {
    const extensions = exchange.context ? extensionsOf(exchange.context) : undefined;
    const merged = extensions ? { ...result, extensions: { ...result.extensions, ...extensions } } : result;
    const { requestId, mediaType } = exchange;
    const formatted = formatResult(merged, { requestId, mediaType, suggestions });
    exchange.codes = formatted.codes;
    exchange.causes = formatted.causes;
    exchange.unexpected ??= formatted.unexpected;
    return formatted;
  };

  const writeResult = (exchange: HttpExchange, result: ExecutionResult) => {
    const { status, headers, body } = format(exchange, result);
    responder.result(exchange, status, body, headers);
  };

  const fail = (exchange: HttpExchange, error: unknown) => {
    if (error instanceof ClientDisconnected) return;
    if (error instanceof HttpError) return responder.error(exchange, error);
    if (error instanceof GraphQLError && typeof error.extensions.code === 'string') {
      return writeResult(exchange, { errors: [error] });
    }
    exchange.unexpected = error;
    responder.error(exchange, internalError());
  };

  return async (exchange: HttpExchange): Promise<void> => {
    let admitted = false;
    try {
      const negotiated = negotiate(exchange.request.headers.accept);
      if (!negotiated) {
        throw new HttpError(
          406,
          'BAD_USER_INPUT',
          'Not acceptable. Responses are application/json, application/graphql-response+json or text/event-stream.',
        );
      }
      exchange.mediaType = negotiated.mediaType;
      exchange.acceptsEvents = negotiated.events;
      // The body is read before admission: a slow one must not hold a place, and reading is cheap.
      const text = await readText(exchange);
      const entered = admission.enter();
      admitted = entered === true || (await entered);
      if (!admitted) throw overloaded();
      if (exchange.response.destroyed) throw new ClientDisconnected();
      exchange.params = exchange.request.method === 'POST' ? paramsOfBody(text) : paramsOfQueryString(text);
      const results = await execute(exchange);
      if (!results) return;
      // A stream is long-lived, so it gives its place to other requests.
      admission.leave();
      admitted = false;
      await sendEvents(exchange, results, { responder, clock, format: (result) => format(exchange, result).body });
    } catch (error) {
      fail(exchange, error);
    } finally {
      if (admitted) admission.leave();
    }
  };
}
