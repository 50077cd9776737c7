import type { UpstreamError } from '../../upstream/errors.ts';
import { type ReadApi, readDocument } from '../document/openapi.ts';
import type { RawClient, Reply } from '../raw-client.ts';

export type Located =
  | { readonly state: 'found'; readonly document: ReadApi; readonly where: string }
  /** locked: some addresses need a token. */
  | { readonly state: 'none'; readonly locked: boolean }
  | { readonly state: 'unreachable'; readonly failure: UpstreamError };

export interface LocateOptions {
  readonly rawClient: RawClient;
  readonly basePath: string;
  /** The only path to try. */
  readonly path?: string | undefined;
  readonly authorization?: string | undefined;
}

/** Tries the usual addresses: `/openapi.json` at the origin and the base path, then the addresses that `/docs` names. */
export async function locateDocument({ rawClient, basePath, path, authorization }: LocateOptions): Promise<Located> {
  const bases = [...new Set(['', basePath])];
  let locked = false;
  const read = async (target: string, where: string): Promise<Located | null> => {
    const reply = await rawClient.get(target, authorization ?? null);
    if (reply.status === null) return { state: 'unreachable', failure: reply.failure };
    if (reply.status === 401 || reply.status === 403) locked = true;
    const document = reply.status === 200 ? readDocument(reply.text, basePath) : null;
    return document && { state: 'found', document, where };
  };

  if (path !== undefined) return (await read(path, 'at the address of --openapi')) ?? { state: 'none', locked };
  for (const base of bases) {
    const found = await read(`${base}/openapi.json`, base === '' ? 'at the origin' : 'under the base path');
    if (found) return found;
  }
  for (const base of bases) {
    for (const page of ['/docs', '/redoc']) {
      const reply: Reply = await rawClient.get(`${base}${page}`, authorization ?? null);
      if (reply.status !== 200) continue;
      for (const target of documentsOf(reply.text, new URL(`${base}${page}`, rawClient.origin))) {
        const found = await read(target, `at the address that ${page} names`);
        if (found?.state === 'found') return found;
      }
    }
  }
  return { state: 'none', locked };
}

/** Paths of documents that a page of Swagger UI or ReDoc names, on this server only. */
function documentsOf(html: string, page: URL): string[] {
  const named = html.slice(0, 1_000_000).matchAll(/(?:\burl"?\s*:|spec-url\s*=)\s*(["'])([^"'\s<>]{1,500})\1/g);
  const targets = [...named].flatMap(([, , address = '']) => {
    if (!URL.canParse(address, page)) return [];
    const url = new URL(address, page);
    return url.origin === page.origin ? [url.pathname + url.search] : [];
  });
  return [...new Set(targets)].slice(0, 5);
}
