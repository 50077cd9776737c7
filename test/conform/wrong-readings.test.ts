import { expect, test } from 'vitest';
import { type Alterations, createAlteringServer } from '../kit/altering-server.ts';
import { conformAt, withVerdict } from '../kit/conform.ts';
import { type GivenOptions, given } from '../kit/given.ts';

type Row = Record<string, unknown>;

/** A server that is wrong in one way, or a file that says one thing wrong of a right server. */
interface Wrong {
  readonly server?: Alterations;
  readonly file?: GivenOptions['tenant'];
  /** Features that are SUSPECT. */
  readonly suspect?: readonly string[];
  /** Features that the gateway refuses by itself: no answer is right, and none is wrong. */
  readonly refused?: readonly string[];
  /** Features that the gateway reads right all the same. */
  readonly mended?: readonly string[];
  /** What a person sees. */
  readonly shown?: RegExp;
}

const rowsOf = (answer: Row): Row[] => (Array.isArray(answer.items) ? answer.items : []);
/** Alters each row of a list, and the row of a single read. */
const eachRow =
  (list: string, alter: (row: Row) => void): NonNullable<Alterations['answer']> =>
  (path, answer) => {
    if (path === `/${list}/list`) for (const row of rowsOf(answer)) alter(row);
    else if (new RegExp(`^/${list}/(\\d+|by_identifier)$`).test(path)) alter(answer);
  };
const dropping =
  (...names: string[]) =>
  (query: URLSearchParams) => {
    for (const name of names) query.delete(name);
  };
/** The file says of two values that each is the other. */
const swappedValues = (property: string, a: string, b: string): GivenOptions['tenant'] => ({
  dialect: { values: { [property]: { [a]: b, [b]: a } } },
});
const times =
  (factor: number, ...names: string[]) =>
  (row: Row) => {
    for (const name of names) if (typeof row[name] === 'number') row[name] = row[name] * factor;
  };
const swapped = (a: string, b: string) => (row: Row) => {
  [row[a], row[b]] = [row[b], row[a]];
};
/** What a server without a word makes of a question. */
const asking = (list: string, alter: (query: URLSearchParams) => void): Alterations => ({
  query(path, query) {
    if (path === `/${list}/list`) alter(query);
  },
});
const rowsOfList = (list: string, alter: (row: Row, at: number, rows: Row[]) => void): Alterations => ({
  answer(path, answer) {
    if (path === `/${list}/list`) rowsOf(answer).forEach(alter);
  },
});
const single = (path: RegExp, alter: (row: Row) => void): Alterations => ({
  answer(asked, answer) {
    if (path.test(asked)) alter(answer);
  },
});
function lackingEmail(): Alterations {
  let isList = false;
  return {
    query(path, query) {
      isList = path === '/accounts/list' && !query.has('ids');
    },
    answer(_path, answer) {
      if (isList) for (const row of rowsOf(answer)) delete row.email;
    },
  };
}

