import type { ExecutionResult, GraphQLError } from 'graphql';
import { UpstreamError } from '../../upstream/errors.ts';
import { HttpError } from '../http/http-error.ts';
import { JSON_TYPE, type MediaType } from '../http/negotiate.ts';
import { withholdValues } from './withhold.ts';

const MAX_MESSAGE = 400;
const MAX_CAUSES = 5;
/** Suggestions of graphql-js, which disclose names of a schema without introspection. */
const SUGGESTION = /\s*Did you mean [^?]*\?/g;

export interface FormattedResult {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: PublicResult;
  readonly codes: ReadonlySet<string>;
  /** Upstream failures for the log: operation, kind, status, reason. */
  readonly causes: ReadonlySet<string>;
  /** The first masked error, for the log; null without one. */
  readonly unexpected: unknown;
}

/** The body of a response. */
export interface PublicResult {
  errors?: readonly PublicError[];
  data?: unknown;
  extensions?: Record<string, unknown>;
}

interface PublicError {
  readonly message: string;
  readonly locations?: GraphQLError['locations'];
  readonly path?: GraphQLError['path'];
  readonly extensions: Record<string, unknown>;
}

const NO_CODES: ReadonlySet<string> = new Set();
const NO_HEADERS = Object.freeze({});
const CHALLENGE = Object.freeze({ 'WWW-Authenticate': 'Bearer' });

/**
 * The response to a result: every error with a code and the request ID, without internal extensions. The status follows from
 * GraphQL over HTTP for the media type.
 */
export function formatResult(
  result: ExecutionResult,
  options: FormatOptions & { mediaType: MediaType; extensions?: Record<string, unknown> | undefined },
): FormattedResult {
  const { errors, data } = result;
  const { extensions } = options;
  if (!errors?.length) {
    return {
      status: 200,
      headers: NO_HEADERS,
      body: extensions ? { data, extensions } : { data },
      codes: NO_CODES,
      causes: NO_CODES,
      unexpected: null,
    };
  }
  const codes = new Set<string>();
  const causes = new Set<string>();
  let httpError: HttpError | undefined;
  let unexpected: unknown = null;
  const publicErrors = errors.map((error) => {
    const publicError = formatError(error, options);
    const { code } = publicError.extensions;
    codes.add(String(code));
    if (error.originalError instanceof UpstreamError && causes.size < MAX_CAUSES)
      causes.add(error.originalError.message);
    if (error.originalError instanceof HttpError) httpError ??= error.originalError;
    if (code === 'INTERNAL_SERVER_ERROR') unexpected ??= error.originalError ?? error;
    return publicError;
  });
  const retryAfter = retryAfterOf(publicErrors, codes, data);
  const hasData = 'data' in result && retryAfter === null;
  const status = httpError?.status ?? statusOf(codes, hasData ? (data ?? null) : undefined, options.mediaType);
  return {
    status,
    headers: httpError?.headers ?? retryAfter ?? (status === 401 ? CHALLENGE : NO_HEADERS),
    codes,
    causes,
    unexpected,
    body: {
      errors: publicErrors,
      ...(hasData ? { data } : {}),
      ...(extensions ? { extensions } : {}),
    },
  };
}

interface FormatOptions {
  readonly requestId: string;
  /** Whether names of the schema may be shown. */
  readonly suggestions: boolean;
  /** Whether the request may hold a password. @default false */
  readonly withhold?: boolean;
}

function formatError(error: GraphQLError, options: FormatOptions): PublicError {
  // Yoga's own statuses are dropped: ours follow from the codes.
  const { http: _http, unexpected: _unexpected, code = 'GRAPHQL_VALIDATION_FAILED', ...rest } = error.extensions;
  const message = options.withhold ? withholdValues(error, code) : error.message;
  const text = options.suggestions ? message : message.replace(SUGGESTION, '');
  return {
    message: text.length > MAX_MESSAGE ? `${text.slice(0, MAX_MESSAGE)}…` : text,
    ...(error.locations?.length ? { locations: error.locations } : {}),
    ...(error.path ? { path: error.path } : {}),
    extensions: { code, ...rest, requestId: options.requestId },
  };
}

/** The header of a result whose fields a limit has refused, all of them: it is answered like a request that did not run. Null for any other. */
function retryAfterOf(errors: readonly PublicError[], codes: ReadonlySet<string>, data: ExecutionResult['data']) {
  const seconds = errors.flatMap(({ extensions: { retryAfter } }) =>
    typeof retryAfter === 'number' ? [retryAfter] : [],
  );
  const isRefused = codes.size === 1 && codes.has('RATE_LIMITED') && seconds.length > 0;
  if (!isRefused || !data || Object.values(data).some((value) => value !== null)) return null;
  return { 'Retry-After': String(Math.max(...seconds)) };
}

/** Statuses of a request that was not executed. In plain JSON all but those below are 200, as older clients expect. */
const STATUS: Readonly<Record<string, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  RATE_LIMITED: 429,
  OVERLOADED: 503,
  INTERNAL_SERVER_ERROR: 500,
};
const ALWAYS = new Set(['UNAUTHENTICATED', 'RATE_LIMITED', 'OVERLOADED', 'INTERNAL_SERVER_ERROR']);

/** `data` is undefined where execution never began. A result with data is 200, whatever failed in it. */
function statusOf(codes: ReadonlySet<string>, data: unknown, mediaType: MediaType): number {
  const [code = ''] = codes;
  if (data === undefined) {
    if (mediaType === JSON_TYPE && !ALWAYS.has(code)) return 200;
    return STATUS[code] ?? 400;
  }
  const denied = data === null && codes.size === 1 && (code === 'UNAUTHENTICATED' || code === 'FORBIDDEN');
  return denied && mediaType !== JSON_TYPE ? (STATUS[code] ?? 200) : 200;
}
