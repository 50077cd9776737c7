import type { UpstreamError } from '../../upstream/errors.ts';
import type { RawClient, Reply, TokenHeader } from '../raw-client.ts';
import { type ReadApi, readDocument } from './openapi.ts';

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
  readonly token?: TokenHeader | undefined;
}

/** Versions beside the one of the base path, or below a path without one, and what stands above it. */
export function pathsBeside(basePath: string): string[] {
  const above = basePath.replace(/\/[^/]*$/, '');
  const stem = /\/v\d+$/.test(basePath) ? above : basePath;
  const versions = ['v0', 'v1', 'v2', 'v3'].map((version) => `${stem}/${version}`);
  return [...versions, above].filter((path) => path !== basePath);
}

function placeText(base: string, basePath: string): string {
  if (base === '') return 'at the origin';
  return base === basePath ? 'under the base path' : 'beside the base path';
}

/** Where frameworks other than FastAPI publish their document. */
const OTHER_PLACES = [
  '/swagger.json',
  '/v3/api-docs',
  '/api/openapi.json',
  '/swagger/v1/swagger.json',
  '/api-docs.json',
];

/**
 * Tries the usual addresses: `/openapi.json` at the origin, the base path and paths beside it, then the addresses that `/docs`
 * names, then those of other frameworks.
 */
export async function locateDocument({ rawClient, basePath, path, token }: LocateOptions): Promise<Located> {
  const bases = [...new Set(['', basePath, ...pathsBeside(basePath)])];
  let locked = false;
  const read = async (target: string, where: string): Promise<Located | null> => {
    const reply = await rawClient.get(target, token ?? null);
    if (reply.status === null) return { state: 'unreachable', failure: reply.failure };
    if (reply.status === 401 || reply.status === 403) locked = true;
    const document = reply.status === 200 ? readDocument(reply.text, basePath) : null;
    return document && { state: 'found', document, where };
  };

  if (path !== undefined) return (await read(path, 'at the address of --openapi')) ?? { state: 'none', locked };
  for (const base of bases) {
    const found = await read(`${base}/openapi.json`, placeText(base, basePath));
    if (found?.state === 'found' || (found && base === '')) return found;
  }
  for (const base of bases) {
    for (const page of ['/docs', '/redoc']) {
      const reply: Reply = await rawClient.get(`${base}${page}`, token ?? null);
      if (reply.status !== 200) continue;
      for (const target of documentsOf(reply.text, new URL(`${base}${page}`, rawClient.origin))) {
        const found = await read(target, `at the address that ${page} names`);
        if (found?.state === 'found') return found;
      }
    }
  }
  for (const target of OTHER_PLACES) {
    const found = await read(target, 'at a usual address');
    if (found?.state === 'found') return found;
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
