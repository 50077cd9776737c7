import { type FakeServer, fakeServer, type Reply, type Request } from './fake-server.ts';

/** How this server keeps what others keep as the contract says. It was written by hand and shares no line with the sandbox. */
export interface Ways {
  /** Kopecks unless told. */
  readonly units?: { readonly account?: 'roubles'; readonly operation?: 'roubles'; readonly report?: 'roubles' };
  /** Form of its times, Moscow's without a zone unless told. */
  readonly times?: 'utc' | 'zoned' | 'epoch' | 'epochMs' | undefined;
  /** Filters of operations take days, the last one included or not. */
  readonly days?: 'open' | 'closed';
  /** Phones are stored, and asked for, with the trunk prefix. */
  readonly eight?: true;
  /** So many bookings are answered with a failure, as if nothing had been booked. */
  readonly loses?: number;
  /** Ids are texts. */
  readonly textIds?: true;
}

export interface Card {
  id: number;
  groupId: number;
  last: string;
  phones: string[];
  /** Kopecks. */
  balance: bigint;
  born: string;
  /** Milliseconds since 1970. */
  createdAt: number;
  number: string;
}

export interface Movement {
  id: number;
  cardId: number;
  /** Kopecks. */
  amount: bigint;
  note: string | null;
  at: number;
}

const HOUR = 3_600_000;
const MOSCOW = 3 * HOUR;
const pad = (n: number, width = 2): string => String(n).padStart(width, '0');

/** Names of its properties, as a dialect says them. Identifiers, groups and the rest have those of the contract. */
export const OWN_NAMES = {
  'Account.groupId': 'group.id',
  'Account.lastName': 'person.name.last',
  'Account.birthday': 'person.born',
  'Account.phones': '[phone1, phone2]',
  'Account.balance': 'bonus',
  'Account.registeredAt': 'created',
  'Account.updatedAt': 'created',
  'Identifier.typeId': 'type.id',
  'Operation.accountId': 'account.id',
  'Operation.amount': 'sum',
  'Operation.reason': 'note',
  'Operation.createdAt': 'at',
};

export interface OwnWaysServer extends FakeServer {
  readonly cards: Card[];
  /** Oldest first. */
  readonly movements: Movement[];
}

