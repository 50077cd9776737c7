import type { HttpExchange } from '../http/http-exchange.ts';
import { isForLoopback } from '../http/local-request.ts';
import type { Responder } from '../http/responder.ts';
import type { Encoding, GraphiQLAsset, GraphiQLAssets } from './assets.ts';
import { GRAPHIQL_MISSING, isGraphiQLInstalled } from './installed.ts';

/** An operation that GraphiQL offers. */
export interface GraphiQLOperation {
  readonly name: string;
  readonly query: string;
  /** It is offered in the group of this name. */
  readonly folder: string;
  /** `guest` and `stranger` are run as such, all others as whoever is chosen. */
  readonly role: string;
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

/** Whom GraphiQL can be in a demo. */
export interface Demo {
  /** It begins with the first. */
  readonly keys: readonly DemoKey[];
  /** For whom it issues tokens, by the key of the role `guest-app`. */
  readonly guests?: readonly { readonly tenant: string; readonly phone: string }[];
  /** Users of the emulated servers, who log in. */
  readonly users?: readonly { readonly tenant: string; readonly login: string; readonly password: string }[];
}

export interface GraphiQL {
  page(exchange: HttpExchange): Promise<void>;
  /** From the origin's root to the page. */
  entrance(exchange: HttpExchange): void;
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
 * GraphiQL from our own files, so that it works offline. In a demo the first key is filled into the headers of every tab, and
 * others, guests and users may be chosen, by a browser that addresses this machine: a page of another site could read them otherwise.
 */
export function createGraphiQL(options: {
  responder: Responder;
  operations: readonly GraphiQLOperation[];
  demo: Demo | null;
}): GraphiQL {
  const { responder, operations, demo } = options;
  let loading: ReturnType<typeof loadPages> | undefined;
  const loadPages = async () => {
    const { loadGraphiQLAssets } = await import('./assets.ts');
    const assets = await loadGraphiQLAssets();
    return {
      page: pageOf(assets, operations, null),
      pageOfDemo: pageOf(assets, operations, demo),
      byPath: assets.byPath,
    };
  };
  const load = () => {
    loading ??= loadPages();
    return loading;
  };

  return {
    async page(exchange) {
      if (!isGraphiQLInstalled()) return responder.text(exchange, 501, 'text/plain', `${GRAPHIQL_MISSING}\n`);
      const { page, pageOfDemo } = await load();
      const html = isForLoopback(exchange.request.headers) ? pageOfDemo : page;
      responder.text(exchange, 200, 'text/html', html, {
        'Content-Security-Policy': PAGE_POLICY,
        'Referrer-Policy': 'no-referrer',
      });
    },
    entrance(exchange) {
      responder.text(exchange, 303, 'text/plain', 'See ./graphql', { Location: './graphql' });
    },
    async asset(exchange, path) {
      if (!isGraphiQLInstalled()) return responder.notFound(exchange);
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

function pageOf(assets: GraphiQLAssets, operations: readonly GraphiQLOperation[], demo: Demo | null): string {
  const { page, script, style, icon, editorWorkerService, json, graphql } = assets;
  const options = {
    workers: { editorWorkerService: linkTo(editorWorkerService), json: linkTo(json), graphql: linkTo(graphql) },
    operations: operations.map(({ name, folder, role, query, variables, tab }) => {
      return { name, folder, role, query, variables, tab };
    }),
    demo,
    endpoint: './graphql',
    headers: JSON.stringify({ Authorization: `Bearer ${demo?.keys[0]?.key ?? '<your API key>'}` }, null, 2),
  };
  // Only "<" could end a data block.
  const data = JSON.stringify(options).replaceAll('<', '\\u003c');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>ProBonus gateway</title>
<link rel="icon" href="${linkTo(icon)}">
<link rel="stylesheet" href="${linkTo(style)}">
<script type="application/json" id="options">${data}</script>
<script type="module" src="${linkTo(page)}"></script>
<script defer src="${linkTo(script)}"></script>
</head>
<body class="no-focus-outline">
<noscript>GraphiQL requires JavaScript.</noscript>
<div id="bar">
<label hidden>Role of this tab <select id="role"><option value="" hidden>another key</option><option value="none" hidden>no credential</option></select></label>
<label hidden>Example <select id="example"><option value="">choose…</option></select></label>
<button type="button" id="renew" hidden>New idempotency keys</button>
<button type="button" id="link">Copy link</button>
<details id="cost" hidden><summary></summary><p></p></details>
<p id="note" role="status" hidden><span></span> <button type="button"></button></p>
</div>
<div id="root"></div>
</body>
</html>
`;
}
