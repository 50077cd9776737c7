import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What this server does otherwise than others. It was written from the contract alone and shares no line with the sandbox. */
export interface Habits {
  /** Lists are bare arrays, so nobody knows how long they are. */
  bareArrays?: boolean;
  /** Query parameters that it has never heard of, by operation: `accounts.ids`, `operations.dateTo`, `*.limit`. */
  ignores?: string[];
  /** What it makes of the values of a list, by `operations.accountIds`; null: it refuses them. */
  hears?: Record<string, (values: readonly string[]) => readonly string[] | null>;
  /** By how much it takes the bounds of times for earlier ones: a zone of its own. */
  hoursOff?: number;
  /** What it never gives more of than so many at once, whatever it is asked for. */
  cap?: number;
}

type Row = Record<string, unknown> & { id: number };

class Refused extends Error {}

export const LAST_ID = 4_294_967_295;
const STEP = 7919;
/** 300 accounts whose ids end at the greatest there can be. */
export const accountId = (at: number): number => LAST_ID - (299 - at) * STEP;
export const PHONE_TYPE = 900_002;
export const GROUPS = [3_000_000_001, 3_000_000_002, 3_000_000_003];

/** Nothing but what the contract requires, and things that it does not know. */
function account(at: number): Row {
  const id = accountId(at);
  return {
    id,
    groupId: GROUPS[at % 3],
    balance: at * 100 + 1,
    isBlocked: at % 50 === 49,
    identifiers: [
      { id: id - 1, accountId: id, typeId: 900_001, value: `93720368547758${String(10_000 + at)}`, colour: 'зелёный' },
      { id: id - 2, accountId: id, typeId: PHONE_TYPE, value: phoneOf(at) },
    ],
    registeredAt: `2025-0${1 + (at % 9)}-11T00:00:0${at % 10}`,
    _links: { self: '/x' },
    extra: null,
  };
}
export const phoneOf = (at: number): string => `7901555${String(1000 + at)}`;

/** Five for each of the first 60 accounts and 40 for the first, in fractions of few seconds; ids fall while times rise. */
function operationsOf(): Row[] {
  const rows: Row[] = [];
  const book = (at: number, index: number) => {
    const kind = index % 4 === 3 ? 'GIFT' : 'DEPOSIT';
    const seconds = (at * 7 + index * 13) % 50;
    rows.push({
      id: LAST_ID - rows.length * 3,
      accountId: accountId(at),
      kind,
      amount: 100 + index,
      createdAt: `2026-02-1${index % 5}T01:30:${String(seconds).padStart(2, '0')}.${String(100_000 + ((at * 331) % 900_000))}`,
      mood: ['хорошее'],
    });
  };
  for (let at = 0; at < 60; at++) for (let index = 0; index < (at === 0 ? 40 : 5); index++) book(at, index);
  return rows;
}

