import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import * as z from 'zod';
import { fileText } from '../document.ts';
import type { LooseFault } from '../faults.ts';
import type { Sources } from '../secrets.ts';
import { section } from '../section.ts';

/** A file of certificate authorities, as it was when the configuration was read. */
export interface CaFile {
  readonly path: string;
  readonly pem: string;
  /** When the last of its certificates expires, and when the first begins to be valid, in milliseconds. */
  readonly validTo: number;
  readonly validFrom: number;
}

const fingerprint = z
  .string()
  .transform((written) =>
    written
      .replaceAll(':', '')
      .replace(/^sha256/i, '')
      .toLowerCase(),
  )
  .refine((hex) => /^[0-9a-f]{64}$/.test(hex), 'must read "sha256:" and 64 hex digits: the SHA-256 of the certificate')
  .transform((hex) => `sha256:${hex}`);

const hostName = z
  .string()
  .refine(
    (written) => isIP(written) === 0 && /^(?=.{1,253}$)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*$/i.test(written),
    'must be a host name, such as bonus.local',
  );

/** How the certificate of a server is checked, where the roots of this machine and the name in `baseUrl` do not tell. */
export function tlsShape(sources: Pick<Sources, 'baseDir' | 'readFile'>) {
  return section({
    ca: caShape(sources)
      .nullable()
      .default(null)
      .describe(
        'PEM file of the certificate authorities that this server is checked against, in place of the public ones',
      ),
    serverName: hostName
      .nullable()
      .default(null)
      .describe('Name that the certificate must bear, and that is asked for (SNI), in place of the host in `baseUrl`'),
    fingerprint: fingerprint
      .nullable()
      .default(null)
      .describe(
        'SHA-256 of the certificate, `sha256:` and hex, as `doctor` shows it. Stands in place of chain, name and dates; with `ca`, besides them',
      ),
  });
}

function caShape({ baseDir, readFile }: Pick<Sources, 'baseDir' | 'readFile'>) {
  return z
    .string()
    .min(1)
    .transform((written, context): CaFile => {
      const path = resolve(baseDir, written);
      const fault = (message: string) => {
        context.addIssue({ code: 'custom', message });
        return z.NEVER;
      };
      let pem: string;
      try {
        pem = fileText(readFile(path)) ?? '';
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
        return fault(`the file cannot be read${code}`);
      }
      const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
      if (blocks.length === 0)
        return fault('the file holds no certificate in PEM, which begins with -----BEGIN CERTIFICATE-----');
      try {
        const certificates = blocks.map((block) => new X509Certificate(block));
        const validTo = Math.max(...certificates.map((one) => Date.parse(one.validTo)));
        const validFrom = Math.min(...certificates.map((one) => Date.parse(one.validFrom)));
        return { path, pem: blocks.join('\n'), validTo, validFrom };
      } catch {
        return fault('the file holds a certificate that cannot be read');
      }
    });
}

/** Authorities of which none is valid now: their servers fail, and the others need not. */
export function validityFaults(
  tenants: readonly { readonly upstream: { readonly tls: { readonly ca: CaFile | null } } }[],
  now: number,
): LooseFault[] {
  return tenants.flatMap(({ upstream }, index) => {
    const { validFrom = now, validTo = now } = upstream.tls.ca ?? {};
    if (validFrom <= now && now <= validTo) return [];
    const time = now > validTo ? `expired on ${dayOf(validTo)}` : `is valid from ${dayOf(validFrom)} only`;
    const message = `the authority ${time}: this server's certificate is refused`;
    return [{ path: ['tenants', index, 'upstream', 'tls', 'ca'], message }];
  });
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
