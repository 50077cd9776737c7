import type { X509Certificate } from 'node:crypto';
import { DEFAULT_LIMITS, type UpstreamLimits } from '../config/upstream-limits.ts';
import type { Clock } from '../lib/clock.ts';
import type { Credentials } from '../upstream/auth/tokens.ts';
import { parseJson } from '../upstream/codec/parse-json.ts';
import type { ResponseHeaders } from '../upstream/codec/read-total.ts';
import { UpstreamError } from '../upstream/errors.ts';
import { readBaseUrl } from '../upstream/http/address-policy.ts';
import { AnswerMemory } from '../upstream/http/answer-bytes.ts';
import { classifyTransportError } from '../upstream/http/classify.ts';
import { readCertificate } from '../upstream/http/connect.ts';
import { TransportError } from '../upstream/http/response-handler.ts';
import { createTransport } from '../upstream/http/transport.ts';

/** The response to a plain request, or its failure. */
export type Reply =
  | { readonly status: number; readonly text: string; readonly json: unknown; readonly headers: ResponseHeaders }
  | { readonly status: null; readonly failure: UpstreamError };

/** The header that bears a token, its name in lower case. */
export interface TokenHeader {
  readonly name: string;
  readonly value: string;
}

/** A read, which some servers want as a POST. */
export interface Read {
  readonly target: string;
  readonly isPost: boolean;
}

/** Sends reads and logins to one server by any path and name, before its dialect is known. */
export interface RawClient {
  readonly origin: string;
  get(target: string, token?: TokenHeader | null): Promise<Reply>;
  read(read: Read, token?: TokenHeader | null): Promise<Reply>;
  /** A login, by JSON or a form. */
  post(target: string, body: string, isForm?: boolean): Promise<Reply>;
  /** The certificate that the server shows, unchecked: nothing is sent to it. Null where none can be read. */
  certificate(): Promise<ShownCertificate | null>;
  /** The server's clock minus ours; null before the first answer with a Date. */
  skewMs(): number | null;
  close(): Promise<void>;
}

/** What doctor tells of a certificate. */
export interface ShownCertificate {
  readonly fingerprint: string;
  readonly validFrom: Date;
  readonly validTo: Date;
  readonly isExpired: boolean;
  /** Host names that it bears, the first few. */
  readonly names: readonly string[];
}

interface Sent {
  readonly body?: string | null;
  readonly isForm?: boolean;
  readonly token?: TokenHeader | null;
  readonly kind?: 'read' | 'login';
}

export interface RawClientOptions {
  readonly baseUrl: string;
  readonly limits: UpstreamLimits;
  readonly clock: Clock;
  /** Of a proxy before the server; null for another server than the tenant's, whose certificate is its own. */
  readonly basic: Credentials['basic'] | null;
}

/** Throws a RangeError for an address that the policy refuses. Follows no redirects. */
export function createRawClient({ baseUrl, clock, basic, ...options }: RawClientOptions): RawClient {
  const limits = basic === null ? { ...options.limits, tls: DEFAULT_LIMITS.tls } : options.limits;
  const { origin } = readBaseUrl(baseUrl, limits);
  const transport = createTransport({ origin, limits, clock, memory: new AnswerMemory(), basic: basic ?? undefined });
  let skew: number | null = null;

  const send = async (method: 'GET' | 'POST', target: string, sent: Sent): Promise<Reply> => {
    const { body = null, isForm = false, token = null, kind = 'read' } = sent;
    const headers = ['accept', 'application/json, text/html;q=0.5', 'user-agent', 'probonus-gateway'];
    if (token !== null) headers.push(token.name, token.value);
    if (body !== null) headers.push('content-type', isForm ? 'application/x-www-form-urlencoded' : 'application/json');
    const { timeoutMs } = limits;
    const deadline = clock.now() + limits.deadlineMs;
    try {
      const answer = await transport.send(kind, {
        method,
        target,
        headers,
        body,
        timeoutMs,
        deadline,
        signal: undefined,
        maxBytes: limits.maxBytes.document,
      });
      const date = answer.date === undefined ? Number.NaN : Date.parse(answer.date);
      if (!Number.isNaN(date)) skew = date - clock.now();
      const { status, text, headers: received } = answer;
      return { status, text, json: parseJson(text), headers: received };
    } catch (error) {
      return { status: null, failure: failureOf(error) };
    }
  };

  const get: RawClient['get'] = async (target, token = null) => {
    const reply = await send('GET', target, { token });
    // One retry: an idle connection may have been closed just then.
    return reply.status === null && reply.failure.reason !== 'ECONNREFUSED' ? send('GET', target, { token }) : reply;
  };

  return {
    origin,
    get,
    read: ({ target, isPost }, token = null) =>
      isPost ? send('POST', target, { body: '{}', token }) : get(target, token),
    post: (target, body, isForm = false) => send('POST', target, { body, isForm, kind: 'login' }),
    async certificate() {
      const found = await readCertificate(origin, limits);
      if (!found) return null;
      const { fingerprint, certificate } = found;
      const [validFrom, validTo] = [new Date(certificate.validFrom), new Date(certificate.validTo)];
      return {
        fingerprint,
        validFrom,
        validTo,
        isExpired: validTo.getTime() < clock.now(),
        names: namesOf(certificate),
      };
    },
    skewMs: () => skew,
    close: () => transport.close(),
  };
}

/** Names of hosts alone: whatever else stands in a certificate is a text of the server. */
function namesOf({ subjectAltName = '' }: X509Certificate): string[] {
  const names = [...subjectAltName.matchAll(/DNS:([\w*.-]{1,253})(?:,|$)/g)].map(([, name = '']) => name);
  return names.slice(0, 3);
}

function failureOf(error: unknown): UpstreamError {
  if (error instanceof UpstreamError) return error;
  if (error instanceof TransportError) {
    const failure = classifyTransportError(error);
    return error.kind === 'TOO_LARGE' ? failure.with({ option: 'upstream.maxBytes.document' }) : failure;
  }
  return new UpstreamError({ kind: 'UNAVAILABLE', sent: 'NOT_SENT', reason: 'CONNECT', cause: error });
}

/** A failure in a few words of the gateway; never repeats a word of the server. */
export function describeFailure(failure: UpstreamError): string {
  const { kind, status, reason, field, option } = failure;
  return [kind, status === undefined ? undefined : `status ${status}`, reason, field, option]
    .filter((part) => part !== undefined)
    .join(', ');
}
