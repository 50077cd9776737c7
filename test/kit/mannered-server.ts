import { createServer, type IncomingMessage } from 'node:http';
import { type Clock, systemClock } from '../../src/lib/clock.ts';
import { atEnd } from './at-end.ts';
import { listen } from './fake-server.ts';

/** How a server wants to be asked. It was written from the vendor's page and shares no line with the sandbox. */
export interface Manners {
  /** `form`: as OAuth 2 has it; JSON is refused. @default 'json' */
  login?: 'json' | 'form';
  /** Header of the token alone. @default Authorization, with the scheme bearer */
  tokenHeader?: string;
  /** Status for a token that does not hold. @default 401 */
  refusal?: number;
  /** A login ends the token of the one before. */
  oneSession?: boolean;
  /** @default 'body' */
  total?: 'body' | 'none' | { header: string; range?: boolean };
  /** Pages in place of an offset. `cap`: cut without a word; `most`: refused beyond; `fixed`: whatever is asked. */
  pages?: {
    page: string;
    size: string;
    from: number;
    cap?: number;
    most?: number;
    fixed?: number;
    /** What stands for the page before the first. @default a refusal, 422 */
    before?: 'first' | number;
  };
  /** Where the id of a row stands. @default 'path' */
  ids?: 'path' | 'query';
  /** Lists that come whole, whatever is asked for. */
  whole?: string[];
  /** When it books, in its own time zone. @default 15:00 on 2026-03-10 */
  now?: () => string;
  /** Of the Date header. @default the system's */
  clock?: Clock;
}

type Row = Record<string, unknown> & { id: number };

interface Asked {
  method: string;
  /** Below the base path, with the query. */
  target: string;
  headers: IncomingMessage['headers'];
  body: string;
}

class Refusal extends Error {
  readonly status: number;
  readonly detail: unknown;
  constructor(status: number, detail: unknown) {
    super('refused');
    this.status = status;
    this.detail = detail;
  }
}

const FIRST_ID = 501;
export const CARDS = 137;
const cardIds = Array.from({ length: CARDS }, (_, at) => FIRST_ID + at);
export const firstCard = FIRST_ID;

function account(id: number): Row {
  const at = id - FIRST_ID;
  const phone = `7902${String(1_000_000 + at)}`;
  return {
    id,
    groupId: 1 + (at % 2),
    lastName: `Гость ${at}`,
    phones: [phone],
    email: null,
    balance: 50_000 + at,
    isBlocked: false,
    identifiers: [
      { id: id * 10, accountId: id, typeId: 1, value: `3000${id}` },
      { id: id * 10 + 1, accountId: id, typeId: 2, value: phone },
    ],
    registeredAt: '2026-01-11T10:00:00',
  };
}

