import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { memoize } from '../../lib/memoize.ts';

export type Encoding = 'br' | 'gzip' | 'identity';

export interface GraphiQLAsset {
  readonly path: string;
  readonly type: string;
  /** The content, made once per encoding, off the event loop, at its first request; all responses share it. */
  readonly body: (encoding: Encoding) => Promise<Buffer>;
}

type AssetName = 'page' | 'script' | 'style' | 'icon' | 'editorWorkerService' | 'json' | 'graphql';

export interface GraphiQLAssets extends Readonly<Record<AssetName, GraphiQLAsset>> {
  readonly byPath: ReadonlyMap<string, GraphiQLAsset>;
}

const SCRIPT = 'text/javascript; charset=utf-8';
/** GraphiQL's scripts, style and workers as files named by their content. Loads the package, which is 9 MB. */
export async function loadGraphiQLAssets(): Promise<GraphiQLAssets> {
  const { css, editorWorkerService, favicon, graphqlWorker, js, jsonWorker } = await import(
    '@graphql-yoga/render-graphiql/graphiql'
  );
  const own = (name: string) => readFile(new URL(name, import.meta.url), 'utf8');
  const icon = Buffer.from(favicon.slice(favicon.indexOf(',') + 1), 'base64');
  const assets = {
    page: asset('page', 'js', SCRIPT, await own('page.js')),
    script: asset('graphiql', 'js', SCRIPT, js),
    style: asset('graphiql', 'css', 'text/css; charset=utf-8', css + (await own('page.css'))),
    icon: asset('icon', 'ico', 'image/x-icon', icon),
    editorWorkerService: asset('editor-worker', 'js', SCRIPT, editorWorkerService),
    json: asset('json-worker', 'js', SCRIPT, jsonWorker),
    graphql: asset('graphql-worker', 'js', SCRIPT, graphqlWorker),
  };
  return { ...assets, byPath: new Map(Object.values(assets).map((each) => [each.path, each])) };
}

function asset(name: string, extension: string, type: string, content: string | Buffer): GraphiQLAsset {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 16);
  const bytes = memoize(async (encoding: Encoding) => {
    if (encoding === 'identity') return Buffer.from(content);
    if (encoding === 'gzip') return promisify(gzip)(content);
    return promisify(brotliCompress)(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } });
  });
  return {
    path: `/graphiql/${name}-${hash}.${extension}`,
    type,
    body: bytes,
  };
}
