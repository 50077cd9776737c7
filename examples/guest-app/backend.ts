import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';

const ISSUE = `mutation ($phone: String!) { guestTokenIssue(input: { by: { phone: $phone } }) {
  ... on GuestTokenIssuePayload { token expiresAt } ... on UserError { message } } }`;
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

export interface BackendOptions {
  /** Address of the gateway, ending in /graphql. */
  readonly gateway: string;
  /** An API key of the role `guest-app`. It never reaches a browser. */
  readonly key: string;
  /** Whose session the request belongs to: a guest who has proved the phone, by a code that was sent there. Null: nobody's. */
  readonly phoneOf: (cookie: string | undefined) => string | null;
  /** Folder of the built page. */
  readonly pages: string;
}

/** The server of the page: its files, and the token of the guest who is logged in. */
export function createBackend({ gateway, key, phoneOf, pages }: BackendOptions) {
  async function token(phone: string) {
    const response = await fetch(gateway, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${key}` },
      body: JSON.stringify({ query: ISSUE, variables: { phone } }),
    });
    const { data } = (await response.json()) as { data?: { guestTokenIssue: { token?: string } | null } };
    return data?.guestTokenIssue?.token === undefined ? null : { ...data.guestTokenIssue, gateway };
  }

  return createServer(async (request, response) => {
    const send = (status: number, type: string, body: string | Buffer) =>
      response.writeHead(status, { 'Content-Type': type, 'Cache-Control': 'no-store' }).end(body);
    const { pathname } = new URL(request.url ?? '/', 'http://page');
    if (pathname === '/token' && request.method === 'POST') {
      const phone = phoneOf(request.headers.cookie);
      const issued = phone === null ? null : await token(phone).catch(() => null);
      return send(issued ? 200 : phone === null ? 401 : 503, 'application/json', JSON.stringify(issued));
    }
    const file = /^\/assets\/[\w.-]+$/.test(pathname) ? pathname : pathname === '/' ? '/index.html' : null;
    const content = file && (await readFile(join(pages, file)).catch(() => null));
    if (!file || !content) return send(404, 'text/plain', 'not found');
    send(200, TYPES[extname(file)] ?? 'application/octet-stream', content);
  });
}
