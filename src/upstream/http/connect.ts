import type { X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { buildConnector } from 'undici';
import type { UpstreamLimits } from '../../config/upstream-limits.ts';
import { guardedLookup } from './address-policy.ts';
import { FingerprintDiffers, fingerprintOf } from './certificate.ts';

export type ConnectLimits = Pick<
  UpstreamLimits,
  'connectTimeoutMs' | 'tls' | 'allowHttp' | 'allowPrivate' | 'allowedAddresses'
>;

/** Opens each connection of one server, and checks its certificate by `upstream.tls` before a byte goes out. */
export function createConnect(limits: ConnectLimits): buildConnector.connector {
  const { ca, serverName, fingerprint } = limits.tls;
  const connect = buildConnector({
    timeout: limits.connectTimeoutMs,
    lookup: guardedLookup(limits),
    // Any certificate of the file is trusted as it stands there, one of an authority between included.
    ...(ca && { ca: ca.pem, allowPartialTrustChain: true }),
    // Node checks neither chain nor name then: the fingerprint stands in their place.
    ...(fingerprint !== null && { maxCachedSessions: 0, rejectUnauthorized: ca !== null }),
  });
  return (options, callback) =>
    connect({ ...options, ...(serverName !== null && { servername: serverName }) }, (error, socket) => {
      if (error !== null) return callback(error, null);
      if (fingerprint === null) return callback(null, socket);
      // No session is kept above: one that is resumed need not show the certificate.
      const certificate = certificateOf(socket);
      if (certificate && fingerprintOf(certificate) === fingerprint) return callback(null, socket);
      socket.destroy();
      callback(new FingerprintDiffers('the certificate has another fingerprint'), null);
    });
}

/** The certificate that a server shows, whatever it is worth: the connection closes before a byte goes out. */
export function readCertificate(origin: string, limits: ConnectLimits) {
  const { protocol, hostname, host, port } = new URL(origin);
  const { serverName: servername } = limits.tls;
  const connect = buildConnector({
    timeout: limits.connectTimeoutMs,
    lookup: guardedLookup(limits),
    maxCachedSessions: 0,
    rejectUnauthorized: false,
  });
  return new Promise<{ certificate: X509Certificate; fingerprint: string } | null>((resolve) => {
    const options = {
      protocol,
      hostname: hostname.replace(/^\[|\]$/g, ''),
      host,
      port,
      ...(servername && { servername }),
    };
    connect(options, (_error, socket) => {
      const certificate = certificateOf(socket);
      socket?.destroy();
      resolve(certificate ? { certificate, fingerprint: fingerprintOf(certificate) } : null);
    });
  });
}

function certificateOf(socket: Socket | null): X509Certificate | undefined {
  return socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined;
}
