import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createTcpServer, type Socket, type Server as TcpServer } from 'node:net';
import { atEnd } from './at-end.ts';

export interface Request {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Reply {
  status?: number;
  /** Sent as it is when a string, else as JSON. */
  body?: unknown;
  headers?: Record<string, string>;
}

type Handler = (request: Request, response: ServerResponse) => Reply | undefined | Promise<Reply | undefined>;

export interface FakeServer {
  readonly url: string;
  /** All but logins and refreshes. */
  readonly requests: Request[];
  readonly logins: Request[];
  readonly refreshes: Request[];
}

/** A real HTTP server at a free port that logs anybody in, and asks `handler` for the rest; undefined: it answers by itself. */
export async function fakeServer(handler: Handler, logIn: Handler = tokenPair()): Promise<FakeServer> {
  const requests: Request[] = [];
  const logins: Request[] = [];
  const refreshes: Request[] = [];
  const server = createServer(async (incoming, response) => {
    let body = '';
    for await (const chunk of incoming) body += chunk;
    const url = new URL(incoming.url ?? '', 'http://host');
    const request = {
      method: incoming.method ?? '',
      path: url.pathname.replace('/api/v0', ''),
      query: url.searchParams,
      headers: incoming.headers,
      body,
    };
    const isLogin = request.path === '/auth/login';
    const isRefresh = request.path === '/auth/refresh_token';
    (isLogin ? logins : isRefresh ? refreshes : requests).push(request);
    const reply = await (isLogin || isRefresh ? logIn : handler)(request, response);
    if (!reply) return;
    response.writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers });
    response.end(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body ?? {}));
  });
  const port = await listen(server);
  atEnd(async () => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${port}/api/v0`, requests, logins, refreshes };
}

/** A server that does with a connection whatever it likes. */
export async function tcpServer(onConnection: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    onConnection(socket);
  });
  const port = await listen(server);
  atEnd(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `http://127.0.0.1:${port}/api/v0`;
}

export function listen(server: TcpServer): Promise<number> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));
}

export function tokenPair(more: object = {}): Handler {
  let count = 0;
  return () => ({
    body: {
      accessToken: `access-${++count}`,
      refreshToken: `refresh-${count}`,
      tokenType: 'bearer',
      expiresIn: 600,
      ...more,
    },
  });
}
