import type { DialectConfig } from '../../config/dialect.ts';
import { DEFAULT_LIMITS, type UpstreamLimits } from '../../config/upstream-limits.ts';
import type { Clock } from '../../lib/clock.ts';
import { resolveDialect } from '../../upstream/codec/dialect.ts';
import { readBaseUrl } from '../../upstream/http/address-policy.ts';
import { locateDocument } from '../probe/locate-document.ts';
import { createRawClient } from '../raw-client.ts';
import { hashOfRelevantLines } from './relevant-lines.ts';

export interface DocumentHashOptions {
  readonly baseUrl: string;
  readonly dialect: DialectConfig;
  readonly limits?: Partial<UpstreamLimits> | undefined;
  readonly clock: Clock;
}

/**
 * The hash of the relevant lines of a server's document, as `dialect.checked` holds it. Null where no document can be read: that
 * says nothing about the server. Sends GETs without a token, each bounded by `upstream.maxBytes.document`.
 */
export async function readDocumentHash({
  baseUrl,
  dialect,
  clock,
  ...rest
}: DocumentHashOptions): Promise<string | null> {
  const limits = { ...DEFAULT_LIMITS, ...rest.limits };
  const { basePath } = readBaseUrl(baseUrl, limits);
  const rawClient = createRawClient({ baseUrl, limits, clock });
  try {
    const located = await locateDocument({ rawClient, basePath });
    return located.state === 'found' ? hashOfRelevantLines(located.document.api, resolveDialect(dialect)) : null;
  } finally {
    await rawClient.close();
  }
}