const wrongs: [string, Wrong][] = [
  [
    'every amount is a hundred times too large',
    { file: { dialect: { moneyUnit: 'roubles' } }, shown: /greatestBalance 452218\.00 on card \*{4}5001/ },
  ],
  [
    'balances in kopecks, operations in roubles',
    {
      server: { answer: eachRow('operations', times(100, 'amount')) },
      suspect: ['amounts.size', 'amounts.balanceAfter', 'report.amounts'],
    },
  ],
  [
    'the same where no row tells the balance after it, and there are no reports',
    {
      server: {
        answer: eachRow('operations', (row) => {
          times(100, 'amount')(row);
          row.balanceAfter = null;
        }),
      },
      file: { dialect: { missing: ['reports.get'] } },
      suspect: ['amounts.size'],
    },
  ],
  ['single cards in roubles', { server: single(/^\/accounts\/\d+$/, times(100, 'balance')), suspect: ['card.by.id'] }],
  [
    'the balance by days in roubles',
    { server: single(/\/balance$/, times(100, 'bonusBalance')), suspect: ['card.balanceDetails'] },
  ],
  [
    'reports in roubles',
    {
      server: single(/^\/reports\/SPEND_BY_DAY$/, ({ rows }) => {
        for (const row of rows as Row[]) times(100, 'sum')(row);
      }),
      suspect: ['report.amounts'],
    },
  ],
  [
    'unsigned amounts',
    {
      server: {
        answer: eachRow('operations', (row) => {
          row.amount = Math.abs(Number(row.amount));
        }),
      },
      suspect: ['operations.signs'],
    },
  ],
  [
    'deposits and withdrawals by each other’s name',
    { file: swappedValues('Operation.kind', 'DEPOSIT', 'WITHDRAW'), suspect: ['operations.signs'] },
  ],
  [
    'kinds of the register and by hand by each other’s name',
    { file: swappedValues('Operation.kind', 'DEPOSIT', 'POS_BONUS'), suspect: ['operations.kinds'] },
  ],
  [
    'the same beside kinds that nobody can read',
    {
      file: swappedValues('Operation.kind', 'DEPOSIT', 'POS_BONUS'),
      server: {
        answer: eachRow('operations', (row) => {
          if (row.kind === 'EXPIRE') row.kind = 'их-сгорание';
        }),
      },
      suspect: ['operations.kinds'],
    },
  ],
  [
    'discounts and the guests’ own money by each other’s name',
    { file: swappedValues('Operation.kind', 'POS_DISCOUNT', 'POS_SPEND'), suspect: ['operations.signs'] },
  ],
  [
    'men and women by each other’s name',
    { file: swappedValues('Account.gender', 'MALE', 'FEMALE'), suspect: ['guests.gender'] },
  ],
  [
    'last names and patronymics by each other’s name',
    { server: { answer: eachRow('accounts', swapped('lastName', 'patronymic')) }, suspect: ['guests.name'] },
  ],
  [
    'times of another zone',
    { file: { timeZone: 'Asia/Yekaterinburg' }, shown: /newestOperation 2026-03-10T10:30:00\+05:00, 6 h 30 min ago/ },
  ],
  [
    'times of a zone where they lie in the future',
    { file: { timeZone: 'America/New_York' }, suspect: ['operations.createdAt'] },
  ],
  [
    'order is ignored',
    { server: asking('accounts', dropping('sort', 'order')), refused: ['cards.orderBy', 'cards.last'] },
  ],
  [
    'the filter by group is ignored',
    { server: asking('accounts', dropping('groupId')), refused: ['cards.filter.group', 'groups.cardsCount'] },
  ],
  [
    'the filter by day of registration is ignored',
    { server: asking('accounts', dropping('registeredFrom', 'registeredTo')), refused: ['guests.filter.registered'] },
  ],
  [
    'the filter by birthday is ignored',
    { server: asking('accounts', dropping('birthdayFrom', 'birthdayTo')), refused: ['guests.filter.birthday'] },
  ],
  [
    'the filter by phone is ignored',
    { server: asking('accounts', dropping('phone')), refused: ['guests.filter.phone'] },
  ],
  [
    'the filter by time is ignored',
    { server: asking('operations', dropping('dateFrom', 'dateTo')), suspect: ['operations.period'] },
  ],
  [
    'the filter by time is of another zone',
    {
      server: asking('operations', (query) => {
        for (const name of ['dateFrom', 'dateTo']) {
          const bound = query.get(name);
          if (bound !== null)
            query.set(name, new Date(Date.parse(`${bound}Z`) + 3 * 3_600_000).toISOString().slice(0, 19));
        }
      }),
      suspect: ['operations.period'],
    },
  ],
  [
    'a filter by several kinds gives those of the first',
    {
      server: asking('operations', (query) => {
        const kind = query.get('kind');
        if (kind?.includes(',')) query.set('kind', kind.split(',')[0] ?? '');
      }),
      mended: ['operations.filter.kinds'],
    },
  ],
  ['search is ignored', { server: asking('accounts', dropping('search')), refused: ['cards.filter.search'] }],
  [
    'search finds nothing',
    {
      server: asking('accounts', (query) => query.has('search') && query.set('search', 'ъъъъ')),
      suspect: ['cards.filter.search'],
    },
  ],
  [
    'phones are stored otherwise than they are asked for',
    {
      server: asking('accounts', (query) => query.has('phone') && query.set('phone', `+${query.get('phone')}`)),
      suspect: ['guest.by.phone'],
      refused: ['guests.filter.phone'],
    },
  ],
  [
    'operations know cards and restaurants by other ids',
    {
      server: asking('operations', (query) => {
        for (const name of ['accountId', 'accountIds', 'restaurantId'])
          if (query.has(name)) query.set(name, '2147483646');
      }),
      suspect: ['card.operations', 'operations.filter.restaurant'],
    },
  ],
  [
    'a card is missing where it is asked for by its number',
    {
      server: {
        query(path, query) {
          if (path === '/accounts/by_identifier') query.set('value', '9000000000000000001');
        },
      },
      suspect: ['card.by.number'],
    },
  ],
  [
    'the list over all cards leaves operations out',
    {
      server: asking('operations', (query) => {
        if (!['accountId', 'accountIds', 'dateFrom'].some((name) => query.has(name)))
          query.set('dateFrom', '2026-03-01T00:00:00');
      }),
      suspect: ['card.operations'],
    },
  ],
  [
    'cards bear the identifiers of the next one',
    {
      server: {
        answer(path, answer) {
          if (path !== '/accounts/list') return;
          const rows = rowsOf(answer);
          const lists = rows.map(({ identifiers }) => identifiers);
          for (const [at, row] of rows.entries()) row.identifiers = lists[(at + 1) % lists.length];
        },
      },
      suspect: ['card.by.id', 'card.by.number'],
    },
  ],
  [
    'one number for all cards',
    {
      server: rowsOfList('accounts', (row) => {
        for (const own of row.identifiers as Row[]) own.value = '5000000000000000001';
      }),
      suspect: ['card.number.unique'],
    },
  ],
  [
    'deleted cards are listed',
    {
      server: rowsOfList('accounts', (row) => {
        if (Number(row.id) % 5 === 1) row.id = Number(row.id) + 100_000;
      }),
      suspect: ['nodes.cards'],
    },
  ],
  [
    'the discounts of another list',
    {
      server: rowsOfList('discounts', (row) => {
        row.id = Number(row.id) + 5000;
      }),
      suspect: ['discounts.references'],
    },
  ],
  [
    'groups of another list',
    {
      file: { dialect: { paths: { 'accountGroups.list': 'GET /restaurants/list' } } },
      suspect: ['groups', 'groups.dictionary'],
    },
  ],
  [
    'groups leave a card out',
    {
      server: {
        answer(path, answer) {
          if (path !== '/accounts/list' || Number(answer.total) >= 30) return;
          answer.items = rowsOf(answer).slice(0, -1);
          answer.total = rowsOf(answer).length;
        },
      },
      suspect: ['groups.cardsCount', 'cards.filter.group'],
    },
  ],
  [
    'tags of another list',
    {
      file: { dialect: { paths: { 'tags.list': 'GET /restaurants/list' } } },
      suspect: ['tags', 'tags.references'],
    },
  ],
  [
    'balances of the list are of yesterday',
    {
      server: rowsOfList('accounts', (row) => {
        row.balance = Number(row.balance) + 150;
      }),
      suspect: ['card.by.id'],
    },
  ],
  [
    'unsigned amounts of kinds that nobody can read',
    {
      server: {
        answer: eachRow('operations', (row) => {
          row.amount = Math.abs(Number(row.amount));
          row.kind = `их-${row.kind}`;
        }),
      },
      suspect: ['operations.signs'],
    },
  ],
  [
    'first and last names by each other’s name',
    { server: { answer: eachRow('accounts', swapped('lastName', 'firstName')) }, suspect: ['guests.name'] },
  ],
  [
    'the whole name as the first one',
    {
      server: {
        answer: eachRow('accounts', (row) => {
          row.firstName = `${row.lastName} ${row.firstName}`;
          row.lastName = row.patronymic = null;
        }),
      },
      suspect: ['guests.name'],
    },
  ],
  [
    'times of cards of a zone where they lie in the future',
    {
      server: {
        answer: eachRow('accounts', (row) => {
          row.updatedAt = '2026-03-10T18:00:00';
        }),
      },
      suspect: ['cards.times'],
    },
  ],
  [
    'a list that leaves blocked cards out unless they are asked for',
    {
      server: asking('accounts', (query) => {
        if (!['isBlocked', 'ids', 'phone', 'identifier'].some((name) => query.has(name)))
          query.set('isBlocked', 'false');
      }),
      suspect: ['cards.filter.isBlocked'],
    },
  ],
  [
    'a list that leaves expiry out unless it is asked for',
    {
      server: {
        query(path, query) {
          if (path === '/operations/list' && !query.has('kind'))
            query.set('kind', 'DEPOSIT,WITHDRAW,POS_PAYMENT,POS_BONUS,POS_DISCOUNT,POS_SPEND,PROMO,REFERRAL');
        },
      },
      suspect: ['operations.filter.kindsUnseen'],
    },
  ],
  [
    'names in another charset',
    {
      server: {
        answer: eachRow('accounts', (row) => {
          for (const name of ['lastName', 'firstName'])
            if (row[name]) row[name] = Buffer.from(String(row[name])).toString('latin1');
        }),
      },
      suspect: ['guests.name'],
    },
  ],
  ['a list whose rows lack the address', { server: lackingEmail(), suspect: ['cards.details'] }],
  [
    'operations of the last month where no time is asked for',
    {
      server: asking('operations', (query) => {
        if (!query.has('dateFrom')) query.set('dateFrom', '2026-03-01T00:00:00');
      }),
      suspect: ['operations.end'],
    },
  ],
  [
    'a constant in place of a time',
    {
      server: {
        answer: eachRow('accounts', (row) => {
          row.registeredAt = '2026-01-01T00:00:00';
        }),
      },
      suspect: ['guests.registeredAt'],
    },
  ],
];