export async function createManneredServer(manners: Manners = {}) {
  const { login = 'json', total = 'body', ids = 'path', pages, refusal = 401, whole = [] } = manners;
  const { now = () => '2026-03-10T15:00:00', clock = systemClock } = manners;
  const tokenHeader = manners.tokenHeader?.toLowerCase();
  const accounts = cardIds.map(account);
  const operations: Row[] = Array.from({ length: 260 }, (_, at) => ({
    id: 9000 + at,
    accountId: FIRST_ID + (at % 13),
    kind: at % 3 === 0 ? 'WITHDRAW' : 'DEPOSIT',
    amount: at % 3 === 0 ? -100 : 200,
    reason: `Строка ${at}`,
    createdAt: new Date(Date.UTC(2026, 1, 1, 12) + at * 60_000).toISOString().slice(0, 19),
  }));
  const dictionaries: Record<string, Row[]> = {
    account_groups: [1, 2].map((id) => ({ id, name: `Группа ${id}` })),
    identifier_types: [
      { id: 1, name: 'Карта', kind: 'CARD' },
      { id: 2, name: 'Телефон', kind: 'PHONE' },
    ],
    discounts: Array.from({ length: 64 }, (_, at) => ({ id: at + 1, kind: 'RK', name: `Скидка ${at + 1}`, code: at })),
    tags: Array.from({ length: 120 }, (_, at) => ({ id: at + 1, name: `Метка ${at + 1}` })),
    restaurants: [{ id: 1, code: 1, name: 'Один' }],
    users: [{ id: 7, login: 'gateway', userType: 'API' }],
  };
  const asked: Asked[] = [];
  const logins: Asked[] = [];
  const tokens = new Map<string, string>();
  /** What happens as a request arrives, before its answer; and whether the answer is lost on its way. */
  const on: { arrival?: (request: Asked) => void; isLost?: (request: Asked) => boolean } = {};
  let issued = 0;

  const logIn = ({ headers, body }: Asked): object => {
    const type = headers['content-type'] ?? '';
    const isForm = type.startsWith('application/x-www-form-urlencoded');
    if (isForm !== (login === 'form')) throw new Refusal(422, [{ loc: ['body'], msg: 'bad', type: 'value_error' }]);
    const given = isForm ? Object.fromEntries(new URLSearchParams(body)) : JSON.parse(body);
    const name = isForm ? given.username : given.login;
    if (isForm && given.grant_type !== 'password') throw new Refusal(422, 'grant_type');
    if (given.password !== name || name === '') throw new Refusal(isForm ? 400 : 401, 'Incorrect username or password');
    if (manners.oneSession) tokens.clear();
    const token = `token-${++issued}`;
    tokens.set(token, name);
    return isForm ? { access_token: token, token_type: 'bearer' } : { accessToken: token };
  };
  const userOf = ({ headers }: Asked): string => {
    const bearer = headers.authorization?.replace(/^bearer /i, '');
    const token = tokenHeader === undefined ? bearer : headers[tokenHeader];
    // Two credentials: whoever sends the token in both places does not know this server.
    if (tokenHeader !== undefined && tokenHeader !== 'authorization' && bearer !== undefined)
      throw new Refusal(400, 'Authorization is of no use here');
    const user = tokens.get(String(token));
    if (user === undefined) throw new Refusal(refusal, 'Could not validate credentials');
    return user;
  };

  const window = (rows: readonly Row[], query: URLSearchParams): readonly Row[] => {
    const number = (name: string, usual: number): number => {
      const text = query.get(name);
      if (text !== null && !/^\d+$/.test(text)) throw new Refusal(422, [{ loc: ['query', name], type: 'int' }]);
      return text === null ? usual : Number(text);
    };
    if (!pages) {
      const offset = number('offset', 0);
      return rows.slice(offset, offset + number('limit', 50));
    }
    const asks = number(pages.size, 50);
    if (asks < 1 || asks > (pages.most ?? 1000)) throw new Refusal(422, [{ loc: ['query', pages.size], type: 'le' }]);
    const size = pages.fixed ?? Math.min(asks, pages.cap ?? asks);
    const { before = 422 } = pages;
    const at = Math.max(number(pages.page, pages.from) - pages.from, before === 'first' ? 0 : -1);
    if (at < 0) throw new Refusal(Number(before), [{ loc: ['query', pages.page], type: 'ge' }]);
    return rows.slice(at * size, (at + 1) * size);
  };
  const list = (name: string, rows: readonly Row[], query: URLSearchParams) => {
    const items = whole.includes(name) ? rows : window(rows, query);
    if (total === 'body') return { body: { items, total: rows.length } };
    if (total === 'none') return { body: items };
    const value = total.range ? `rows 0-${items.length}/${rows.length}` : String(rows.length);
    return { body: items, headers: { [total.header]: value } };
  };
  const one = (rows: readonly Row[], id: string | null): Row => {
    const row = rows.find((row) => row.id === Number(id));
    if (!row) throw new Refusal(404, 'Not found');
    return row;
  };
  const book = (body: string, sign: 1 | -1): Row => {
    const { accountId, amount, reason } = JSON.parse(body);
    const row = one(accounts, accountId);
    row.balance = Number(row.balance) + sign * amount;
    const kind = sign > 0 ? 'DEPOSIT' : 'WITHDRAW';
    const booked: Row = { id: 9000 + operations.length, accountId, kind, amount: sign * amount, reason, createdAt: '' };
    booked.createdAt = now();
    operations.push(booked);
    return booked;
  };

  function answer(request: Asked): { body: unknown; headers?: Record<string, string> } {
    const url = new URL(request.target, 'http://mannered');
    const { searchParams: query } = url;
    const [section = '', word = '', part] = url.pathname.slice(1).split('/');
    if (section === 'auth' && word === 'login') return { body: logIn(request) };
    const user = userOf(request);
    if (section === 'auth' && word === 'info') return { body: { id: 7, login: user, userType: 'ORDINARY' } };
    if (section === 'auth' && word === 'logout') return { body: { result: true } };
    if (section === 'operations' && (word === 'deposit' || word === 'withdraw'))
      return { body: book(request.body, word === 'deposit' ? 1 : -1) };
    if (section === 'accounts' && word === 'list') return list(section, accountsBy(query), query);
    if (section === 'operations' && word === 'list') return list(section, operationsBy(query), query);
    const id = ids === 'query' ? (word === 'get' || word === 'update' ? query.get('id') : null) : word;
    if (section === 'accounts' && (part === undefined || ids === 'query')) {
      const row = one(accounts, id);
      return { body: request.method === 'GET' ? row : Object.assign(row, JSON.parse(request.body)) };
    }
    if (section === 'operations' && part === undefined) return { body: one(operations, id) };
    const rows = dictionaries[section];
    if (rows && word === 'list') return list(section, rows, query);
    if (rows && part === undefined) return { body: one(rows, id) };
    throw new Refusal(404, 'Not Found');
  }

  function accountsBy(query: URLSearchParams): Row[] {
    const wanted = query.get('ids')?.split(',').map(Number);
    const [phone, group] = [query.get('phone'), query.get('groupId')];
    const rows = accounts.filter(
      ({ id, phones, groupId }) =>
        (!wanted || wanted.includes(id)) &&
        (phone === null || (phones as string[]).includes(phone)) &&
        (group === null || groupId === Number(group)),
    );
    return rows.sort((a, b) => (query.get('order') === 'desc' ? b.id - a.id : a.id - b.id));
  }
  function operationsBy(query: URLSearchParams): Row[] {
    const [card, from, to] = [query.get('accountId'), query.get('dateFrom'), query.get('dateTo')];
    return operations
      .filter(
        ({ accountId, createdAt }) =>
          (card === null || accountId === Number(card)) &&
          (from === null || String(createdAt) >= from) &&
          (to === null || String(createdAt) < to),
      )
      .sort((a, b) => String(b.createdAt).localeCompare(String(a.createdAt)) || b.id - a.id);
  }

  const server = createServer(async (incoming, response) => {
    let body = '';
    for await (const chunk of incoming) body += chunk;
    const target = (incoming.url ?? '').replace('/api', '');
    const request = { method: incoming.method ?? '', target, headers: incoming.headers, body };
    (target.startsWith('/auth/login') ? logins : asked).push(request);
    on.arrival?.(request);
    let reply: { status: number; body: unknown; headers?: Record<string, string> };
    try {
      reply = { status: 200, ...answer(request) };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      reply = { status: error.status, body: { detail: error.detail } };
    }
    if (on.isLost?.(request)) return void incoming.socket.destroy();
    const date = new Date(clock.now()).toUTCString();
    response.writeHead(reply.status, { 'content-type': 'application/json', date, ...reply.headers });
    response.end(JSON.stringify(reply.body));
  });
  const port = await listen(server);
  const close = atEnd(async () => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${port}/api`,
    accounts,
    operations,
    dictionaries,
    /** All but logins, oldest first. */
    asked,
    logins,
    on,
    /** No token given so far holds any more. */
    revoke: () => tokens.clear(),
    targets: () => asked.map(({ target }) => target),
    close,
  };
}
