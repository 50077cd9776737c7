import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
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
  const modules = await loadPageModules(own);
  const icon = Buffer.from(favicon.slice(favicon.indexOf(',') + 1), 'base64');
  const assets = {
    page: modules.start,
    script: asset('graphiql', 'js', SCRIPT, withHistory(js)),
    style: asset('graphiql', 'css', 'text/css; charset=utf-8', css + (await own('page.css'))),
    icon: asset('icon', 'ico', 'image/x-icon', icon),
    editorWorkerService: asset('editor-worker', 'js', SCRIPT, editorWorkerService),
    json: asset('json-worker', 'js', SCRIPT, jsonWorker),
    graphql: asset('graphql-worker', 'js', SCRIPT, graphqlWorker),
  };
  return { ...assets, byPath: new Map([...Object.values(assets), ...modules.all].map((each) => [each.path, each])) };
}

/** The scripts of the page import each other, so their folder is named by the content of all. */
async function loadPageModules(own: (name: string) => Promise<string>) {
  const names = (await readdir(new URL('page', import.meta.url))).filter((name) => name.endsWith('.js')).sort();
  const texts = await Promise.all(names.map((name) => own(`page/${name}`)));
  const folder = `/graphiql/page-${hashOf(texts.join(''))}`;
  const all = names.map((name, at) => assetAt(`${folder}/${name}`, SCRIPT, texts[at] ?? ''));
  const start = all[names.indexOf('start.js')];
  if (!start) throw new Error('GraphiQL has no start.js');
  return { all, start };
}

/** The package's own page has the explorer alone; GraphiQL's history stands beside it. Throws where the package is built otherwise. */
function withHistory(script: string): string {
  const [, history] = /[ ,;]([\w$]+)=\{title:"History",icon:/.exec(script) ?? [];
  const changed = script.replace(/plugins:\[([\w$]+)\],schemaDescription/, (_, explorer) => {
    return `plugins:[${explorer},${history}],schemaDescription`;
  });
  if (history === undefined || changed === script) throw new Error('GraphiQL has no history to show');
  return changed;
}

function asset(name: string, extension: string, type: string, content: string | Buffer): GraphiQLAsset {
  return assetAt(`/graphiql/${name}-${hashOf(content)}.${extension}`, type, content);
}

function hashOf(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 16);
}

function assetAt(path: string, type: string, content: string | Buffer): GraphiQLAsset {
  const bytes = memoize(async (encoding: Encoding) => {
    if (encoding === 'identity') return Buffer.from(content);
    if (encoding === 'gzip') return promisify(gzip)(content);
    return promisify(brotliCompress)(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } });
  });
  return { path, type, body: bytes };
}