test.each(wrongs)('%s', async (_name, { server, file, suspect = [], refused = [], mended = [], shown }) => {
  const house = await given({
    ...(server ? { between: ({ origin }) => createAlteringServer(origin, server) } : {}),
    ...(file ? { tenant: file } : {}),
  });
  const found = await conformAt(house.file, house.clock, [...suspect, ...refused, ...mended]);
  expect(Object.keys(withVerdict(found, 'SUSPECT')).sort()).toEqual([...suspect].sort());
  expect(Object.keys(withVerdict(found, 'UNTOLD')).sort()).toEqual([...refused].sort());
  expect(Object.keys(withVerdict(found, 'FITS')).sort()).toEqual([...mended].sort());
  if (shown) expect(found.shown.map(({ name, text }) => `${name} ${text}`).join('\n')).toMatch(shown);
});

test('pages of 20 rows without a word, and a total that counts the page: all is read, and fits', async () => {
  const wrong: Alterations = {
    query(_path, query) {
      if (Number(query.get('limit')) > 20) query.set('limit', '20');
    },
    answer(_path, answer) {
      if (Array.isArray(answer.items)) answer.total = answer.items.length;
    },
  };
  const house = await given({ between: ({ origin }) => createAlteringServer(origin, wrong) });
  const found = await conformAt(house.file, house.clock);
  expect(withVerdict(found, 'SUSPECT')).toEqual({});
  expect(withVerdict(found, 'FITS')['cards.walk']).toMatch('36 cards');
});

