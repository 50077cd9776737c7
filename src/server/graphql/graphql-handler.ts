import { type ExecutionResult, GraphQLError } from 'graphql';
import type { Clock } from '../../lib/clock.ts';
import type { Place } from '../../lib/concurrency/fair-limiter.ts';
import type { Admission } from '../http/admission.ts';
import { ClientDisconnected, checkBodyHeaders, readBody } from '../http/body.ts';
import { checkCsrf } from '../http/csrf.ts';
import { HttpError, internalError, overloaded, unauthenticated } from '../http/http-error.ts';
import type { HttpExchange } from '../http/http-exchange.ts';
import type { Identify } from '../http/identify.ts';
import { negotiate } from '../http/negotiate.ts';
import { paramsOfBody, paramsOfQueryString } from '../http/params.ts';
import type { Responder } from '../http/responder.ts';
import { sendEvents } from '../http/send-events.ts';
import type { createPersistedOperations } from './documents/persisted-operations.ts';
import type { Strangers } from './documents/strangers.ts';
import { formatResult, type PublicResult } from './format-result.ts';
import { ENTRY_COST, type RateLimits } from './rate-limit.ts';
import { bearsPassword } from './withhold.ts';
import type { GatewayYoga } from './yoga.ts';

/**
 * Handles POST and GET of the GraphQL endpoint: authenticates, reads the request, waits for admission, executes, responds.
 * Never throws.
 */
