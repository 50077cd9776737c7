import { UpstreamError } from '../../upstream/errors.ts';
import { type CertificateFault, certificateFault } from '../../upstream/http/certificate.ts';
import { UNAUTHORIZED } from '../../upstream/http/classify.ts';
import type { TroubleReason } from './reasons.ts';

const CODES: Readonly<Record<string, TroubleReason>> = {
  LOGIN_REFUSED: 'LOGIN_REFUSED',
  [UNAUTHORIZED]: 'TOKEN_REFUSED',
  BREAKER_OPEN: 'BREAKER_OPEN',
  QUEUE_FULL: 'QUEUE_FULL',
  LOGIN_SLOW: 'TIMEOUT',
  ADAPTER: 'ADAPTER_FAILED',
  TOO_LARGE: 'ANSWER_TOO_LARGE',
  ADDRESS_REFUSED: 'ADDRESS_REFUSED',
  ECONNREFUSED: 'CONNECTION_REFUSED',
  ENOTFOUND: 'DNS',
  EAI_AGAIN: 'DNS',
  EAI_FAIL: 'DNS',
  EAI_NODATA: 'DNS',
  EAI_NONAME: 'DNS',
  EPROTO: 'TLS_FAILED',
};

const OUT_OF_TIME: ReadonlySet<CertificateFault> = new Set(['EXPIRED', 'NOT_YET_VALID']);

/** What a login failed with, where it was no answer of the server: see `login-backoff.ts`. */
const OF_NO_SERVER: ReadonlySet<string> = new Set([
  'CLOSED',
  'LOGIN_NOT_SHARED',
  'SESSION_ENDED',
  'SERVER_ROLE',
  'UNIT_UNPROVEN',
]);

/** The trouble that a failed call shows; null where the server did what it should, or nothing was asked of it. */
export function reasonOf(error: unknown): TroubleReason | null {
  if (!(error instanceof UpstreamError)) return null;
  const { kind, sent, status, reason = '' } = error;
  if (kind === 'REJECTED' || OF_NO_SERVER.has(reason)) return null;
  const certificate = certificateFault(reason);
  if (certificate) return OUT_OF_TIME.has(certificate) ? 'CERTIFICATE_EXPIRED' : 'CERTIFICATE_FOREIGN';
  const known = CODES[reason];
  if (known) return known;
  if (reason.startsWith('ERR_SSL_') || reason.startsWith('ERR_TLS_')) return 'TLS_FAILED';
  if (status === 429) return 'RATE_LIMITED';
  if (status !== undefined && status >= 500) return 'SERVER_ERROR';
  switch (kind) {
    case 'MALFORMED':
      return 'UNREADABLE';
    case 'OVERLOADED':
      return 'QUEUE_FULL';
    case 'UNSUPPORTED':
      return sent === 'NOT_SENT' ? null : 'OPERATION_UNKNOWN';
    case 'TIMEOUT':
      return 'TIMEOUT';
    case 'UNAVAILABLE':
      if (reason === 'DEADLINE') return 'TIMEOUT';
      return sent === 'NOT_SENT' ? 'UNREACHABLE' : 'CONNECTION_LOST';
  }
}
