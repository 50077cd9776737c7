import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Marks names and notes with the login under which they were read, so that a copy shared between users is seen. */
export const STAMP = /read-by-(\w+)-/g;

/** A server that does what the sandbox behind it does, with every name and note stamped. */
export async function createStampingServer(port: number) {
  const agent = new Agent({ keepAlive: true });
  const server = createServer((asked, response) => {
    const login = loginOf(asked.headers.authorization ?? '');
    const { method, url, headers } = asked;
    const passed = request({ host: '127.0.0.1', port, method, path: url, headers, agent }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', () => response.destroy());
      answer.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        const body = login ? text.replace(/"(name|info)":\s*"/g, `$&read-by-${login}- `) : text;
        const { 'content-length': _length, 'transfer-encoding': _encoding, connection: _, ...kept } = answer.headers;
        response.writeHead(answer.statusCode ?? 500, kept).end(body);
      });
    });
    passed.on('error', () => response.destroy());
    response.on('close', () => passed.destroy());
    asked.pipe(passed);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', 4096, listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v0`,
    close: () =>
      new Promise<void>((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
        agent.destroy();
      }),
  };
}

/** Tokens of the sandbox are JWTs. */
function loginOf(authorization: string): string | null {
  const [, payload] = authorization.split('.');
  if (!payload) return null;
  const { sub } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { sub?: string };
  return sub ?? null;
}
