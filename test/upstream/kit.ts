import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createTcpServer, type Socket, type Server as TcpServer } from 'node:net';
import { onTestFinished } from 'vitest';
import { Secret } from '../../src/lib/secret.ts';
import { type CallStats, createCallStats } from '../../src/upstream/call-stats.ts';
import {
  type CallContext,
  createUpstreamClient,
  type Upstream,
  type UpstreamOptions,
} from '../../src/upstream/client.ts';
import { UpstreamError } from '../../src/upstream/errors.ts';
import { standingClock } from '../kit/clock.ts';

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
  onTestFinished(() => {
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
  onTestFinished(() => {
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

export interface Given extends Upstream {
  readonly context: CallContext & { readonly stats: CallStats };
}

/** A client of this server with call stats. Login is skipped where `token` credentials are given. */
export function clientOf(baseUrl: string, options: Partial<UpstreamOptions> = {}, context: CallContext = {}): Given {
  const client = createUpstreamClient({
    key: 'test',
    baseUrl,
    timeZone: 'Europe/Moscow',
    credentials: { login: 'gateway', password: new Secret('canary-password') },
    clock: standingClock(Date.now()),
    ...options,
    limits: { retryBaseMs: 1, connectTimeoutMs: 20_000, ...options.limits },
  });
  onTestFinished(() => client.close());
  return { client, context: { ...context, stats: createCallStats() } };
}

export const withToken = { credentials: { token: new Secret('fixed-token') } };

/** What a call failed with; fails the test when it did not. */
export async function failureOf(call: Promise<unknown>): Promise<UpstreamError> {
  const error = await call.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  );
  if (error instanceof UpstreamError) return error;
  throw error;
}

export const accountRow = (id: number, more: object = {}) => ({
  id,
  groupId: 1,
  balance: 48250,
  isBlocked: false,
  identifiers: [],
  registeredAt: '2026-03-01T18:42:10',
  ...more,
});
