import type { HttpExchange } from '../http/http-exchange.ts';
import { isForLoopback } from '../http/local-request.ts';
import type { Responder } from '../http/responder.ts';
import type { Encoding, GraphiQLAsset, GraphiQLAssets } from './assets.ts';

/** An operation that GraphiQL offers. */
export interface GraphiQLOperation {
  readonly name: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Its place among the tabs that GraphiQL opens with; null: none. */
  readonly tab: number | null;
}

/** A key of a demo's run. */
export interface DemoKey {
  readonly tenant: string;
  readonly role: string;
  readonly key: string;
}

export interface GraphiQL {
  page(exchange: HttpExchange): Promise<void>;
  asset(exchange: HttpExchange, path: string): Promise<void>;
}

/** Everything loads from this origin; the Monaco editor also needs inline styles, and images and a font from data URLs. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * GraphiQL from our own files, so that it works offline. In a demo the first key is filled into the headers of every tab and the
 * others may be chosen, by a browser that addresses this machine: a page of another site could read them otherwise.
 */
export function createGraphiQL(options: {
  responder: Responder;
  operations: readonly GraphiQLOperation[];
  demoKeys: readonly DemoKey[];
}): GraphiQL {
  const { responder, operations, demoKeys } = options;
  let loading: ReturnType<typeof loadPages> | undefined;
  const loadPages = async () => {
    const { loadGraphiQLAssets } = await import('./assets.ts');
    const assets = await loadGraphiQLAssets();
    return {
      page: pageOf(assets, operations, []),
      pageWithKeys: pageOf(assets, operations, demoKeys),
      byPath: assets.byPath,
    };
  };
  const load = () => {
    loading ??= loadPages();
    return loading;
  };

  return {
    async page(exchange) {
      const { page, pageWithKeys } = await load();
      const html = isForLoopback(exchange.request.headers) ? pageWithKeys : page;
      responder.text(exchange, 200, 'text/html', html, {
        'Content-Security-Policy': PAGE_POLICY,
        'Referrer-Policy': 'no-referrer',
      });
    },
    async asset(exchange, path) {
      const { byPath } = await load();
      const file = byPath.get(path);
      if (!file) return responder.notFound(exchange);
      const encoding = encodingOf(exchange.request.headers['accept-encoding'] ?? '');
      const body = await file.body(encoding);
      responder.send(exchange, 200, body, {
        'Content-Type': file.type,
        'Cache-Control': 'public, max-age=31536000, immutable',
        Vary: 'Accept-Encoding',
        ...(encoding === 'identity' ? {} : { 'Content-Encoding': encoding }),
      });
    },
  };
}

function encodingOf(accepted: string): Encoding {
  if (/\bbr\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/.test(accepted)) return 'br';
  return /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/.test(accepted) ? 'gzip' : 'identity';
}

/** Relative to the page, so that it works behind a proxy that adds a prefix. */
const linkTo = ({ path }: GraphiQLAsset) => `.${path}`;

function pageOf(
  assets: GraphiQLAssets,
  operations: readonly GraphiQLOperation[],
  demoKeys: readonly DemoKey[],
): string {
  const tabs = operations.filter(({ tab }) => tab !== null).sort((one, other) => Number(one.tab) - Number(other.tab));
  const { page, script, style, icon, editorWorkerService, json, graphql } = assets;
  const headers = JSON.stringify({ Authorization: `Bearer ${demoKeys[0]?.key ?? '<your API key>'}` }, null, 2);
  const options = {
    workers: { editorWorkerService: linkTo(editorWorkerService), json: linkTo(json), graphql: linkTo(graphql) },
    graphiql: {
      title: 'ProBonus gateway',
      endpoint: './graphql',
      defaultTabs: tabs.map(({ query, variables }) => ({
        query,
        headers,
        ...(Object.keys(variables).length > 0 ? { variables: JSON.stringify(variables, null, 2) } : {}),
      })),
      headers,
      defaultEditorToolsVisibility: 'variables',
    },
    demoKeys,
  };
  // Only "<" could end a data block.
  const data = JSON.stringify(options).replaceAll('<', '\\u003c');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>ProBonus gateway</title>
<link rel="icon" href="${linkTo(icon)}">
<link rel="stylesheet" href="${linkTo(style)}">
<script type="application/json" id="options">${data}</script>
<script defer src="${linkTo(page)}"></script>
<script defer src="${linkTo(script)}"></script>
</head>
<body class="no-focus-outline">
<noscript>GraphiQL requires JavaScript.</noscript>
<div id="bar">
<label hidden>Role of this tab <select id="role"><option value="" hidden>another key</option></select></label>
<p id="note" role="status" hidden><span></span> <button type="button"></button></p>
</div>
<div id="root"></div>
</body>
</html>
`;
}
