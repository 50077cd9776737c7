import type { UpstreamLimits } from '../config/upstream-limits.ts';
import type { Endpoint } from '../contract/endpoints.ts';
import type { OperationId } from '../contract/schemas.ts';
import type { DictionaryReading } from './dictionary-reading.ts';
import { malformed, type UpstreamError } from './errors.ts';
import type { AnswerMemory } from './http/answer-bytes.ts';

/** Options that bound what the answers of servers may take. */
export type AnswerOption =
  | `upstream.maxBytes.${Exclude<keyof UpstreamLimits['maxBytes'], 'document'>}`
  | 'upstream.maxValues'
  | 'upstream.dictionaryRows'
  | 'upstream.dictionaryTimeoutMs'
  | 'limits.answerBytes';

export interface ExceededLimit {
  readonly operation: OperationId;
  readonly option: AnswerOption;
  /** The option's value. */
  readonly limit: number;
}

export interface ByteLimit {
  readonly bytes: number;
  readonly option: AnswerOption;
}

/** What the answers of one server may take, by `UpstreamLimits`. */
export interface AnswerLimits {
  /** Bytes that the answer to this call may have. */
  bytesFor(call: { readonly endpoint: Endpoint; readonly reading: DictionaryReading | undefined }): ByteLimit;
  readonly maxValues: number;
  /** Reports the limit and returns the error: the answer is dropped, and nothing is asked again. */
  exceeded(operation: OperationId, option: AnswerOption): UpstreamError;
}

export interface AnswerLimitsOptions {
  readonly limits: UpstreamLimits;
  readonly memory: AnswerMemory;
  readonly report: (exceeded: ExceededLimit) => void;
}

export function createAnswerLimits({ limits, memory, report }: AnswerLimitsOptions): AnswerLimits {
  const { maxBytes, maxValues, dictionaryRows, dictionaryTimeoutMs } = limits;
  const values: Readonly<Record<AnswerOption, number>> = {
    'upstream.maxBytes.row': maxBytes.row,
    'upstream.maxBytes.page': maxBytes.page,
    'upstream.maxBytes.dictionary': maxBytes.dictionary,
    'upstream.maxBytes.report': maxBytes.report,
    'upstream.maxBytes.token': maxBytes.token,
    'upstream.maxValues': maxValues,
    'upstream.dictionaryRows': dictionaryRows,
    'upstream.dictionaryTimeoutMs': dictionaryTimeoutMs,
    get 'limits.answerBytes'() {
      return memory.maxBytes;
    },
  };
  const bySize = {
    row: { bytes: maxBytes.row, option: 'upstream.maxBytes.row' },
    page: { bytes: maxBytes.page, option: 'upstream.maxBytes.page' },
    report: { bytes: maxBytes.report, option: 'upstream.maxBytes.report' },
  } as const;
  return {
    bytesFor: ({ endpoint, reading }) =>
      reading && endpoint.size === 'page'
        ? { bytes: maxBytes.dictionary - reading.bytes, option: 'upstream.maxBytes.dictionary' }
        : bySize[endpoint.size],
    maxValues,
    exceeded(operation, option) {
      report({ operation, option, limit: values[option] });
      return malformed(operation, 'TOO_LARGE', { option });
    },
  };
}