test('a list that ends early with a total that says so, but not from its other end', async () => {
  let isAscending = true;
  const cut = (end: number): Alterations => ({
    query(_path, query) {
      isAscending = query.get('order') !== 'desc';
    },
    answer(path, answer) {
      if (path !== '/accounts/list' || !isAscending) return;
      answer.items = rowsOf(answer).filter(({ id }) => Number(id) <= end);
      answer.total = 30;
    },
  });
  const house = await given({
    between(sandbox) {
      const ids = sandbox.accounts().map(({ id }) => id);
      return createAlteringServer(sandbox.origin, cut(ids.sort((a, b) => a - b)[29] ?? 0));
    },
  });
  const found = await conformAt(house.file, house.clock, ['cards.walk', 'cards.last']);
  expect(withVerdict(found, 'SUSPECT')).toEqual({
    'cards.last': expect.stringMatching(/^the walk gave 30 cards/),
  });
});

test('what is booked between two answers is no contradiction: each difference is asked for again', async () => {
  let asked = 0;
  const once: Alterations = {
    answer(path, answer) {
      if (/^\/accounts\/\d+$/.test(path) && asked++ < 3) answer.balance = Number(answer.balance) + 500;
    },
  };
  const house = await given({ between: ({ origin }) => createAlteringServer(origin, once) });
  const found = await conformAt(house.file, house.clock);
  expect(asked).toBeGreaterThan(3);
  expect(withVerdict(found, 'SUSPECT')).toEqual({});
});

test('no phone, name, address or whole number of a card is told', async () => {
  const house = await given({
    between: ({ origin }) => createAlteringServer(origin, single(/^\/accounts\/\d+$/, times(100, 'balance'))),
  });
  const text = JSON.stringify(await conformAt(house.file, house.clock));
  for (const { lastName, phones, email, identifiers } of house.sandbox.accounts()) {
    for (const value of [lastName, email, ...phones, ...identifiers.map((own) => own.value)])
      if (value) expect(text).not.toContain(value);
  }
});

test('kinds in words that nobody knows are told with the signs of their rows, and none is guessed', async () => {
  const server: Alterations = {
    answer: eachRow('operations', (row) => {
      row.kind = row.kind === 'DEPOSIT' ? 4 : row.kind;
    }),
  };
  const house = await given({ between: ({ origin }) => createAlteringServer(origin, server) });
  const found = await conformAt(house.file, house.clock, ['operations.kinds']);
  expect(withVerdict(found, 'UNTOLD')['operations.kinds']).toMatch(
    /^the kind of \d+ of \d+ operations cannot be read: \d+ add and 0 take; the line values says which is which$/,
  );
});
