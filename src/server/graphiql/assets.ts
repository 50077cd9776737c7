import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

export type Encoding = 'br' | 'gzip' | 'identity';

export interface GraphiQLAsset extends Readonly<Record<Encoding, () => Promise<Buffer>>> {
  readonly path: string;
  readonly type: string;
}

type AssetName = 'boot' | 'script' | 'style' | 'icon' | 'editorWorkerService' | 'json' | 'graphql';

export interface GraphiQLAssets extends Readonly<Record<AssetName, GraphiQLAsset>> {
  readonly byPath: ReadonlyMap<string, GraphiQLAsset>;
}

/** What the page itself runs: the workers as files of ours instead of blobs, the options from the page's data block. */
const BOOT = `'use strict';
const { workers, graphiql } = JSON.parse(document.getElementById('options').textContent);
self.MonacoEnvironment = { globalAPI: false, getWorkerUrl: (_module, label) => workers[label] ?? workers.editorWorkerService };
addEventListener('DOMContentLoaded', () => YogaGraphiQL.renderYogaGraphiQL(document.getElementById('root'), graphiql));
`;
const SCRIPT = 'text/javascript; charset=utf-8';
/**
 * GraphiQL's own style hides the offset that its tabs are left with after they are first laid out, but not on the tab that has
 * the focus: pressed, a tab would jump from under the pointer and the click be lost.
 */
const TABS_STAND_STILL = '\n.graphiql-tab:focus-within{transform:none!important}\n';

/**
 * GraphiQL's scripts, style and workers as files named by their content. The package is 9 MB and is loaded when the first
 * browser asks, not before; each file is compressed once, off the event loop, when it is first asked for.
 */
export async function loadGraphiQLAssets(): Promise<GraphiQLAssets> {
  const { css, editorWorkerService, favicon, graphqlWorker, js, jsonWorker } = await import(
    '@graphql-yoga/render-graphiql/graphiql'
  );
  const icon = Buffer.from(favicon.slice(favicon.indexOf(',') + 1), 'base64');
  const assets = {
    boot: asset('boot', 'js', SCRIPT, BOOT),
    script: asset('graphiql', 'js', SCRIPT, js),
    style: asset('graphiql', 'css', 'text/css; charset=utf-8', css + TABS_STAND_STILL),
    icon: asset('icon', 'ico', 'image/x-icon', icon),
    editorWorkerService: asset('editor-worker', 'js', SCRIPT, editorWorkerService),
    json: asset('json-worker', 'js', SCRIPT, jsonWorker),
    graphql: asset('graphql-worker', 'js', SCRIPT, graphqlWorker),
  };
  return { ...assets, byPath: new Map(Object.values(assets).map((each) => [each.path, each])) };
}

function asset(name: string, extension: string, type: string, content: string | Buffer): GraphiQLAsset {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 16);
  const raw = () => Promise.resolve(Buffer.from(content));
  return {
    path: `/graphiql/${name}-${hash}.${extension}`,
    type,
    identity: raw,
    gzip: once(async () => promisify(gzip)(await raw())),
    br: once(async () => promisify(brotliCompress)(await raw(), { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } })),
  };
}

function once<T>(run: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => {
    result ??= run();
    return result;
  };
}
