import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { failuresPage } from '../failures/failures-page.ts';
import type { FaultRule } from '../failures/faults.ts';
import type { HttpReply } from './reply.ts';

const TYPES: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};

// Swagger UI from the installed package: the page needs no internet.
const PAGE = `<!DOCTYPE html>
<html lang="ru">
<head>
<meta charset="utf-8">
<title>ProBonus API - Swagger UI</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
<link rel="icon" href="/docs/favicon-32x32.png">
</head>
<body>
<p style="margin:1em 2em;font-family:sans-serif"><a href="/docs/failures">Failures that can be rehearsed</a></p>
<div id="swagger-ui"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script>
SwaggerUIBundle({ url: '/openapi.json', dom_id: '#swagger-ui', deepLinking: true, persistAuthorization: true,
  validatorUrl: null, presets: [SwaggerUIBundle.presets.apis, SwaggerUIBundle.SwaggerUIStandalonePreset] });
</script>
</body>
</html>
`;

const html = (body: string): HttpReply => ({
  status: 200,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body,
});

const WITHOUT_SWAGGER = `<!DOCTYPE html>
<title>ProBonus API</title>
<p>Swagger UI is not installed here: npm left it out with --omit=optional. Install swagger-ui-dist.</p>
<p><a href="/openapi.json">The contract</a> · <a href="/docs/failures">Failures that can be rehearsed</a></p>
`;

/** The folder of Swagger UI; null where the optional package is not installed. */
function swaggerFolder(): string | null {
  try {
    return join(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'), '..');
  } catch {
    return null;
  }
}

/** `/docs`, its files, and `/docs/failures` with the rules in force; null for any other path. */
export async function docsReply(path: string, rules: readonly FaultRule[]): Promise<HttpReply | null> {
  if (path === '/docs' || path === '/docs/') return html(swaggerFolder() === null ? WITHOUT_SWAGGER : PAGE);
  if (path === '/docs/failures') return html(failuresPage(rules));
  const name = path.startsWith('/docs/') ? path.slice(6) : '';
  const type = Object.hasOwn(TYPES, name) ? TYPES[name] : undefined;
  const folder = type === undefined ? null : swaggerFolder();
  if (type === undefined || folder === null) return null;
  return { status: 200, headers: { 'content-type': type }, body: await readFile(join(folder, name)) };
}
