import type { OperationId } from '../../contract/schemas.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Dialect } from '../codec/dialect.ts';
import type { NameReader } from '../codec/error-field-names.ts';
import { malformed, UpstreamError } from '../errors.ts';
import type { Exchange, RawAnswer } from './call.ts';
import { readDetail } from './error-detail.ts';
import { type HttpAnswer, LostError } from './response-handler.ts';

/** Says what an answer, or the lack of one, means. The table at UpstreamErrorKind is what this file does. */
export interface Judge {
  /** Gives a 2xx back, throws UpstreamError for everything else. */
  answer(exchange: Exchange, answer: HttpAnswer): RawAnswer;
  /** Turns a lost exchange into an UpstreamError; passes on what is none (a client that left). */
  loss(exchange: Exchange, error: unknown): unknown;
}

/** Marks that the token was refused, for the auth interceptor. */
export const UNAUTHORIZED = 'UNAUTHORIZED';

export function createJudge(options: {
  dialect: Dialect;
  clock: Clock;
  names: (operation: OperationId) => NameReader;
}): Judge {
  const { dialect, clock, names } = options;

  const failure = ({ operation, endpoint }: Exchange, { status, text, retryAfter }: HttpAnswer): UpstreamError => {
    const wait = secondsOf(retryAfter, clock.now());
    if (status < 400) return malformed(operation, status < 300 ? 'STATUS' : 'REDIRECT', { status });
    if (status === 408) return new UpstreamError({ kind: 'TIMEOUT', sent: 'UNKNOWN', operation, status });
    if (status >= 500)
      return new UpstreamError({ kind: 'UNAVAILABLE', sent: 'UNKNOWN', operation, status, retryAfter: wait });
    const answered = { sent: 'ANSWERED', operation, status } as const;
    if (status === 429) return new UpstreamError({ kind: 'UNAVAILABLE', ...answered, retryAfter: wait ?? 1 });
    const detail = readDetail(text);
    if (dialect.unauthorized.includes(status) || (status === 403 && detail.notAuthenticated)) {
      return new UpstreamError({ kind: 'UNAVAILABLE', ...answered, reason: UNAUTHORIZED });
    }
    const lacksRoute =
      status === 405 ||
      (status === 404 && !endpoint.missingRow) ||
      // The path was taken for that of a row: `/accounts/{id}` instead of `/accounts/by_identifier`.
      (status === 422 && detail.aboutPath && !endpoint.path.includes('{'));
    if (lacksRoute) return new UpstreamError({ kind: 'UNSUPPORTED', ...answered });
    // Some proxy's page: what the server itself says of a move, the contract says in JSON, and only that is final.
    if (endpoint.isValueMove && !isJsonObject(text)) return malformed(operation, 'REFUSAL', { status });
    const ours = names(operation);
    const problems = detail.problems.map(({ path, type }) => ({ path: path.map(ours), type }));
    return new UpstreamError({ kind: 'REJECTED', ...answered, ...(problems.length > 0 ? { problems } : {}) });
  };

  return {
    answer(exchange, answer) {
      const { status, contentType, text } = answer;
      if (status < 200 || status > 299) throw failure(exchange, answer);
      if (status === 204) return { status, text: '{}' };
      if (contentType !== undefined && !/^(application|text)\/([\w.-]+\+)?json\b/i.test(contentType)) {
        throw malformed(exchange.operation, /html/i.test(contentType) ? 'HTML' : 'CONTENT_TYPE', { status });
      }
      return { status, text };
    },
    loss({ operation }, error) {
      if (!(error instanceof LostError)) return error;
      const { loss, reason } = error;
      const kind =
        loss === 'TIMEOUT' ? 'TIMEOUT' : loss === 'TOO_LARGE' || loss === 'GARBAGE' ? 'MALFORMED' : 'UNAVAILABLE';
      const sent = error.sent ? 'UNKNOWN' : 'NOT_SENT';
      return new UpstreamError({ kind, sent, operation, reason: reason ?? loss, cause: error.origin() });
    },
  };
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}

/** `Retry-After` as whole seconds from now, at most an hour. It may be a number or a date. */
export function secondsOf(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const seconds = /^\d+$/.test(header.trim()) ? Number(header) : Math.ceil((Date.parse(header) - now) / 1000);
  return Number.isNaN(seconds) ? undefined : Math.min(Math.max(seconds, 0), 3600);
}
