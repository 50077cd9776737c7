import type { Dispatcher } from 'undici';
import type { Method } from '../../contract/endpoints.ts';
import type { Clock } from '../../lib/clock.ts';
import { LARGE, takeTurn } from '../../lib/concurrency/turns.ts';
import type { ResponseHeaders } from '../codec/read-total.ts';
import { type AnswerMemory, createAnswerBytes } from './answer-bytes.ts';
import { type BodyError, decodeText, decompress } from './decode-body.ts';
import { type SentTracker, trackResponse, trackStart } from './sent-tracker.ts';

export interface HttpRequest {
  readonly method: Method;
  /** Path and query. */
  readonly target: string;
  /** Names and values in turn. */
  readonly headers: string[];
  readonly body: string | null;
  /** Limit until the headers arrive, and again until the body ends. */
  readonly timeoutMs: number;
  /** Absolute, in milliseconds of the clock. */
  readonly deadline: number;
  readonly signal: AbortSignal | undefined;
  /** Called as the first byte goes out. */
  readonly onSent?: (() => void) | undefined;
  /** Limit of the body, as it came and unpacked. */
  readonly maxBytes: number;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: ResponseHeaders;
  readonly contentType: string | undefined;
  readonly retryAfter: string | undefined;
  /** The server's clock, as its Date header has it. */
  readonly date: string | undefined;
  readonly text: string;
  /** Of the body, unpacked. */
  readonly bytes: number;
}

export type TransportErrorKind = 'CONNECT' | 'CONNECTION' | 'TIMEOUT' | 'TOO_LARGE' | 'GARBAGE';

/** An HTTP request that ended without a whole response. */
export class TransportError extends Error {
  readonly kind: TransportErrorKind;
  /** Whether a byte of the request may have gone out. */
  readonly sent: boolean;
  /** A code such as `ECONNREFUSED`, or what was wrong with the body. */
  readonly reason: string | undefined;
  readonly #origin: unknown;

  constructor(kind: TransportErrorKind, sent: boolean, reason?: string, origin?: unknown) {
    super(`${kind}${reason ? ` ${reason}` : ''}`);
    this.kind = kind;
    this.sent = sent;
    this.reason = reason;
    this.#origin = origin;
  }

  origin(): unknown {
    return this.#origin;
  }
}

/** 1xx responses before the final one. */
const MAX_INFORMATIONAL = 16;

export interface ResponseHandlerOptions {
  readonly request: HttpRequest;
  readonly clock: Clock;
  readonly memory: AnswerMemory;
  resolve(response: HttpResponse): void;
  reject(error: unknown): void;
}

/**
 * Collects one response for undici's `dispatch`. Rejects with a TransportError after a timeout, at the deadline, beyond
 * `maxBytes`, for a body that cannot be decoded or when the connection fails; with the signal's reason when it aborts. A
 * failure's status says enough without its body: where that is lost, it resolves with an empty one.
 */
