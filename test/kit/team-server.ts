import { createServer, type IncomingMessage } from 'node:http';
import { atEnd } from './at-end.ts';
import { listen } from './fake-server.ts';

export interface TeamCall {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** What stood in place of `{id}`. */
  readonly id: string;
}

/** An answer with a status of its own. */
export class Status {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
  constructor(status: number, body: unknown = { detail: 'no' }, headers: Readonly<Record<string, string>> = {}) {
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

export interface Team {
  /** `METHOD /whole/path/{id}` → its answer. Whatever is not here is 404, or 405 with another method. */
  readonly routes: Readonly<Record<string, (call: TeamCall) => unknown>>;
  /** Paths that answer without a token. */
  readonly open?: readonly string[];
  /** Whether a request bears a token that holds. */
  readonly admits?: (call: TeamCall) => boolean;
  readonly refusal?: () => Status;
  /** Redirects to the path with the other slash where only that one is there. */
  readonly slashes?: boolean;
}

/** A loyalty server as a team writes one that never saw this project: a table of routes, and no line of ours. */
export async function teamServer({ routes, open = [], admits, refusal, slashes = false }: Team) {
  const requests: string[] = [];
  const table = Object.entries(routes).map(([line, answer]) => {
    const [method = '', path = ''] = line.split(' ');
    return { method, path, answer, pattern: new RegExp(`^${path.replace(/\{\w+\}/g, '([^/]+)')}$`) };
  });
  table.sort((a, b) => Number(a.path.includes('{')) - Number(b.path.includes('{')));
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const url = new URL(request.url ?? '', 'http://host');
    const { pathname: path, searchParams: query } = url;
    requests.push(`${request.method} ${path}${url.search}`);
    const send = ({ status, body: text, headers }: Status) => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(JSON.stringify(text));
    };
    const there = table.filter(({ pattern }) => pattern.test(path));
    const route = there.find(({ method }) => method === request.method);
    const call = {
      method: request.method ?? '',
      path,
      query,
      headers: request.headers,
      body,
      id: route?.pattern.exec(path)?.[1] ?? '',
    };
    if (!route) {
      const other = path.endsWith('/') ? path.slice(0, -1) : `${path}/`;
      if (there.length > 0) return send(new Status(405, { detail: 'Method Not Allowed' }));
      return slashes && table.some(({ pattern }) => pattern.test(other))
        ? send(new Status(307, {}, { location: `http://${request.headers.host}${other}${url.search}` }))
        : send(new Status(404, { detail: 'Not Found' }));
    }
    const isOpen = open.includes(route.path) || /login|openapi|docs/.test(route.path);
    if (!isOpen && admits && !admits(call)) return send(refusal?.() ?? new Status(401, { detail: 'no token' }));
    const answer = route.answer(call);
    send(answer instanceof Status ? answer : new Status(200, answer));
  });
  const port = await listen(server);
  atEnd(async () => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${port}/api/v0`, origin: `http://127.0.0.1:${port}`, requests };
}

/** Amounts in kopecks, times in the words of the server. */
export const CARDS = Array.from({ length: 30 }, (_, index) => ({
  id: 501 + index * 3,
  groupId: 1 + (index % 3),
  lastName: `Фамилия${index}`,
  phones: [`7900123${4000 + index}`],
  balance: 48_251 + index * 100,
  isBlocked: false,
  identifiers: [{ id: 9000 + index, accountId: 501 + index * 3, typeId: 1, value: `2200${1000 + index}` }],
  registeredAt: '2026-01-02T03:04:05',
}));

export const MOVES = Array.from({ length: 60 }, (_, index) => {
  const isDeposit = index % 2 === 0;
  return {
    id: 4000 - index,
    accountId: CARDS[index % CARDS.length]?.id ?? 0,
    kind: isDeposit ? 'DEPOSIT' : 'WITHDRAW',
    amount: isDeposit ? 2550 + index : -1033 - index,
    reason: 'Подарок',
    /** Epoch seconds, the newest first, an hour apart and no two the same. */
    at: 1_780_000_000 - index * 3600,
    createdAt: new Date((1_780_000_000 - index * 3600 + 3 * 3600) * 1000).toISOString().slice(0, 19),
  };
});

/** `{items, total}` by limit and offset. */
export function pageOf(rows: readonly unknown[], { query }: TeamCall, largest = 1000) {
  const offset = Number(query.get('offset') ?? 0);
  const limit = Math.min(Number(query.get('limit') ?? 50), largest);
  return { items: rows.slice(offset, offset + limit), total: rows.length };
}

export const ownMoves = <Row extends { accountId: number }>(rows: readonly Row[], { query }: TeamCall): Row[] =>
  rows.filter(({ accountId }) => !query.has('accountId') || accountId === Number(query.get('accountId')));

/** Reads at the contract's places below a base; `end` stands at the end of each path. */
export function usualRoutes(base = '/api/v0', end = ''): Team['routes'] {
  const moves = MOVES.map(({ at: _, ...move }) => move);
  const rowOf = (rows: readonly { id: number }[]) => (call: TeamCall) =>
    rows.find(({ id }) => id === Number(call.id)) ?? new Status(404, { detail: 'No such row' });
  return {
    [`POST ${base}/auth/login${end}`]: () => ({ accessToken: 'token-of-a-team' }),
    [`GET ${base}/auth/info${end}`]: () => ({ id: 1, login: 'gateway' }),
    [`GET ${base}/accounts/list${end}`]: (call) => pageOf(CARDS, call),
    [`GET ${base}/accounts/{id}${end}`]: rowOf(CARDS),
    [`GET ${base}/operations/list${end}`]: (call) => pageOf(ownMoves(moves, call), call),
    [`GET ${base}/account_groups/list${end}`]: (call) =>
      pageOf(
        [1, 2, 3].map((id) => ({ id, name: `Группа ${id}` })),
        call,
      ),
  };
}
