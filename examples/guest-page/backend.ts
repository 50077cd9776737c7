import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import ts from 'typescript';

const file = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');
const ISSUE = `mutation ($phone: String!) { guestTokenIssue(input: { by: { phone: $phone } }) {
  ... on GuestTokenIssuePayload { token expiresAt } ... on UserError { message } } }`;

/**
 * The backend of the page: it holds the API key, which never reaches a browser, and issues the token of a guest who has proved
 * to it that the phone is theirs, by a code that it sent there. `phoneOf` says whose session the request belongs to.
 */
export function createBackend(options: {
  gateway: string;
  key: string;
  phoneOf: (cookie: string | undefined) => string;
}) {
  return createServer(async (request, response) => {
    const send = (type: string, body: string) =>
      response.writeHead(200, { 'Content-Type': type, 'Cache-Control': 'no-store' }).end(body);
    if (request.url === '/') return send('text/html; charset=utf-8', file('./index.html'));
    if (request.url === '/page.js') return send('text/javascript; charset=utf-8', browserCode(file('./page.ts')));
    if (request.url !== '/token' || request.method !== 'POST') return response.writeHead(404).end();
    const answer = await fetch(options.gateway, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${options.key}` },
      body: JSON.stringify({ query: ISSUE, variables: { phone: options.phoneOf(request.headers.cookie) } }),
    });
    const { data } = (await answer.json()) as { data: { guestTokenIssue: object } };
    return send('application/json', JSON.stringify({ ...data.guestTokenIssue, gateway: options.gateway }));
  });
}

/** TypeScript without its types. */
function browserCode(source: string): string {
  return ts.transpileModule(source, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  }).outputText;
}
