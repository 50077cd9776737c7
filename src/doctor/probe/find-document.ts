import type { UpstreamLimits } from '../../config/upstream-limits.ts';
import type { Clock } from '../../lib/clock.ts';
import type { AddressPolicy } from '../../upstream/http/address-policy.ts';
import type { Findings } from '../diagnosis.ts';
import type { Api } from '../document/api.ts';
import { type ReadApi, readDocument } from '../document/openapi.ts';
import { type Asker, createAsker, inWords } from '../raw-client.ts';
import { type Located, locateDocument } from './locate-document.ts';

export interface FindDocumentOptions {
  readonly asker: Asker;
  readonly basePath: string;
  readonly openapi?: string | undefined;
  readonly document?: string | undefined;
  readonly limits: UpstreamLimits;
  readonly policy: AddressPolicy;
  readonly clock: Clock;
  readonly findings: Findings;
}

/** Reads what the server says of itself. Null: nothing, so it will have to be found out by reads. */
export async function findDocument(options: FindDocumentOptions): Promise<Api | null | 'unreachable'> {
  const { basePath, findings } = options;
  const located = await locate(options);
  if (located.state === 'unreachable') {
    findings.add('error', 'UNREACHABLE', `no answer (${inWords(located.failure)})`);
    return 'unreachable';
  }
  findings.add('info', 'REACHABLE', 'the server answers');
  if (located.state === 'none') {
    const locked = located.locked ? '; some place wants a token' : '';
    findings.add(
      'warning',
      'DOCUMENT_MISSING',
      `no OpenAPI document was found${locked}: what can be read tells the rest`,
    );
    return null;
  }
  const { api, otherBase } = located.document;
  if (otherBase !== null && otherBase !== basePath) {
    const text = `the paths of the document begin with ${otherBase}: so should the path of baseUrl`;
    findings.add(
      // Without a base path every operation is merely elsewhere, which a dialect can say.
      basePath === '' ? 'warning' : 'error',
      'BASE_URL_WRONG',
      /^[\w/.-]{1,100}$/.test(otherBase) ? text : 'the document has other paths than baseUrl',
    );
  }
  findings.add(
    'info',
    'DOCUMENT_FOUND',
    `OpenAPI ${api.version} ${located.where}, ${api.operations.length} operations`,
  );
  return api;
}

async function locate({ asker, basePath, openapi, document, ...rest }: FindDocumentOptions): Promise<Located> {
  if (document !== undefined) {
    const ping = await asker.get(`${basePath}/openapi.json`);
    if (ping.status === null) return { state: 'unreachable', failure: ping.failure };
    return given(readDocument(document, basePath));
  }
  if (openapi === undefined) return locateDocument({ asker, basePath });
  const url = new URL(openapi, asker.origin);
  const path = url.pathname + url.search;
  if (url.origin === asker.origin) return locateDocument({ asker, basePath, path });
  // Another server: it is told nothing but the path.
  const other = createAsker({ ...rest, baseUrl: url.origin });
  try {
    const ping = await asker.get(`${basePath}/openapi.json`);
    if (ping.status === null) return { state: 'unreachable', failure: ping.failure };
    const reply = await other.get(path);
    return given(reply.status === 200 ? readDocument(reply.text, basePath) : null);
  } finally {
    await other.close();
  }
}

function given(document: ReadApi | null): Located {
  return document ? { state: 'found', document, where: 'where --openapi says' } : { state: 'none', locked: false };
}