export function createResponseHandler(options: ResponseHandlerOptions): Dispatcher.DispatchHandler {
  const { request, clock, memory, resolve, reject } = options;
  const { signal, maxBytes } = request;
  const body = createAnswerBytes(maxBytes, memory);
  const tracker: SentTracker = { sent: false, onSent: request.onSent };
  let controller: Dispatcher.DispatchController | null = null;
  let settled = false;
  let status = 0;
  let headers: ResponseHeaders = {};
  let informational = 0;

  const settle = (): boolean => {
    if (settled) return false;
    settled = true;
    cancelTimer();
    signal?.removeEventListener('abort', abort);
    body.release();
    return true;
  };
  const fail = (error: unknown): void => {
    if (!settle()) return;
    reject(error);
    // Without a controller the request has not started: onRequestStart aborts it before a byte goes out.
    controller?.abort(error instanceof Error ? error : new Error('ended'));
  };
  const finish = (text: string, bytes: number): void => {
    if (!settle()) return;
    const contentType = first(headers['content-type']);
    const retryAfter = first(headers['retry-after']);
    resolve({ status, headers, contentType, retryAfter, date: first(headers.date), text, bytes });
  };
  const lose = (error: TransportError): void => {
    if (status >= 300) finish('', 0);
    else fail(error);
    controller?.abort(error);
  };
  /** The bytes of a large answer, which are counted, wait until no other one is being decoded. */
  const finishUnpacked = (bytes: Buffer): void => {
    if (bytes.length > LARGE) void takeTurn().then(() => finishDecoded(bytes));
    else finishDecoded(bytes);
  };
  const finishDecoded = (bytes: Buffer): void => {
    if (settled) return;
    const text = decodeText(bytes, first(headers['content-type']));
    if (text === null) lose(new TransportError('GARBAGE', true, 'CHARSET'));
    else finish(text, bytes.length);
  };
  const loseUndecoded = ({ reason }: BodyError) =>
    lose(new TransportError(reason === 'TOO_LARGE' ? reason : 'GARBAGE', true, reason));
  const finishDecompressed = (bytes: Buffer, contentEncoding: string): void => {
    if (!body.reserve(maxBytes)) lose(new TransportError('TOO_LARGE', true, 'MEMORY'));
    else decompress(bytes, contentEncoding, maxBytes).then(finishUnpacked, loseUndecoded);
  };
  const abort = () => fail(signal?.reason);
  const expire = () => {
    const { sent } = tracker;
    fail(
      new TransportError(sent ? 'TIMEOUT' : 'CONNECT', sent, status ? 'BODY' : sent ? 'HEADERS' : 'CONNECT_TIMEOUT'),
    );
  };
  const startTimer = () =>
    clock.after(Math.max(0, Math.min(request.timeoutMs, request.deadline - clock.now())), expire);

  let cancelTimer = startTimer();
  if (signal?.aborted) abort();
  else signal?.addEventListener('abort', abort, { once: true });

  return {
    onRequestStart(started) {
      // The timers of a suspended process fire late, and an expired request must not go out.
      if (!settled && clock.now() >= request.deadline) expire();
      if (settled) return started.abort(new Error('ended before it was sent'));
      controller = started;
      trackStart(tracker);
    },
    onResponseStart(_controller, statusCode, received) {
      trackResponse(tracker);
      if (settled) return;
      // 1xx: the final response is still to come.
      if (statusCode < 200) {
        if (++informational > MAX_INFORMATIONAL) fail(new TransportError('GARBAGE', true, 'INFORMATIONAL'));
        return;
      }
      status = statusCode;
      headers = received;
      cancelTimer();
      cancelTimer = startTimer();
      if (Number(received['content-length']) > maxBytes) lose(new TransportError('TOO_LARGE', true));
    },
    onResponseData(_controller, chunk) {
      const exceeded = settled ? null : body.add(chunk);
      if (exceeded) lose(new TransportError('TOO_LARGE', true, exceeded === 'MEMORY' ? exceeded : undefined));
    },
    onResponseEnd() {
      if (settled) return;
      const contentEncoding = headers['content-encoding'];
      if (contentEncoding === undefined) finishUnpacked(body.whole());
      else finishDecompressed(body.whole(), String(contentEncoding));
    },
    onResponseError(_controller, error) {
      if (!settle()) return;
      const kind = isGarbage(error) ? 'GARBAGE' : tracker.sent ? 'CONNECTION' : 'CONNECT';
      reject(new TransportError(kind, tracker.sent, codeOf(error), error));
    },
  };
}

function first(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

/** The code alone: the message of a connection error holds the address. */
function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[A-Z0-9_]{1,64}$/.test(code) ? code : undefined;
}

const GARBAGE = new Set(['UND_ERR_HEADERS_OVERFLOW', 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH']);

/** Whether the bytes were no HTTP, more headers than allowed, or not as many as they said. */
function isGarbage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.name === 'HTTPParserError' || GARBAGE.has(codeOf(error) ?? '');
}