/** Six cards, and 40 movements an hour and a half apart that end at noon of 2026-03-10 in Moscow; every fourth with the one before. */
export async function ownWaysServer(ways: Ways = {}): Promise<OwnWaysServer> {
  const cards: Card[] = Array.from({ length: 6 }, (_, at) => ({
    id: 701 + at,
    groupId: 1 + (at % 2),
    last: `Ким ${at}`,
    phones: at % 2 ? [`7900555${pad(at, 4)}`, `7911555${pad(at, 4)}`] : [`7900555${pad(at, 4)}`],
    balance: BigInt(at * 10_000 + 5),
    born: `19${60 + at * 5}-05-01`,
    createdAt: Date.parse('2025-06-01T08:30:15Z') + at * HOUR,
    number: `90071992547409${pad(at * 11 + 1, 5)}`,
  }));
  const movements: Movement[] = Array.from({ length: 40 }, (_, at) => ({
    id: 5000 + at,
    cardId: 701 + (at % 6),
    amount: BigInt((at % 5 === 4 ? -1 : 1) * (1000 + at)),
    note: `чек ${at}`,
    at: Date.parse('2026-03-10T09:00:00Z') - (39 - (at % 4 === 3 ? at - 1 : at)) * 1.5 * HOUR,
  }));

  const { units = {} } = ways;
  const id = (n: number) => (ways.textIds ? String(n) : n);
  /** A number that JSON.stringify could not write; the marks fall away with the quotes. */
  const raw = (digits: string) => `<${digits}>`;
  const money = (kopecks: bigint, unit: 'roubles' | undefined) => {
    const digits = (kopecks < 0n ? -kopecks : kopecks).toString().padStart(3, '0');
    const whole = unit ? `${digits.slice(0, -2)}.${digits.slice(-2)}` : digits.replace(/^0+(?=\d)/, '');
    return raw(kopecks < 0n ? `-${whole}` : whole);
  };
  const wall = (ms: number) => new Date(ms).toISOString().slice(0, 19);
  const time = (ms: number): string | number => {
    if (ways.times === 'epoch') return ms / 1000;
    if (ways.times === 'epochMs') return ms;
    return ways.times === undefined ? wall(ms + MOSCOW) : wall(ms) + (ways.times === 'zoned' ? 'Z' : '');
  };
  const stored = (phone: string | undefined) => (phone && ways.eight ? phone.replace(/^7/, '8') : (phone ?? null));

  const accountRow = (card: Card) => ({
    id: id(card.id),
    group: { id: id(card.groupId), name: `Группа ${card.groupId}` },
    person: { name: { last: card.last }, born: time(Date.parse(`${card.born}T00:00:00Z`) - MOSCOW) },
    phone1: stored(card.phones[0]),
    phone2: stored(card.phones[1]),
    bonus: money(card.balance, units.account),
    isBlocked: false,
    created: time(card.createdAt),
    identifiers: [{ id: id(card.id * 10), accountId: id(card.id), type: { id: id(1) }, value: card.number }],
  });
  const movementRow = (row: Movement) => ({
    id: id(row.id),
    account: { id: id(row.cardId) },
    kind: row.amount < 0n ? 'WITHDRAW' : 'DEPOSIT',
    sum: money(row.amount, units.operation),
    note: row.note,
    at: time(row.at),
  });
  const page = (rows: readonly unknown[], query: URLSearchParams) => {
    const offset = Number(query.get('offset') ?? 0);
    return { items: rows.slice(offset, offset + Number(query.get('limit') ?? 50)), total: rows.length };
  };
  const refused = (name: string): Reply => ({
    status: 422,
    body: { detail: [{ loc: ['query', name], msg: 'cannot be parsed', type: 'value_error' }] },
  });

  /** The instant that a filter means; NaN where it is written in another form than this server's. */
  const instantOf = (text: string): number => {
    if (ways.days) return /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) - offset() : Number.NaN;
    if (ways.times === 'epoch') return /^\d{10}$/.test(text) ? Number(text) * 1000 : Number.NaN;
    if (ways.times === 'epochMs') return /^\d{13}$/.test(text) ? Number(text) : Number.NaN;
    const form = ways.times === 'zoned' ? /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/ : /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/;
    return form.test(text) ? Date.parse(`${text.replace('Z', '')}Z`) - offset() : Number.NaN;
  };
  const offset = () => (ways.times === undefined ? MOSCOW : 0);

  const operationList = (query: URLSearchParams): Reply => {
    const [from, to] = [query.get('dateFrom'), query.get('dateTo')];
    for (const [name, text] of [['dateFrom', from] as const, ['dateTo', to] as const])
      if (text !== null && Number.isNaN(instantOf(text))) return refused(name);
    const end = to === null ? null : instantOf(to) + (ways.days === 'closed' ? 24 * HOUR : 0);
    const found = movements.filter(
      ({ cardId, at }) =>
        (query.get('accountId') === null || String(cardId) === query.get('accountId')) &&
        (from === null || at >= instantOf(from)) &&
        (end === null || at < end),
    );
    return { body: page(found.sort((a, b) => b.at - a.at || b.id - a.id).map(movementRow), query) };
  };

  const accountList = (query: URLSearchParams): Reply => {
    const [phone, since] = [query.get('phone'), query.get('updatedFrom')];
    if (since !== null && Number.isNaN(instantOf(since))) return refused('updatedFrom');
    const found = cards.filter(
      (card) =>
        (phone === null || card.phones.some((one) => stored(one) === phone)) &&
        (query.get('ids') === null || query.get('ids')?.split(',').includes(String(card.id))) &&
        (query.get('groupId') === null || String(card.groupId) === query.get('groupId')) &&
        (since === null || card.createdAt >= instantOf(since)),
    );
    return { body: page(found.map(accountRow), query) };
  };

  const kopecks = (given: unknown) => BigInt(Math.round(Number(given) * (units.operation ? 100 : 1)));
  const book = (body: { account: { id: unknown }; sum: unknown; note?: string }, sign: 1n | -1n): Reply => {
    const card = cards.find((one) => String(one.id) === String(body.account.id));
    if (!card) return { status: 404, body: { detail: 'нет такой карты' } };
    const at = Date.parse('2026-03-10T12:00:00Z');
    const row = {
      id: 6000 + movements.length,
      cardId: card.id,
      amount: sign * kopecks(body.sum),
      note: body.note ?? null,
      at,
    };
    card.balance += row.amount;
    movements.push(row);
    return movements.length - 40 <= (ways.loses ?? 0) ? { status: 502, body: {} } : { body: movementRow(row) };
  };

  const report = () => ({
    columns: [
      { name: 'day', title: 'День', type: 'DATE' },
      { name: 'at', title: 'Время', type: 'DATETIME' },
      { name: 'sum', title: 'Сумма', type: 'MONEY' },
      { name: 'balance', title: 'Остаток', type: 'MONEY' },
    ],
    rows: movements.slice(0, 2).map(({ at, amount }) => ({
      day: time(Date.parse('2026-03-07T00:00:00Z') - MOSCOW),
      at: time(at),
      sum: money(amount, units.report),
      balance: money(900_719_925_474_099_301n, 'roubles'),
    })),
    total: 2,
    totals: null,
  });

  const answer = ({ method, path, query, body }: Request): Reply => {
    const [, section, name] = path.split('/');
    if (section === 'accounts' && name === 'list') return accountList(query);
    if (section === 'operations' && name === 'list') return operationList(query);
    if (section === 'operations' && method === 'POST') return book(JSON.parse(body), name === 'deposit' ? 1n : -1n);
    if (section === 'account_groups')
      return { body: { items: [1, 2].map((one) => ({ id: id(one), name: `Группа ${one}` })), total: 2 } };
    if (section === 'identifier_types')
      return { body: { items: [{ id: id(1), name: 'Карта', kind: 'CARD' }], total: 1 } };
    if (section === 'settings') return { body: { dayChangeTime: '06:00' } };
    if (section === 'reports')
      return { body: name === 'list' ? [{ code: 'TRANSACTIONS', name: 'Транзакции' }] : report() };
    const card = section === 'accounts' ? cards.find((one) => String(one.id) === name) : undefined;
    if (card && method === 'PUT') {
      const { phone1, phone2, person } = JSON.parse(body);
      if (phone1 !== undefined)
        card.phones = [phone1, phone2].filter(Boolean).map((one: string) => one.replace(/^8/, '7'));
      if (person?.name?.last !== undefined) card.last = person.name.last;
    }
    const movement = section === 'operations' ? movements.find((one) => String(one.id) === name) : undefined;
    const row = card ? accountRow(card) : movement ? movementRow(movement) : undefined;
    return row ? { body: row } : { status: 404, body: { detail: 'нет' } };
  };

  const server = await fakeServer((request) => {
    const { status = 200, body } = answer(request);
    return { status, body: JSON.stringify(body).replace(/"<(-?[\d.]+)>"/g, '$1') };
  });
  return { ...server, cards, movements };
}
