import type { X509Certificate } from 'node:crypto';

/** What can be wrong with the certificate of a server. */
export type CertificateFault =
  | 'EXPIRED'
  | 'NOT_YET_VALID'
  | 'SELF_SIGNED'
  | 'UNKNOWN_CA'
  | 'WRONG_NAME'
  | 'DIFFERS'
  | 'INVALID';

const FAULTS: Readonly<Record<string, CertificateFault>> = {
  CERT_HAS_EXPIRED: 'EXPIRED',
  CERT_NOT_YET_VALID: 'NOT_YET_VALID',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'SELF_SIGNED',
  SELF_SIGNED_CERT_IN_CHAIN: 'UNKNOWN_CA',
  UNABLE_TO_GET_ISSUER_CERT: 'UNKNOWN_CA',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'UNKNOWN_CA',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'UNKNOWN_CA',
  CERT_UNTRUSTED: 'UNKNOWN_CA',
  ERR_TLS_CERT_ALTNAME_INVALID: 'WRONG_NAME',
  HOSTNAME_MISMATCH: 'WRONG_NAME',
  CERT_FINGERPRINT: 'DIFFERS',
  CERT_SIGNATURE_FAILURE: 'INVALID',
  CERT_REJECTED: 'INVALID',
  CERT_REVOKED: 'INVALID',
  CERT_CHAIN_TOO_LONG: 'INVALID',
  INVALID_CA: 'INVALID',
  INVALID_PURPOSE: 'INVALID',
  PATH_LENGTH_EXCEEDED: 'INVALID',
};

/** The fault that the reason of an UpstreamError says; null where it is no certificate's. */
export function certificateFault(reason: string | undefined): CertificateFault | null {
  return reason !== undefined && Object.hasOwn(FAULTS, reason) ? (FAULTS[reason] ?? null) : null;
}

/** The server has another certificate than `upstream.tls.fingerprint` says. */
export class FingerprintDiffers extends Error {
  readonly code = 'CERT_FINGERPRINT';
}

/** SHA-256 of a certificate, as `upstream.tls.fingerprint` has it. */
export function fingerprintOf({ fingerprint256 }: X509Certificate): string {
  return `sha256:${fingerprint256.replaceAll(':', '').toLowerCase()}`;
}