export function createGraphQLHandler(options: {
  yoga: GatewayYoga;
  responder: Responder;
  admission: Admission;
  identify: Identify;
  rateLimits: RateLimits;
  strangers: Strangers;
  documentsFor: ReturnType<typeof createPersistedOperations>;
  extensionsOf: (context: object) => Record<string, unknown> | undefined;
  bodyBytes: number;
  introspection: boolean;
  clock: Clock;
}) {
  const { yoga, responder, admission, identify, rateLimits, strangers, documentsFor } = options;
  const { extensionsOf, bodyBytes, introspection, clock } = options;

  /** The text of the parameters: the body of a POST, the query string of a GET. */
  const readText = async ({ request }: HttpExchange, maxBytes: number): Promise<string> => {
    if (request.method === 'POST') {
      checkBodyHeaders(request);
      return readBody(request, maxBytes);
    }
    const url = request.url ?? '';
    const mark = url.indexOf('?');
    return mark < 0 ? '' : url.slice(mark + 1);
  };

  const paramsOf = ({ request, principal }: HttpExchange, text: string) => {
    const documentOf = documentsFor(principal?.kind ?? null);
    return request.method === 'POST' ? paramsOfBody(text, documentOf) : paramsOfQueryString(text, documentOf);
  };

  /** Reads a request without a credential. Whatever it may not run, valid or not, gets the same 401. */
  const readStranger = async (exchange: HttpExchange): Promise<void> => {
    try {
      exchange.params = paramsOf(exchange, await readText(exchange, strangers.bodyBytes));
      exchange.document = strangers.admit(exchange.params);
    } catch (error) {
      if (!(error instanceof HttpError || error instanceof GraphQLError)) throw error;
      const { Connection } = error instanceof HttpError ? error.headers : {};
      throw unauthenticated(Connection === undefined ? {} : { Connection });
    }
    if (exchange.document === null) throw unauthenticated();
    // A request with a credential is never a foreign page's: there are no cookies.
    if (exchange.request.method === 'GET') checkCsrf(exchange.request.headers);
  };

  /** Writes the response, or returns the stream to be written. */
  const execute = async (exchange: HttpExchange): Promise<AsyncIterable<ExecutionResult> | undefined> => {
    const { request, params, mediaType } = exchange;
    if (!params) return undefined;
    // Yoga's plugins expect a Request. Ours read the exchange, and none needs the credential.
    const init = { method: request.method ?? 'POST', headers: { accept: mediaType } };
    const yogaRequest = new yoga.fetchAPI.Request('http://gateway/graphql', init);
    const result = await yoga.getResultForParams({ params: { ...params }, request: yogaRequest }, { exchange });
    if (result && Symbol.asyncIterator in result) return result;
    if (!exchange.principal && !introspection && isRefusedDocument(result)) throw unauthenticated();
    writeResult(exchange, result ?? {});
    return undefined;
  };

  const format = (exchange: HttpExchange, result: ExecutionResult, rate = exchange.rate) => {
    const { context } = exchange;
    const more = context ? extensionsOf(context) : undefined;
    // Spreads cost microseconds, and most responses have nothing but a cost.
    const isPlain = rate !== null && !more && !result.extensions;
    const extensions = isPlain ? { cost: rate } : { ...result.extensions, ...(rate && { cost: rate }), ...more };
    const { requestId, mediaType, params } = exchange;
    const withhold = result.errors !== undefined && bearsPassword(params?.query);
    const formatted = formatResult(result, {
      requestId,
      mediaType,
      suggestions: introspection,
      withhold,
      extensions: isPlain || Object.keys(extensions).length > 0 ? extensions : undefined,
    });
    exchange.codes = formatted.codes;
    exchange.causes = formatted.causes;
    exchange.unexpected ??= formatted.unexpected;
    return formatted;
  };

  const writeResult = (exchange: HttpExchange, result: ExecutionResult) => {
    const { status, headers, body } = format(exchange, result);
    responder.result(exchange, status, body, isCacheable(exchange, result, body) ? { ...headers, ...CACHE } : headers);
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
    let place: Place | null = null;
    try {
      const { headers } = exchange.request;
      const negotiated = negotiate(headers.accept);
      if (negotiated) exchange.mediaType = negotiated.mediaType;
      exchange.principal = await identify(exchange);
      await rateLimits.charge(exchange, ENTRY_COST);
      // Read before admission: a slow body must not hold a place, and reading is cheap.
      const text = exchange.principal ? await readText(exchange, bodyBytes) : await readStranger(exchange);
      if (!negotiated) {
        throw new HttpError(
          406,
          'BAD_USER_INPUT',
          'Not acceptable. Responses are application/json, application/graphql-response+json or text/event-stream.',
        );
      }
      exchange.acceptsEvents = negotiated.events;
      const entered = admission.enter(exchange.principal, exchange.response);
      if (entered instanceof Promise) {
        const waitsSince = clock.now();
        place = await entered;
        exchange.waitedMilliseconds = clock.now() - waitsSince;
      } else place = entered;
      if (exchange.response.destroyed) throw new ClientDisconnected();
      if (!place) throw overloaded();
      if (text !== undefined) exchange.params = paramsOf(exchange, text);
      const results = await execute(exchange);
      if (!results) return;
      // A stream is long-lived, so it gives its place to other requests.
      admission.leave(place);
      place = null;
      // Its events have no cost: the headers had that of the whole stream.
      const formatEvent = (event: ExecutionResult) => format(exchange, event, null).body;
      await sendEvents(exchange, results, { responder, clock, format: formatEvent });
    } catch (error) {
      fail(exchange, error);
    } finally {
      if (place) admission.leave(place);
    }
  };
}

/** As long as the gateway itself keeps a dictionary. `Vary: Authorization` stands on every response. */
const CACHE = { 'Cache-Control': 'private, max-age=60' };

/** A GET by a key of nothing but dictionaries, each read now: what guests and staff may see differs from person to person. */
function isCacheable(exchange: HttpExchange, result: ExecutionResult, { extensions = {} }: PublicResult): boolean {
  return (
    exchange.readsDictionaries &&
    exchange.principal?.kind === 'API_KEY' &&
    result.errors === undefined &&
    Object.keys(extensions).every((name) => name === 'cost')
  );
}

/** Whether the document was refused before it ran: the texts of validation would tell the schema. */
function isRefusedDocument(result: ExecutionResult | undefined): boolean {
  return result?.data === undefined && !result?.errors?.some(({ originalError }) => originalError instanceof HttpError);
}
