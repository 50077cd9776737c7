import type { DialectConfig } from '../../config/dialect.ts';
import { DEFAULT_LIMITS, type UpstreamLimits } from '../../config/upstream-limits.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Credentials } from '../../upstream/auth/tokens.ts';
import { resolveDialect } from '../../upstream/codec/dialect.ts';
import { readBaseUrl } from '../../upstream/http/address-policy.ts';
import { locateDocument } from '../document/locate-document.ts';
import { createRawClient } from '../raw-client.ts';
import { hashOfRelevantLines } from './relevant-lines.ts';

export interface DocumentHashOptions {
  readonly baseUrl: string;
  readonly credentials: Credentials;
  readonly dialect: DialectConfig;
  /** Where the document stands: a path of this server, or an address. Default: the usual places are searched. */
  readonly openapi?: string | null | undefined;
  readonly limits?: Partial<UpstreamLimits> | undefined;
  readonly clock: Clock;
}

/**
 * The hash of the relevant lines of a server's document, as `dialect.checked` holds it. Null where no document can be read: that
 * says nothing about the server. Sends GETs without a token, each bounded by `upstream.maxBytes.document`.
 */
export async function readDocumentHash(options: DocumentHashOptions): Promise<string | null> {
  const { baseUrl, openapi, clock } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const dialect = resolveDialect(options.dialect);
  const { origin, basePath } = readBaseUrl(baseUrl, limits);
  const place = openapi == null ? null : new URL(openapi, origin);
  const basic = place !== null && place.origin !== origin ? null : options.credentials.basic;
  const rawClient = createRawClient({ baseUrl: place?.origin ?? baseUrl, limits, clock, basic });
  try {
    const path = place ? { path: place.pathname + place.search } : {};
    const located = await locateDocument({ rawClient, basePath, ...path });
    if (located.state !== 'found') return null;
    const { api, elsewhere } = located.document;
    // An adapter may ask for what does not stand below the base URL.
    return hashOfRelevantLines(dialect.adapter === null ? api : (elsewhere?.api ?? api), dialect);
  } finally {
    await rawClient.close();
  }
}