export async function createStrangeServer(habits: Habits = {}) {
  const accounts = Array.from({ length: 300 }, (_, at) => account(at));
  const operations = operationsOf();
  const dictionaries: Record<string, Row[]> = {
    account_groups: GROUPS.map((id, at) => ({ id, name: `Группа ${at}` })),
    identifier_types: [
      { id: 900_001, name: 'Пластик', kind: 'CARD' },
      { id: PHONE_TYPE, name: 'Мобильный', kind: 'PHONE' },
      { id: 900_003, name: 'Лицо', kind: 'FACE' },
    ],
    discounts: [
      { id: 1, kind: 'RK', name: 'Скидка' },
      { id: 2, kind: 'COMPOUND', name: 'Лестница' },
      { id: 3, kind: 'MAGIC', name: 'Чудо' },
    ],
    restaurants: [{ id: LAST_ID, code: 1, name: 'Единственный' }],
    tags: [{ id: LAST_ID, name: 'Метка' }],
    users: [{ id: LAST_ID, login: 'root' }],
  };
  const calls: string[] = [];
  // Neither a JWT nor anything with a meaning, and it bears characters that must not be touched.
  const token = 'sess:0f/9a+~==.opaque_token-without.any;meaning';
  /** Texts put in the place of others in every answer: for numbers that JSON.stringify cannot write. */
  const raw = new Map<string, string>();

  const heard = (section: string, query: URLSearchParams) => {
    const get = (name: string) =>
      habits.ignores?.some((one) => one === `${section}.${name}` || one === `*.${name}`) ? null : query.get(name);
    const number = (name: string) => (get(name) === null ? null : Number(get(name)));
    const values = (name: string) => {
      const given = get(name)?.split(',');
      const heard = given && (habits.hears?.[`${section}.${name}`] ?? ((all) => all))(given);
      if (heard === null) throw new Refused();
      return heard;
    };
    return { get, number, values };
  };

  const list = (section: string, rows: Row[], query: URLSearchParams) => {
    const { number } = heard(section, query);
    const limit = Math.min(number('limit') ?? 100, habits.cap ?? 1000);
    const offset = number('offset') ?? 0;
    const items = rows.slice(offset, offset + limit);
    return habits.bareArrays ? items : { items, total: rows.length, page: 'ignored' };
  };

  const values = (row: Row) =>
    ((row.identifiers as ({ value: string; typeId: number } | null)[] | undefined) ?? []).filter((one) => one !== null);

  function accountList(query: URLSearchParams) {
    const { get, number, values: valuesOf } = heard('accounts', query);
    const ids = valuesOf('ids')?.map(Number);
    const rows = accounts.filter(
      (row) =>
        (!ids || ids.includes(row.id)) &&
        (number('groupId') === null || row.groupId === number('groupId')) &&
        (get('isBlocked') === null || String(row.isBlocked) === get('isBlocked')) &&
        (get('phone') === null ||
          values(row).some(({ value, typeId }) => typeId === PHONE_TYPE && value === get('phone'))) &&
        (get('identifier') === null || values(row).some(({ value }) => value === get('identifier'))) &&
        (get('email') === null || row.email === get('email')),
    );
    rows.sort((a, b) => (get('order') === 'desc' ? b.id - a.id : a.id - b.id));
    return list('accounts', rows, query);
  }

  function operationList(query: URLSearchParams) {
    const { get, number, values } = heard('operations', query);
    const many = values('accountIds')?.map(Number);
    const kinds = values('kind');
    const off = (habits.hoursOff ?? 0) * 3_600_000;
    const moved = (bound: string | null) =>
      bound && off ? new Date(Date.parse(`${bound}Z`) + off).toISOString().slice(0, 19) : bound;
    const [from, to] = [moved(get('dateFrom')), moved(get('dateTo'))];
    const rows = operations.filter(
      ({ accountId, kind, createdAt }) =>
        (number('accountId') === null || accountId === number('accountId')) &&
        (!many || many.includes(Number(accountId))) &&
        (!kinds || kinds.includes(String(kind))) &&
        (from === null || String(createdAt) >= from) &&
        (to === null || String(createdAt) < to),
    );
    rows.sort((a, b) =>
      String(a.createdAt) < String(b.createdAt) ? 1 : String(a.createdAt) > String(b.createdAt) ? -1 : b.id - a.id,
    );
    return list('operations', rows, query);
  }

  function answer(path: string, query: URLSearchParams): unknown {
    const [section = '', name = '', part] = path.slice(1).split('/');
    if (section === 'accounts' && name === 'list') return accountList(query);
    if (section === 'operations' && name === 'list') return operationList(query);
    if (section === 'settings') return {};
    if (section === 'reports')
      return name === 'list'
        ? [
            { code: 'TOTALS', name: 'Итоги' },
            { code: 'NEW_ONE', name: 'Новый' },
          ]
        : undefined;
    if (section === 'accounts' && name === 'by_identifier')
      return accounts.find((row) => values(row).some(({ value }) => value === query.get('value')));
    if (section === 'accounts') {
      const row = accounts.find(({ id }) => id === Number(name));
      if (part === 'balance') return row && { accountId: row.id, bonusBalance: row.balance };
      return part === 'report' ? row && { accountId: row.id } : row;
    }
    if (section === 'operations') return operations.find(({ id }) => id === Number(name));
    const rows = dictionaries[section];
    if (name === 'list') return rows && list(section, rows, query);
    return rows?.find(({ id }) => id === Number(name));
  }

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://strange');
    const path = url.pathname.replace(/^\/strange\/api/, '');
    const send = (status: number, value: unknown) => {
      let text = JSON.stringify(value);
      for (const [from, to] of raw) text = text.replaceAll(from, to);
      response.writeHead(status, { 'Content-Type': 'application/json; charset=UTF-8' }).end(text);
    };
    request.resume();
    request.on('end', () => {
      if (path === '/auth/login') return send(200, { accessToken: token, колонка: 1 });
      if (request.headers.authorization?.replace(/^bearer /i, '') !== token)
        return send(403, { detail: 'Not authenticated' });
      calls.push(`${path}${url.search}`);
      let found: unknown;
      try {
        found = answer(path, url.searchParams);
      } catch (error) {
        if (error instanceof Refused) return send(422, { detail: [{ loc: ['query'], msg: 'не число' }] });
        throw error;
      }
      return found === undefined ? send(404, { detail: { code: 17, text: 'нет такого' } }) : send(200, found);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/strange/api`,
    accounts,
    operations,
    dictionaries,
    calls,
    raw,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
