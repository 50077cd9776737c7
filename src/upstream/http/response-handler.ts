import type { Dispatcher } from 'undici';
import type { Method } from '../../contract/endpoints.ts';
import type { Clock } from '../../lib/clock.ts';
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
}

export interface HttpResponse {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly retryAfter: string | undefined;
  /** The server's clock, as its Date header has it. */
  readonly date: string | undefined;
  readonly text: string;
}

export type TransportErrorKind = 'CONNECT' | 'CONNECTION' | 'TIMEOUT' | 'TOO_LARGE' | 'GARBAGE';

/** An HTTP request that ended without a whole response. */
export class TransportError extends Error {
  readonly kind: TransportErrorKind;
  /** Whether a byte of the request may have gone out. */
  readonly sent: boolean;
  /** A code such as `ECONNREFUSED`. */
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

export interface ResponseHandlerOptions {
  readonly request: HttpRequest;
  readonly clock: Clock;
  readonly maxBytes: number;
  resolve(response: HttpResponse): void;
  reject(error: unknown): void;
}

/**
 * Collects one response for undici's `dispatch`. Rejects with a TransportError after a timeout, at the deadline, beyond
 * `maxBytes` or when the connection fails; with the signal's reason when it aborts.
 */
export function createResponseHandler(options: ResponseHandlerOptions): Dispatcher.DispatchHandler {
  const { request, clock, maxBytes, resolve, reject } = options;
  const { signal } = request;
  const tracker: SentTracker = { sent: false };
  let controller: Dispatcher.DispatchController | null = null;
  let settled = false;
  let status = 0;
  let headers: Record<string, string | string[] | undefined> = {};
  let size = 0;
  const chunks: Buffer[] = [];

  const settle = (): boolean => {
    if (settled) return false;
    settled = true;
    cancelTimer();
    signal?.removeEventListener('abort', abort);
    return true;
  };
  const fail = (error: unknown): void => {
    if (!settle()) return;
    reject(error);
    // Without a controller the request has not started: onRequestStart aborts it before a byte goes out.
    controller?.abort(error instanceof Error ? error : new Error('ended'));
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
      // 1xx: the final response is still to come.
      if (settled || statusCode < 200) return;
      status = statusCode;
      headers = received;
      cancelTimer();
      cancelTimer = startTimer();
      if (Number(received['content-length']) > maxBytes) fail(new TransportError('TOO_LARGE', true));
    },
    onResponseData(_controller, chunk) {
      size += chunk.length;
      if (size > maxBytes) fail(new TransportError('TOO_LARGE', true));
      else chunks.push(chunk);
    },
    onResponseEnd() {
      if (!settle()) return;
      const only = chunks.length === 1 ? chunks[0] : undefined;
      resolve({
        status,
        contentType: first(headers['content-type']),
        retryAfter: first(headers['retry-after']),
        date: first(headers.date),
        text: (only ?? Buffer.concat(chunks)).toString('utf8'),
      });
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

/** Whether the bytes were no HTTP, or more headers than allowed. */
function isGarbage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.name === 'HTTPParserError' || codeOf(error) === 'UND_ERR_HEADERS_OVERFLOW';
}
