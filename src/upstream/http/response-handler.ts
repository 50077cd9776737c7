import type { Dispatcher } from 'undici';
import type { Method } from '../../contract/endpoints.ts';
import type { Clock } from '../../lib/clock.ts';
import { confirmWitness, startWitness } from './sent-tracking.ts';

export interface HttpRequest {
  readonly method: Method;
  readonly target: string;
  /** Names and values in turn. */
  readonly headers: string[];
  readonly body: string | null;
  /** Until the headers, and again until the end of the body. */
  readonly timeoutMs: number;
  /** Absolute. */
  readonly deadline: number;
  readonly signal: AbortSignal | undefined;
}

export interface HttpAnswer {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly retryAfter: string | undefined;
  /** What the server's clock said. */
  readonly date: string | undefined;
  readonly text: string;
}

/** How an exchange ended without an answer. */
export type Loss = 'CONNECT' | 'CONNECTION' | 'TIMEOUT' | 'TOO_LARGE' | 'GARBAGE';

export class LostError extends Error {
  readonly loss: Loss;
  readonly sent: boolean;
  /** Such as `ECONNREFUSED`. */
  readonly reason: string | undefined;
  readonly #origin: unknown;

  constructor(loss: Loss, sent: boolean, reason?: string, origin?: unknown) {
    super(`${loss}${reason ? ` ${reason}` : ''}`);
    this.loss = loss;
    this.sent = sent;
    this.reason = reason;
    this.#origin = origin;
  }

  origin(): unknown {
    return this.#origin;
  }
}

export interface FlightOptions {
  readonly request: HttpRequest;
  readonly clock: Clock;
  readonly maxBytes: number;
  resolve(answer: HttpAnswer): void;
  reject(error: unknown): void;
}

/** One HTTP exchange: collects the answer, and ends it when time, size or the client's patience is over. */
export function createFlight({ request, clock, maxBytes, resolve, reject }: FlightOptions): Dispatcher.DispatchHandler {
  const { signal } = request;
  const witness = { sent: false };
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
    signal?.removeEventListener('abort', leave);
    return true;
  };
  const fail = (error: unknown): void => {
    if (!settle()) return;
    reject(error);
    // Not started yet: onRequestStart will end it before a byte goes out.
    controller?.abort(error instanceof Error ? error : new Error('ended'));
  };
  const leave = () => fail(signal?.reason);
  const late = () => {
    const loss = witness.sent ? 'TIMEOUT' : 'CONNECT';
    fail(new LostError(loss, witness.sent, status ? 'BODY' : witness.sent ? 'HEADERS' : 'CONNECT_TIMEOUT'));
  };
  const arm = () => clock.after(Math.max(0, Math.min(request.timeoutMs, request.deadline - clock.now())), late);

  let cancelTimer = arm();
  if (signal?.aborted) leave();
  else signal?.addEventListener('abort', leave, { once: true });

  return {
    onRequestStart(started) {
      // A process that stood still has a timer that is late: what is over must not go out.
      if (!settled && clock.now() >= request.deadline) late();
      if (settled) return started.abort(new Error('ended before it was sent'));
      controller = started;
      startWitness(witness);
    },
    onResponseStart(_controller, statusCode, received) {
      confirmWitness(witness);
      // 1xx: the answer is still to come.
      if (settled || statusCode < 200) return;
      status = statusCode;
      headers = received;
      cancelTimer();
      cancelTimer = arm();
      if (Number(received['content-length']) > maxBytes) fail(new LostError('TOO_LARGE', true));
    },
    onResponseData(_controller, chunk) {
      size += chunk.length;
      if (size > maxBytes) fail(new LostError('TOO_LARGE', true));
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
      const code = codeOf(error);
      const loss = isGarbage(error) ? 'GARBAGE' : witness.sent ? 'CONNECTION' : 'CONNECT';
      reject(new LostError(loss, witness.sent, code, error));
    },
  };
}

function first(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

/** The code alone: the message of a connection error bears the address. */
function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[A-Z0-9_]{1,64}$/.test(code) ? code : undefined;
}

/** The bytes were no HTTP, or more than headers may hold. */
function isGarbage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.name === 'HTTPParserError' || codeOf(error) === 'UND_ERR_HEADERS_OVERFLOW';
}
