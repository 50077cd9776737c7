import { isRecord } from '../../lib/is-record.ts';
import type { AnswerLimits } from '../answer-limits.ts';
import { countValues } from '../codec/count-values.ts';
import type { UpstreamCall } from '../http/call.ts';
import type { HttpResponse } from '../http/response-handler.ts';
import type { AdapterAnswer, AdapterResult } from './adapter.ts';
import { AdapterResultError } from './adapter-fault.ts';
import { readJson, writeJson } from './json-text.ts';

/** The response with what `answer` gave in its place. Throws for a result that is none. */
export function replaceAnswer(response: HttpResponse, result: unknown): HttpResponse {
  if (result === undefined) return response;
  if (!isRecord(result)) throw new AdapterResultError('answer must return an object or nothing');
  if (Object.keys(result).some((key) => key !== 'status' && key !== 'json'))
    throw new AdapterResultError('answer must return status and json alone: rows stand in json');
  const { json, status = json === undefined || response.status !== 204 ? response.status : 200 } =
    result as AdapterResult;
  if (!Number.isInteger(status) || status < 200 || status > 599)
    throw new AdapterResultError('status must be a whole number from 200 to 599');
  if (json === undefined) return { ...response, status };
  const text = writeJson(json);
  return { ...response, status, text, bytes: Buffer.byteLength(text), contentType: 'application/json' };
}

/** Answers of each operation that are compared: an adapter does the same each time. */
const MOST_CHECKS = 16;

/** Whether an adapter that returns nothing has changed what it was given, which is lost without a word. Compares the first answers alone. */
export function createChangeCheck(): (came: AdapterAnswer, text: string) => Promise<boolean> {
  const checks = new Map<string, number>();
  return async ({ operation, json }, text) => {
    const before = checks.get(operation) ?? 0;
    if (json === undefined || before >= MOST_CHECKS) return false;
    checks.set(operation, before + 1);
    return writeJson(json) !== writeJson(await readJson(text));
  };
}

/** Response headers as an adapter sees them. */
export function plainHeaders(headers: HttpResponse['headers']): Readonly<Record<string, string>> {
  const plain: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    const first = Array.isArray(value) ? value[0] : value;
    if (first !== undefined) plain[name.toLowerCase()] = first;
  }
  return plain;
}

/** Throws where what an adapter made of an answer is larger than the answer could have been. */
export function checkSize(call: UpstreamCall, adapted: HttpResponse, came: HttpResponse, limits: AnswerLimits): void {
  const { bytes, option } = limits.bytesFor(call);
  // What came is counted already in the bytes of a dictionary.
  if (adapted.bytes > bytes + (call.reading ? came.bytes : 0)) throw limits.exceeded(call.operation, option);
  if (adapted.text.length > 2 * limits.maxValues && countValues(adapted.text) > limits.maxValues)
    throw limits.exceeded(call.operation, 'upstream.maxValues');
}
