import type { UpstreamLimits } from '../../config/upstream-limits.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Findings } from '../diagnosis.ts';
import { reportUnreachable } from '../probe/report-unreachable.ts';
import { createRawClient, type RawClient } from '../raw-client.ts';
import { type Located, locateDocument } from './locate-document.ts';
import { type ReadApi, readDocument } from './openapi.ts';

export interface FindDocumentOptions {
  readonly rawClient: RawClient;
  readonly basePath: string;
  readonly openapi?: string | undefined;
  readonly document?: string | undefined;
  readonly limits: UpstreamLimits;
  readonly clock: Clock;
  readonly findings: Findings;
}

/** Finds and reads the OpenAPI document; null without one. */
export async function findDocument(options: FindDocumentOptions): Promise<ReadApi | null | 'unreachable'> {
  const { findings } = options;
  const located = await locate(options);
  if (located.state === 'unreachable') {
    await reportUnreachable(options.rawClient, located.failure, findings);
    return 'unreachable';
  }
  findings.add('info', 'REACHABLE', 'the server answers');
  if (located.state === 'none') {
    const locked = located.locked ? '; some addresses need a token' : '';
    findings.add(
      'warning',
      'DOCUMENT_MISSING',
      `no OpenAPI document was found${locked}: the dialect is derived from reads alone`,
    );
    return null;
  }
  const { api, elsewhere } = located.document;
  const count = (elsewhere?.api ?? api).operations.length;
  findings.add('info', 'DOCUMENT_FOUND', `OpenAPI ${api.version} ${located.where}, ${count} operations`);
  return located.document;
}

async function locate({ rawClient, basePath, openapi, document, ...rest }: FindDocumentOptions): Promise<Located> {
  if (document !== undefined) {
    const ping = await rawClient.get(`${basePath}/openapi.json`);
    if (ping.status === null) return { state: 'unreachable', failure: ping.failure };
    return given(readDocument(document, basePath));
  }
  if (openapi === undefined) return locateDocument({ rawClient, basePath });
  const url = new URL(openapi, rawClient.origin);
  const path = url.pathname + url.search;
  if (url.origin === rawClient.origin) return locateDocument({ rawClient, basePath, path });
  // Another server gets only the path, no credentials.
  const other = createRawClient({ ...rest, baseUrl: url.origin, basic: null });
  try {
    const ping = await rawClient.get(`${basePath}/openapi.json`);
    if (ping.status === null) return { state: 'unreachable', failure: ping.failure };
    const reply = await other.get(path);
    return given(reply.status === 200 ? readDocument(reply.text, basePath) : null);
  } finally {
    await other.close();
  }
}

function given(document: ReadApi | null): Located {
  return document
    ? { state: 'found', document, where: 'at the address of --openapi' }
    : { state: 'none', locked: false };
}
