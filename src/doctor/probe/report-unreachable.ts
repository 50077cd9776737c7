import type { UpstreamError } from '../../upstream/errors.ts';
import { type CertificateFault, certificateFault } from '../../upstream/http/certificate.ts';
import type { Findings } from '../diagnosis.ts';
import { describeFailure, type RawClient, type ShownCertificate } from '../raw-client.ts';

/** Reports a server that did not answer; where its certificate is the reason, with what to do about it. */
export async function reportUnreachable(
  rawClient: Pick<RawClient, 'certificate'>,
  failure: UpstreamError,
  findings: Findings,
): Promise<void> {
  const fault = certificateFault(failure.reason);
  if (fault === null) return findings.add('error', 'UNREACHABLE', `no answer (${describeFailure(failure)})`);
  const shown = await rawClient.certificate();
  const fingerprint = shown
    ? `. The fingerprint that came is ${shown.fingerprint}: compare it at the server itself`
    : '';
  findings.add('error', 'CERTIFICATE', `${ADVICE[fault](shown)}${fingerprint}`);
}

const day = (date: Date | undefined) => date?.toISOString().slice(0, 10) ?? 'an unknown day';

const ADVICE: Readonly<Record<CertificateFault, (shown: ShownCertificate | null) => string>> = {
  EXPIRED: (shown) =>
    shown?.isExpired === false
      ? 'an authority in the chain of the certificate has expired: the server needs a new chain, or upstream.tls.ca a new file'
      : `the certificate expired on ${day(shown?.validTo)}: the server needs a new one; until then upstream.tls.fingerprint accepts this one alone`,
  NOT_YET_VALID: (shown) =>
    `the certificate is valid from ${day(shown?.validFrom)} only: compare the clocks of this machine and of the server`,
  SELF_SIGNED: () => 'the certificate signed itself: write its fingerprint as upstream.tls.fingerprint',
  UNKNOWN_CA: () =>
    'the certificate comes from an authority that is not known here: write the file of the authority as upstream.tls.ca, or the fingerprint as upstream.tls.fingerprint. Where the authority is a public one, the server does not send its intermediate certificate',
  WRONG_NAME: (shown) =>
    `the certificate is not for the host of baseUrl${shown && shown.names.length > 0 ? ` but for ${shown.names.join(', ')}` : ''}: write such a name as upstream.tls.serverName, or in baseUrl`,
  DIFFERS: () =>
    'the certificate is another one than upstream.tls.fingerprint says: where the server has a new one, write the new fingerprint; else somebody else answers',
  INVALID: () => 'the certificate, or one of its chain, must not be used for a server: the server needs another one',
};
