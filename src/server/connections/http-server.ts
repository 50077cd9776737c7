import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { systemClock } from '../../lib/clock.ts';
import { endSlowRequests } from './slow-requests.ts';
import { createStallTolerance } from './stall-tolerance.ts';

const HEADERS_MS = 5_000;
/** A connection is gone within 10 s of its opening: this, one check, the time to read the rejection, and some for a busy machine. */
const REQUEST_MS = 8_500;
/** Node checks its timeouts every 30 s by default. */
const CHECK_MS = 250;
const HEADER_BYTES = 8_192;
/** Longer than load balancers keep theirs, so that they close first and never send on a closed connection. */
const KEEP_ALIVE_MS = 65_000;

/** Time for a client to read why its request was turned away. */
const LINGER_MS = 500;
/** Connections that wait to be accepted; the kernel's own limit may be lower. Node's default overflows when clients come at once. */
const BACKLOG = 4_096;

const TIMEOUT = 'ERR_HTTP_REQUEST_TIMEOUT';

const ABSOLUTE = /^https?:\/\/([^/?#]*)(.*)$/is;

/**
 * A client that believes in a proxy writes the whole address as its target, whose host then counts in place of `Host` (RFC 9112,
 * 3.2.2).
 */
function toOriginForm(request: IncomingMessage): void {
  if (request.url?.startsWith('/')) return;
  const [, host, target = ''] = ABSOLUTE.exec(request.url ?? '') ?? [];
  if (host === undefined) return;
  request.headers.host = host;
  request.url = target.startsWith('/') ? target : `/${target}`;
}

/** node:http with our limits. A malformed request gets a GraphQL error body too. */
export function createHttpServer(
  listener: (request: IncomingMessage, response: ServerResponse) => void,
  options: { headersMs?: number; requestMs?: number; keepAliveMs?: number } = {},
): Server {
  const { headersMs = HEADERS_MS, requestMs = REQUEST_MS, keepAliveMs = KEEP_ALIVE_MS } = options;
  const idleMs = keepAliveMs + headersMs + CHECK_MS;
  const server = createServer(
    {
      connectionsCheckingInterval: CHECK_MS,
      maxHeaderSize: HEADER_BYTES,
      keepAliveTimeout: keepAliveMs,
      noDelay: true,
    },
    (request, response) => {
      toOriginForm(request);
      listener(request, response);
    },
  );
  /** The latest of each connection. */
  const responses = new WeakMap<Socket, ServerResponse>();
  server.prependListener('request', ({ socket }, response) => responses.set(socket, response));
  const turnAway = (code: string | undefined, socket: Socket) =>
    reject(code, socket, isAnswering(responses.get(socket)));
  server.on('clientError', ({ code }: NodeJS.ErrnoException, socket: Socket) => turnAway(code, socket));
  const tolerance = createStallTolerance(server, { clock: systemClock, maxMs: Math.max(requestMs, idleMs) });
  // Node reads its timeouts at each check.
  Object.defineProperty(server, 'headersTimeout', { get: () => tolerance.stretch(headersMs) });
  Object.defineProperty(server, 'requestTimeout', { get: () => tolerance.stretch(requestMs) });
  endSlowRequests(server, {
    clock: tolerance,
    requestMs,
    idleMs,
    end: (socket) => turnAway(TIMEOUT, socket),
  });
  return server;
}

/** Whether an error response would stand before, in or right after the response to the same request. */
function isAnswering(response: ServerResponse | undefined): boolean {
  if (!response) return false;
  return response.closed ? !response.req.complete : response.headersSent || response.req.complete;
}

const REJECTIONS: Readonly<Record<string, readonly [status: string, message: string]>> = {
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'The headers are larger than 8 KB.'],
  [TIMEOUT]: ['408 Request Timeout', 'The request was not received in time.'],
};

function reject(code = '', socket: Socket, busy: boolean): void {
  if (busy || !socket.writable || code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const [status, message] = REJECTIONS[code] ?? ['400 Bad Request', 'Malformed HTTP request.'];
  const body = JSON.stringify({ errors: [{ message, extensions: { code: 'BAD_USER_INPUT' } }] });
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n${body}`,
  );
  // A client that does not close its side would keep the connection.
  systemClock.after(LINGER_MS, () => socket.destroy());
}

/** Resolves with the address once the server listens; rejects when it cannot. Port 0 is any free port. */
export function listen(server: Server, port: number, host: string): Promise<{ port: number; url: string }> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => reject(listenError(error, host));
    server.once('error', fail);
    server.listen({ port, host, backlog: BACKLOG }, () => {
      server.off('error', fail);
      const address = server.address() as AddressInfo;
      resolve({ port: address.port, url: `http://${reachable(address)}:${address.port}` });
    });
  });
}

/** A name that shells export as HOST need not be an address of the machine. */
function listenError(error: Error, host: string): Error {
  const code = 'code' in error ? String(error.code) : '';
  if (!['ENOTFOUND', 'EAI_AGAIN', 'EADDRNOTAVAIL', 'EINVAL'].includes(code)) return error;
  return new RangeError(
    `cannot listen at "${host}", which is no address of this machine (${code}): set HOST, or server.host and server.adminHost, to one such as 127.0.0.1`,
  );
}

function reachable({ address, family }: AddressInfo): string {
  if (address === '0.0.0.0') return '127.0.0.1';
  if (address === '::') return '[::1]';
  return family === 'IPv6' ? `[${address}]` : address;
}
