import type { OperationId } from '../../contract/schemas.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Dialect } from '../codec/dialect.ts';
import type { ToContractName } from '../codec/names/error-field-names.ts';
import { parseJson } from '../codec/parse-json.ts';
import { malformed, UpstreamError } from '../errors.ts';
import type { UpstreamCall } from './call.ts';
import { readErrorDetail } from './error-detail.ts';
import type { HttpResponse, TransportError } from './response-handler.ts';

/** Reason of a refused token, which the auth interceptor handles. */
export const UNAUTHORIZED = 'UNAUTHORIZED';

/** Reason of a 404 of a row that a router gives as well where it has no such path. */
export const NO_ROW_OR_PATH = 'NO_ROW_OR_PATH';

export interface ClassifyOptions {
  readonly dialect: Dialect;
  readonly clock: Clock;
  readonly fieldNames: (operation: OperationId) => ToContractName;
}

/** Returns a 2xx response with JSON; throws for any other, by the table at UpstreamErrorKind. */
export function classifyResponse(call: UpstreamCall, response: HttpResponse, options: ClassifyOptions): HttpResponse {
  const { status, contentType } = response;
  if (status < 200 || status > 299) throw failureOf(call, response, options);
  if (status === 204) return { ...response, text: '{}' };
  if (contentType !== undefined && !/^(application|text)\/([\w.-]+\+)?json\b/i.test(contentType)) {
    throw malformed(call.operation, /html/i.test(contentType) ? 'HTML' : 'CONTENT_TYPE', { status });
  }
  return response;
}

/** The UpstreamError for a request that ended without a response. */
export function classifyTransportError(error: TransportError, operation?: OperationId): UpstreamError {
  const { kind: cause } = error;
  const reason = cause === 'TOO_LARGE' ? cause : (error.reason ?? cause);
  const kind =
    cause === 'TIMEOUT' ? 'TIMEOUT' : cause === 'TOO_LARGE' || cause === 'GARBAGE' ? 'MALFORMED' : 'UNAVAILABLE';
  const sent = error.sent ? 'UNKNOWN' : 'NOT_SENT';
  return new UpstreamError({ kind, sent, operation, reason, cause: error.origin() });
}

function failureOf(
  { operation, endpoint }: UpstreamCall,
  { status, text, retryAfter: header }: HttpResponse,
  { dialect, clock, fieldNames }: ClassifyOptions,
): UpstreamError {
  const retryAfter = secondsOf(header, clock.now());
  if (status < 400) return malformed(operation, status < 300 ? 'STATUS' : 'REDIRECT', { status });
  if (status === 408) return new UpstreamError({ kind: 'TIMEOUT', sent: 'UNKNOWN', operation, status });
  if (status >= 500) return new UpstreamError({ kind: 'UNAVAILABLE', sent: 'UNKNOWN', operation, status, retryAfter });
  const answered = { sent: 'ANSWERED', operation, status } as const;
  if (status === 429) return new UpstreamError({ kind: 'UNAVAILABLE', ...answered, retryAfter: retryAfter ?? 1 });
  const detail = readErrorDetail(text);
  if (dialect.unauthorized.includes(status) || (status === 403 && detail.isNotAuthenticated)) {
    return new UpstreamError({ kind: 'UNAVAILABLE', ...answered, reason: UNAUTHORIZED });
  }
  const isUnknownPath =
    (status === 404 && !endpoint.missingRow) ||
    // The server matched the path of a row: `/accounts/{id}` instead of `/accounts/by_identifier`.
    (status === 422 && detail.isAboutPath && !/^[^?]*\{/.test(endpoint.path));
  if (status === 405 || (isUnknownPath && !endpoint.isValueMove))
    return new UpstreamError({ kind: 'UNSUPPORTED', ...answered });
  // A proxy's page, or a status that no server of this contract refuses with, proves nothing about a value move.
  if (endpoint.isValueMove && !(REFUSALS.has(status) && isJsonObject(text)))
    return malformed(operation, 'REFUSAL', { status });
  const toContractName = fieldNames(operation);
  const fieldErrors = detail.fieldErrors.map(({ path, type }) => ({ path: path.map(toContractName), type }));
  const reason = status === 404 && detail.isOfNoPath ? NO_ROW_OR_PATH : undefined;
  return new UpstreamError({
    kind: 'REJECTED',
    ...answered,
    reason,
    ...(fieldErrors.length > 0 ? { fieldErrors } : {}),
  });
}

/** Statuses by which a server refuses a value move. */
const REFUSALS: ReadonlySet<number> = new Set([400, 403, 404, 409, 422]);

function isJsonObject(text: string): boolean {
  const value = parseJson(text);
  return typeof value === 'object' && value !== null;
}

const MAX_RETRY_AFTER = 3600;
/** IMF-fixdate, RFC 850, asctime (which has no zone and means UTC), and ISO 8601. Without a form Date.parse takes "2.5" for a day of 2001. */
const DATE = /^(?:[a-z]{3,9}, .*|(?<asctime>[a-z]{3} [a-z]{3} .*)|\d{4}-\d\d-\d\dT.*(?:Z|[+-]\d\d:?\d\d))$/i;

/** `Retry-After` in whole seconds from now, rounded up, at most an hour; undefined for what is neither seconds nor a date. */
export function secondsOf(header: string | undefined, now: number): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d+(?:[.,]\d*)?$/.test(text)) return Math.min(Math.ceil(Number(text.replace(',', '.'))), MAX_RETRY_AFTER);
  const date = DATE.exec(text);
  if (!date) return undefined;
  const seconds = Math.ceil((Date.parse(date.groups?.asctime ? `${text} GMT` : text) - now) / 1000);
  return Number.isNaN(seconds) ? undefined : Math.min(Math.max(seconds, 0), MAX_RETRY_AFTER);
}
