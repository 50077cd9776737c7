import type { OperationId } from '../contract/schemas.ts';

/**
 * Kinds of failure, which the floors above map to public codes.
 *
 * | Upstream situation | kind | sent |
 * |---|---|---|
 * | connection refused, DNS, TLS, connect timeout, address not allowed, breaker open | UNAVAILABLE | NOT_SENT |
 * | login refused or failed (the call itself was not sent) | UNAVAILABLE | NOT_SENT |
 * | connection reset or closed, body cut short | UNAVAILABLE | UNKNOWN after the first byte, else NOT_SENT |
 * | no response in time, body too slow, 408 | TIMEOUT | the same |
 * | 429 | UNAVAILABLE with retryAfter | ANSWERED |
 * | 5xx | UNAVAILABLE, with retryAfter where the server gives it | UNKNOWN |
 * | 401, or 403 "Not authenticated", with a fresh login too | UNAVAILABLE | ANSWERED |
 * | 400, 403, 404 of a row, 409, 422 and every other 4xx | REJECTED | ANSWERED |
 * | 405; but for value moves 404 of a path without a row, 422 about a path without parameters: no such operation | UNSUPPORTED | ANSWERED |
 * | 4xx of a value move without a JSON body, or other than 400, 403, 404, 409, 422 | MALFORMED | UNKNOWN |
 * | the dialect lacks the operation | UNSUPPORTED | NOT_SENT |
 * | HTML, empty, cut, too large, too deep, not decodable, wrong content type, wrong types, missing fields, a redirect | MALFORMED | UNKNOWN |
 * | no place in our queue before the deadline | TIMEOUT, of a write UNAVAILABLE | NOT_SENT |
 * | our queue full | OVERLOADED | NOT_SENT |
 */
export type UpstreamErrorKind = 'UNAVAILABLE' | 'TIMEOUT' | 'REJECTED' | 'MALFORMED' | 'UNSUPPORTED' | 'OVERLOADED';

/**
 * Whether the server may have acted: NOT_SENT, no byte went out; UNKNOWN, it may have; ANSWERED, it refused.
 * Depends on what the connection wrote, never on an error's code.
 */
export type Sent = 'NOT_SENT' | 'UNKNOWN' | 'ANSWERED';

/** One field that a 422 refuses: its path in the contract's names and the rule it broke; never the server's text. */
export interface FieldError {
  readonly path: readonly string[];
  readonly type: string;
}

export interface UpstreamFailure {
  readonly kind: UpstreamErrorKind;
  readonly sent: Sent;
  readonly operation?: OperationId | undefined;
  readonly status?: number | undefined;
  /** Whole seconds. */
  readonly retryAfter?: number | undefined;
  readonly fieldErrors?: readonly FieldError[] | undefined;
  /** A constant for the log, such as `ECONNREFUSED` or `HTML`; never a text of the server, an address or a login. */
  readonly reason?: string | undefined;
  /** The unreadable field, such as `Account.balance`. */
  readonly field?: string | undefined;
  /** The option whose limit the answer exceeds, such as `upstream.maxBytes.page`. */
  readonly option?: string | undefined;
  readonly cause?: unknown;
}

/** The one error class of this floor. Its message and enumerable properties hold nothing that came from the server. */
export class UpstreamError extends Error {
  override readonly name = 'UpstreamError';
  readonly kind: UpstreamErrorKind;
  readonly sent: Sent;
  readonly operation: OperationId | undefined;
  readonly status: number | undefined;
  readonly retryAfter: number | undefined;
  readonly fieldErrors: readonly FieldError[] | undefined;
  readonly reason: string | undefined;
  readonly field: string | undefined;
  readonly option: string | undefined;
  // Loggers print `cause` even where it is not enumerable, and undici's causes contain addresses.
  readonly #origin: unknown;

  constructor(failure: UpstreamFailure) {
    super(
      [failure.operation ?? 'upstream', failure.kind, failure.status, failure.reason, failure.field, failure.option]
        .filter((part) => part !== undefined)
        .join(' '),
    );
    this.kind = failure.kind;
    this.sent = failure.sent;
    this.operation = failure.operation;
    this.status = failure.status;
    this.retryAfter = failure.retryAfter;
    this.fieldErrors = failure.fieldErrors;
    this.reason = failure.reason;
    this.field = failure.field;
    this.option = failure.option;
    this.#origin = failure.cause;
  }

  /** The underlying error, for a debugger and doctor; never for logs or responses. */
  origin(): unknown {
    return this.#origin;
  }

  /** A copy with some properties changed. */
  with(change: Partial<UpstreamFailure>): UpstreamError {
    return new UpstreamError({ ...this.facts(), ...change });
  }

  private facts(): UpstreamFailure {
    const { kind, sent, operation, status, retryAfter, fieldErrors, reason, field, option } = this;
    return { kind, sent, operation, status, retryAfter, fieldErrors, reason, field, option, cause: this.#origin };
  }
}

/** A response outside the contract; whether the server acted is unknown. */
export function malformed(operation: OperationId | undefined, reason: string, more: Partial<UpstreamFailure> = {}) {
  return new UpstreamError({ kind: 'MALFORMED', sent: 'UNKNOWN', operation, reason, ...more });
}

export function unsupported(operation: OperationId, reason: string): UpstreamError {
  return new UpstreamError({ kind: 'UNSUPPORTED', sent: 'NOT_SENT', operation, reason });
}
