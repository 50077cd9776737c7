import type { OperationId } from '../../contract/schemas.ts';
import { waitFor } from '../../lib/concurrency/wait-for.ts';
import type { AnswerLimits } from '../answer-limits.ts';
import { tokenOf } from '../auth/tokens.ts';
import { malformed, UpstreamError } from '../errors.ts';
import type { Send, UpstreamCall } from '../http/call.ts';
import { type ClassifyOptions, classifyResponse } from '../http/classify.ts';
import type { HttpResponse } from '../http/response-handler.ts';
import { createHeaders, type Exchange, type HttpParts } from '../http/send-call.ts';
import { checkSize, createChangeCheck, plainHeaders, replaceAnswer } from './adapt-answer.ts';
import { adapterCallOf, adaptRequest } from './adapt-request.ts';
import type { AdapterAnswer, AdapterCall } from './adapter.ts';
import { type AdapterFault, AdapterResultError, describeFault } from './adapter-fault.ts';
import { createGet } from './get-json.ts';
import { readJson } from './json-text.ts';
import type { LoadedAdapter } from './load-adapter.ts';

export interface AdaptedSendOptions extends ClassifyOptions {
  readonly adapter: LoadedAdapter;
  readonly exchange: Exchange;
  readonly limits: AnswerLimits;
  /** Called when a function of the adapter fails, or gives what cannot be used. */
  readonly onFault: (fault: AdapterFault) => void;
}

/**
 * The innermost Send of a server with an adapter. Class, retries and connections of a call are those of its operation, whatever
 * method and path the adapter gives it: nothing here can send a write again.
 */
export function createAdaptedSend(options: AdaptedSendOptions): Send {
  const { adapter, exchange, limits, onFault, ...classify } = options;
  const { dialect, clock } = classify;
  const headersOf = createHeaders(dialect);
  const isChanged = createChangeCheck();
  const faultOf = (operation: OperationId, name: AdapterFault['function'], error: unknown): UpstreamError => {
    onFault({ operation, function: name, ...describeFault(error, adapter.file) });
    return malformed(operation, 'ADAPTER', { sent: name === 'request' ? 'NOT_SENT' : 'UNKNOWN', cause: error });
  };

  const prepare = (call: UpstreamCall): { given: AdapterCall; parts: HttpParts } => {
    const { operation, request, endpoint } = call;
    const { isValueMove } = endpoint;
    try {
      const given = adapterCallOf(operation, request, tokenOf(dialect, call.authorization));
      return { given, parts: adaptRequest({ adapter, call: given, request, headers: headersOf(call), isValueMove }) };
    } catch (error) {
      throw faultOf(operation, 'request', error);
    }
  };

  const inTime = (call: UpstreamCall, result: Promise<unknown>): Promise<unknown> =>
    waitFor(result, clock, call, () => {
      const { operation } = call;
      onFault({ operation, function: 'answer', fault: 'it did not end by the deadline of the call', at: null });
      throw new UpstreamError({ kind: 'TIMEOUT', sent: 'UNKNOWN', operation, reason: 'ADAPTER' });
    });

  const adapt = async (call: UpstreamCall, given: AdapterCall, parts: HttpParts, response: HttpResponse) => {
    if (!adapter.answer) return response;
    const { operation, endpoint } = call;
    const reads = endpoint.class === 'read' ? createGet({ call, parts, exchange, classify }) : undefined;
    const came: AdapterAnswer = {
      operation,
      call: given,
      status: response.status,
      headers: plainHeaders(response.headers),
      json: await readJson(response.text),
      ...(reads && { get: reads.get }),
    };
    try {
      const returned: unknown = adapter.answer(came);
      const result = returned instanceof Promise ? await inTime(call, returned) : returned;
      if (result === undefined && (await isChanged(came, response.text)))
        throw new AdapterResultError('answer changed json and returned nothing: what changes must be returned');
      return replaceAnswer(response, result);
    } catch (error) {
      // Of `get`, of the deadline, or of a client that went away: no fault of the adapter.
      const isAborted = call.signal?.aborted === true && call.signal.reason === error;
      if (error instanceof UpstreamError || reads?.failures.has(error) || isAborted) throw error;
      throw faultOf(operation, 'answer', error);
    }
  };

  return async (call) => {
    const { given, parts } = prepare(call);
    const response = await exchange(call, parts);
    const adapted = await adapt(call, given, parts, response);
    if (adapted !== response) checkSize(call, adapted, response, limits);
    return classifyResponse(call, adapted, classify);
  };
}
