import { fakeServer, type Reply, type Request } from '../../kit/fake-server.ts';

export interface Booked {
  readonly id: number;
  readonly card: number;
  /** Signed kopecks. */
  readonly amount: number;
  readonly why: string;
  /** Local, as in `2026-03-01T18:42:10`. */
  readonly at: string;
}

const FIRST = 101;
export const CARDS = 60;
const TIME = '2026-03-10T14:00:00';
const pad = (value: number): string => String(value).padStart(2, '0');

/** What is true of a restaurant, in words that no server and no gateway has. Both strange servers tell it in their own way. */
function createLedger() {
  const balances = new Map(Array.from({ length: CARDS }, (_, at) => [FIRST + at, 100_000 + at] as const));
  const booked: Booked[] = Array.from({ length: 90 }, (_, at) => ({
    id: at + 1,
    card: FIRST + (at % 7),
    amount: at % 3 === 0 ? -(at + 1) * 10 : (at + 1) * 10,
    why: `Запись ${at}`,
    at: `2026-03-${pad(1 + Math.floor(at / 12))}T${pad(8 + (at % 12))}:30:05`,
  }));
  return {
    balances,
    booked,
    phone: (card: number) => `7903${1_000_000 + card}`,
    newest: () => [...booked].sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : b.id - a.id)),
    book(card: number, amount: number, why: string): Booked {
      const row = { id: booked.length + 1, card, amount, why, at: TIME };
      booked.push(row);
      balances.set(card, (balances.get(card) ?? 0) + amount);
      return row;
    },
  };
}

/** Every call is a POST, every answer a 200. Written from the description in `examples/adapters/envelopes.mjs` alone. */
export async function createEnvelopeServer() {
  const ledger = createLedger();
  let token = 0;
  const state = { isDead: false, refusesAt: '' };
  const row = (id: number) => ({
    id,
    groupId: 1,
    lastName: `Гость ${id}`,
    phones: [ledger.phone(id)],
    balance: ledger.balances.get(id),
    isBlocked: id === FIRST + 1,
    registeredAt: '2026-01-01T10:00:00',
    identifiers: [],
  });
  const operation = ({ id, card, amount, why, at }: Booked) => ({
    id,
    accountId: card,
    kind: amount > 0 ? 'DEPOSIT' : 'WITHDRAW',
    amount,
    reason: why,
    createdAt: at,
  });
  const ok = (result: unknown): Reply => ({ body: { ok: true, result } });
  const no = (error: string): Reply => ({ body: { ok: false, error } });
  const page = (rows: readonly unknown[], { skip, take }: Sent) =>
    ok({ rows: rows.slice(skip, skip + Math.min(take, 50)), count: rows.length });

  interface Sent {
    readonly filter: Record<string, string>;
    readonly skip: number;
    readonly take: number;
    readonly id: number;
    readonly accountId: number;
    readonly amount: number;
    readonly reason: string;
  }
  const answer = (path: string, sent: Sent): Reply => {
    switch (path) {
      case '/auth/info':
        return ok({ id: 1, login: 'gateway' });
      case '/account_groups/list':
        return page([{ id: 1, name: 'Гости' }], sent);
      case '/identifier_types/list':
        return page([{ id: 1, name: 'Карта', kind: 'CARD' }], sent);
      case '/accounts/list': {
        const { phone } = sent.filter;
        const found = [...ledger.balances.keys()].filter((id) => phone === undefined || ledger.phone(id) === phone);
        return page(found.map(row), sent);
      }
      case '/accounts/get':
        return ledger.balances.has(sent.id) ? ok(row(sent.id)) : no('NOT_FOUND');
      case '/operations/list': {
        const { accountId } = sent.filter;
        const rows = ledger.newest().filter(({ card }) => accountId === undefined || card === Number(accountId));
        return page(rows.map(operation), sent);
      }
      case '/operations/deposit':
        if (sent.accountId === FIRST + 1) return no('BLOCKED');
        return ok(operation(ledger.book(sent.accountId, sent.amount, sent.reason)));
      default:
        return { status: 404, body: 'no such page' };
    }
  };
  const server = await fakeServer(
    ({ method, path, headers, body, query }) => {
      if (method !== 'POST' || String(query) !== '') return { status: 405, body: 'POST alone' };
      if (state.isDead || path === state.refusesAt || headers.authorization !== `bearer token-${token}`)
        return no('BAD_TOKEN');
      return answer(path, JSON.parse(body) as Sent);
    },
    ({ body }: Request) => {
      state.isDead = false;
      return JSON.parse(body).password === 'gateway' ? ok({ accessToken: `token-${++token}` }) : no('BAD_LOGIN');
    },
  );
  return { ...server, ledger, state, close: async () => undefined };
}

/** Two lists of unsigned rows. Written from the description in `examples/adapters/two-lists.mjs` alone. */
export async function createTwoListServer() {
  const ledger = createLedger();
  const spoken = (at: string) => at.replace(/^(\d{4})-(\d\d)-(\d\d)T/, '$3.$2.$1 ');
  const heard = (text: string) => text.replace(/^(\d\d)\.(\d\d)\.(\d{4}) /, '$3-$2-$1T');
  const row = (id: number) => ({
    id,
    groupId: 1,
    lastName: `Гость ${id}`,
    phones: [ledger.phone(id)],
    balance: (ledger.balances.get(id) ?? 0) / 100,
    isBlocked: false,
    registeredAt: '2026-01-01T10:00:00',
    identifiers: [],
  });
  const entry = ({ id, card, amount, why, at }: Booked) => ({
    id,
    card,
    sum: Math.abs(amount) / 100,
    at: spoken(at),
    why,
    isVoid: false,
  });
  const list = (query: URLSearchParams, isOf: (booked: Booked) => boolean) => {
    const [card, since, until] = ['card', 'since', 'until'].map((name) => query.get(name));
    const rows = ledger
      .newest()
      .filter(isOf)
      .filter((one) => !card || one.card === Number(card))
      .filter((one) => (!since || one.at >= heard(since)) && (!until || one.at < heard(until)));
    return { body: { rows: rows.slice(0, Number(query.get('count'))).map(entry), count: rows.length } };
  };
  const server = await fakeServer(({ method, path, query, body }) => {
    const isAccrual = path === '/accruals';
    if (isAccrual || path === '/writeoffs') {
      if (method === 'GET') return list(query, ({ amount }) => isAccrual === amount > 0);
      const { card, sum, why } = JSON.parse(body);
      return { body: entry(ledger.book(card, Math.round(sum * 100) * (isAccrual ? 1 : -1), why)) };
    }
    const [, id] = /^\/accounts\/(\d+)$/.exec(path) ?? [];
    if (id)
      return ledger.balances.has(Number(id)) ? { body: row(Number(id)) } : { status: 404, body: { detail: 'no' } };
    if (path === '/auth/info') return { body: { id: 1, login: 'gateway' } };
    if (path === '/account_groups/list') return { body: [{ id: 1, name: 'Гости' }] };
    return { status: 404, body: { detail: 'Not Found' } };
  });
  return { ...server, ledger, close: async () => undefined };
}

export const firstCard = FIRST;
