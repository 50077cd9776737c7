import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Answer, crashAnswer, jsonAnswer, problemAnswer } from './answer.ts';
import type { CallLog, RecordedCall } from './calls.ts';
import type { Match, Router } from './endpoints.ts';
import { isAllowed } from './permissions.ts';
import { Problem } from './problem.ts';
import { readInput, readToken } from './request.ts';
import { routes } from './routes/all.ts';
import type { World } from './world.ts';

export interface HttpOptions {
  port: number;
  host: string;
  basePath: string;
  router: Router;
  calls: CallLog;
  moment: () => { at: number; local: string; day: string };
  world: () => World;
}

export interface Http {
  origin: string;
  port: number;
  close(): Promise<void>;
}

const MAX_BODY = 10_000_000;

/** The server itself: reads a request whole, lets the API answer, writes the answer. */
export async function createHttp(options: HttpOptions): Promise<Http> {
  const { port, host, basePath, router, calls } = options;

  const api = (request: IncomingMessage, match: Match, url: URL, body: string, call: RecordedCall): Answer => {
    if (match.kind === 'none') throw new Problem(404, 'Not Found');
    if (match.kind === 'wrong method') throw new Problem(405, 'Method Not Allowed', { allow: match.allow });
    const { endpoint } = match;
    const world = options.world();
    const time = options.moment();
    let token = '';
    let user = null;
    if (!endpoint.open) {
      token = readToken(request.headers.authorization, 'bearer', 401);
      user = world.sessions.userOf(token, time.at);
      if (!user) throw new Problem(401, 'Could not validate credentials', { 'WWW-Authenticate': 'Bearer' });
      call.login = user.login;
      if (!isAllowed(user, endpoint.operationId)) throw new Problem(403, 'Недостаточно прав');
    }
    const contentType = request.headers['content-type'] ?? '';
    const input = readInput(endpoint, match.path, url.searchParams, contentType, body);
    const handler = routes[endpoint.operationId];
    if (!handler) throw new Error(`no route for ${endpoint.operationId}`);
    call.body = input.body;
    const result = handler({ ...input, body: input.body as Record<string, unknown>, user, token, ...time }, world);
    return jsonAnswer(JSON.stringify(result));
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://sandbox');
    const body = await readBody(request);
    if (!url.pathname.startsWith(`${basePath}/`)) return write(response, problemAnswer(new Problem(404, 'Not Found')));
    const path = url.pathname.slice(basePath.length);
    const method = request.method ?? 'GET';
    const match = router(method, path);
    const call = calls.start({
      operationId: match.kind === 'found' ? match.endpoint.operationId : null,
      method,
      path,
      query: Object.fromEntries(url.searchParams),
      body: null,
      login: null,
      at: options.moment().at,
    });
    response.once('close', () => calls.end(call));
    let answer: Answer;
    try {
      answer = api(request, match, url, body, call);
    } catch (error) {
      answer = error instanceof Problem ? problemAnswer(error) : crashAnswer;
    }
    call.status = answer.status;
    write(response, answer);
  };

  const server = createServer({ keepAliveTimeout: 30_000 }, (request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const bound = (server.address() as AddressInfo).port;
  return {
    origin: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    port: bound,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function write(response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, { ...answer.headers, 'content-length': Buffer.byteLength(answer.body) });
  response.end(answer.body);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY) throw new RangeError('body too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
