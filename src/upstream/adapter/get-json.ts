import { malformed, UpstreamError } from '../errors.ts';
import type { UpstreamCall } from '../http/call.ts';
import { type ClassifyOptions, classifyResponse } from '../http/classify.ts';
import type { HttpResponse } from '../http/response-handler.ts';
import type { Exchange, HttpParts } from '../http/send-call.ts';
import type { AdapterAnswer } from './adapter.ts';
import { AdapterResultError } from './adapter-fault.ts';
import { isPlainTarget, replaceHeaders } from './http-parts.ts';
import { readJson } from './json-text.ts';

export interface GetOptions {
  readonly call: UpstreamCall;
  /** What the call was sent as. */
  readonly parts: HttpParts;
  readonly exchange: Exchange;
  readonly classify: ClassifyOptions;
}

export interface Get {
  readonly get: NonNullable<AdapterAnswer['get']>;
  /** What it rejected with: the call fails with that where the adapter does not catch it. */
  readonly failures: ReadonlySet<unknown>;
}

/** Further reads for the answer to one read, within its deadline, limits and budget. */
export function createGet({ call, parts, exchange, classify }: GetOptions): Get {
  const { operation, budget } = call;
  const headers = replaceHeaders(parts.headers, { 'content-type': null });
  const failures = new Set<unknown>();
  const read = async (target: string): Promise<unknown> => {
    budget?.take(call.isShared);
    const { text, status } = check(await exchange(call, { method: 'GET', target, headers, body: null }));
    const json = await readJson(text);
    if (json === undefined) throw malformed(operation, 'ADAPTER_GET', { status });
    return json;
  };
  /** A dead token and a server that is busy or down are the call's own; no other status may be taken for that of its row. */
  const check = (response: HttpResponse): HttpResponse => {
    try {
      return classifyResponse(call, response, classify);
    } catch (error) {
      if (error instanceof UpstreamError && error.kind === 'UNAVAILABLE') throw error;
      throw malformed(operation, 'ADAPTER_GET', { status: response.status });
    }
  };
  const get = async (target: string): Promise<unknown> => {
    if (!isPlainTarget(target)) throw new AdapterResultError('get takes a path of this server, such as /api/v0/x?id=1');
    return read(target).catch((error: unknown) => {
      failures.add(error);
      throw error;
    });
  };
  return {
    failures,
    get(target) {
      const reading = get(target);
      // Two reads at once of which nobody awaits the second, once the first has failed, must not end the process.
      reading.catch(() => undefined);
      return reading;
    },
  };
}
