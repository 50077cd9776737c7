import type { ServerResponse } from 'node:http';
import type { Clock } from '../../../src/lib/clock.ts';
import { fakeServer, type Reply, type Request, tokenPair } from '../../kit/fake-server.ts';
import { type Behaviour, type Fault, HONEST, NO_FAULT, type Post } from './behaviour.ts';
import { CARDS, createBooks, groupOf, localTime, type Row } from './books.ts';

/** Login of the gateway. */
const LOGIN = 'gateway';
const HOUR_MS = 3_600_000;

export interface LedgerOptions {
  readonly clock: Clock;
  readonly behaviour?: Partial<Behaviour>;
}

/** A ProBonus server over loopback that books what it is asked to, and shows it in its own way. Its time is the clock's. */
export async function createLedgerServer({ clock, behaviour: own }: LedgerOptions) {
  const behaviour = { ...HONEST, ...own };
  const books = createBooks(behaviour, clock);
  const posts: Post[] = [];
  const held = new Set<ServerResponse>();
  let fault = NO_FAULT;
  let afterwards = () => {};
  let lists = 0;

  const hold = (response: ServerResponse): undefined => {
    held.add(response);
    response.on('close', () => held.delete(response));
  };

  const shown = (row: Row, zone = 0, reason = row.reason) => ({
    id: row.id,
    accountId: row.accountId,
    identifierId: null,
    kind: row.kind,
    amount: behaviour.isSigned ? row.amount : Math.abs(row.amount),
    reason,
    createdAt: localTime(row.at + zone * HOUR_MS),
    businessDate: localTime(row.at).slice(0, 10),
    restaurantId: null,
    stationNo: null,
    checkNo: behaviour.numbersChecks ? row.id : null,
    userLogin: behaviour.showsLogin ? row.login : null,
    availableFrom: row.availableFrom,
    expiresAt: null,
    balanceAfter: null,
  });

  /** The answer to a POST that was booked. */
  const answerTo = (post: Post, made: readonly Row[]): Reply => {
    if (behaviour.answer === 'NOTHING') return { status: 204, body: '' };
    if (behaviour.answer === 'FAILURE') return { body: { success: false, detail: 'Операция не выполнена' } };
    if ('groupId' in post.target) {
      const cards = new Set(made.map(({ accountId }) => accountId)).size;
      const total = behaviour.joinsRows
        ? cards * post.amount
        : made.reduce((sum, { amount }) => sum + Math.abs(amount), 0);
      return { body: { processed: cards, skipped: [], total } };
    }
    const row = made.at(-1) as Row;
    if (behaviour.answer === 'ID') return { body: { id: row.id } };
    if (behaviour.answer === 'OTHER_ROW') {
      const other = books.rows.findLast(({ id, accountId }) => id !== row.id && accountId === row.accountId);
      return { body: shown(other ?? row) };
    }
    const { id, ...rest } = shown(row, 0, behaviour.echoes ? post.reason : row.reason);
    return { body: behaviour.answer === 'ROW_WITHOUT_ID' ? rest : { id, ...rest } };
  };

  const move = (post: Post, response: ServerResponse): Reply | undefined => {
    const { books: when, answers } = fault;
    fault = NO_FAULT;
    const number = posts.push(post);
    if (typeof when === 'number') clock.after(when, () => books.book(post, number));
    const made = when === 'NOW' ? books.book(post, number) : null;
    afterwards();
    afterwards = () => {};
    if (answers === 'NEVER') return hold(response);
    if (answers === 'RESET') {
      response.destroy();
      return undefined;
    }
    if (answers !== 'PROPERLY') return { status: answers, body: { detail: 'нет' } };
    return made ? answerTo(post, made) : { status: 504, body: { detail: 'timeout' } };
  };

  const list = ({ query }: Request, response: ServerResponse): Reply | undefined => {
    const zone = behaviour.zones[lists++ % behaviour.zones.length] ?? 0;
    const [text, card] = [query.get('search'), query.get('accountId')];
    if (text !== null && behaviour.search === 'REFUSED')
      return { status: 422, body: { detail: [{ loc: ['query', 'search'], msg: 'unknown', type: 'value_error' }] } };
    if (text !== null && card === null && behaviour.search === 'SLOW') return hold(response);
    const finds = ({ reason, sent }: Row): boolean => {
      if (text === null || behaviour.search === 'IGNORED') return true;
      if (behaviour.search === 'ALIKE') return sent.includes(text.slice(0, 4));
      return behaviour.search !== 'EMPTY' && (reason ?? '').toLowerCase().includes(text.toLowerCase());
    };
    const isWide = text !== null && behaviour.search === 'WIDE';
    const isWanted = (row: Row) => card === null || isWide || String(row.accountId) === card;
    const [from, to, kinds] = [query.get('dateFrom'), query.get('dateTo'), query.get('kind')];
    const found = books
      .listed(LOGIN)
      .filter((row) => isWanted(row) && finds(row))
      .map((row) => shown(row, zone))
      .filter(({ createdAt }) => (from === null || createdAt >= from) && (to === null || createdAt < to))
      .filter(({ kind }) => kinds === null || kinds.split(',').includes(kind));
    if (text !== null && behaviour.search === 'CAPPED') found.splice(1);
    const [offset, limit] = [Number(query.get('offset') ?? 0), Number(query.get('limit') ?? 100)];
    return { body: { items: found.slice(offset, offset + limit), total: found.length } };
  };

  const card = (id: number): Reply =>
    id >= 1 && id <= CARDS
      ? {
          body: {
            id,
            groupId: groupOf(id),
            balance: 10_000_000,
            creditLimit: 0,
            isBlocked: false,
            identifiers: [],
            registeredAt: '2026-01-01T00:00:00',
          },
        }
      : { status: 404, body: { detail: 'Not Found' } };

  const route = (request: Request, response: ServerResponse): Reply | undefined => {
    const { path, method } = request;
    const [, group, direction] = /^\/operations\/(group_)?(deposit|withdraw)$/.exec(path) ?? [];
    if (direction !== undefined && method === 'POST') {
      const { accountId, groupId, amount, reason, availableFrom = null } = JSON.parse(request.body);
      const target = group ? { groupId } : { cardId: accountId };
      const sign = direction === 'deposit' ? 1 : -1;
      return move({ direction: sign, target, amount, reason, availableFrom, login: LOGIN }, response);
    }
    if (path === '/operations/list') return list(request, response);
    const operation = /^\/operations\/(\d+)$/.exec(path)?.[1];
    const row = books.listed(LOGIN).find(({ id }) => String(id) === operation);
    if (row) return { body: shown(row, 0, behaviour.isWholeAlone ? row.sent : row.reason) };
    const account = /^\/accounts\/(\d+)$/.exec(path)?.[1];
    return account === undefined ? { status: 404, body: { detail: 'Not Found' } } : card(Number(account));
  };

  const logIn = tokenPair({ expiresIn: 1e8 });
  const dated =
    (answer: typeof logIn): typeof logIn =>
    (request, response) => {
      response.sendDate = false;
      if (behaviour.sendsDate) response.setHeader('date', new Date(books.now()).toUTCString());
      return answer(request, response);
    };
  const server = await fakeServer(dated(route), dated(logIn));

  return {
    url: server.url,
    behaviour,
    /** All that was booked: the truth. */
    rows: books.rows,
    /** Every POST that arrived, in turn; rows name them by number, from 1. */
    posts: posts as readonly Post[],
    requests: server.requests,
    /** The next POST meets this, once; `then` runs before it is answered. */
    fault(next: Fault, then = () => {}): void {
      fault = next;
      afterwards = then;
    },
    /** Answers that are held back. */
    held: () => held.size,
    bookAtTill: books.bookAtTill,
    loseNewest: books.loseNewest,
    loseReasons: books.loseReasons,
    stall: books.stall,
    mergeCards: books.mergeCards,
  };
}

export type LedgerServer = Awaited<ReturnType<typeof createLedgerServer>>;
