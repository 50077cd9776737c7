import { expect, test } from 'vitest';
import type { DialectConfig } from '../../../src/config/dialect.ts';
import { fakeServer, type Reply } from '../../kit/fake-server.ts';
import { given } from '../../kit/given.ts';

type Row = Record<string, unknown>;

/** Properties of ours that this server changes; what it does with those that are not sent is the question. */
const CHANGEABLE = ['LastName', 'FirstName', 'Phones', 'Email', 'Note', 'CreditLimit', 'GroupId', 'CarNo', 'Consents'];

const whole = (): Row => ({
  Id: 142,
  GroupId: 2,
  LastName: 'Соколова',
  FirstName: 'Анна',
  Phones: [{ odd: '7900' }, '79000001042'],
  Email: 'old@x.example',
  Note: 'у окна',
  CreditLimit: 9007199254740992,
  CarNo: 'А123ВС',
  Consents: { PersonalData: true, PrivacyPolicy: true, Adult: false },
  Balance: 48250,
  IsBlocked: false,
  Identifiers: [],
  RegisteredAt: '2026-03-01T18:42:10',
});

const names = Object.fromEntries([
  ...['id', 'groupId', 'lastName', 'firstName', 'phones', 'email', 'creditLimit', 'consents', 'balance'].map(pascal),
  ...['isBlocked', 'identifiers', 'registeredAt'].map(pascal),
  ['Account.info', 'Note'],
  ...['personalData', 'privacyPolicy', 'adult'].map((name) => [`Consents.${name}`, pascal(name)[1]]),
]);
function pascal(name: string): [string, string] {
  return [`Account.${name}`, `${name[0]?.toUpperCase()}${name.slice(1)}`];
}

interface Habits {
  does: 'merges' | 'replaces' | 'keeps all as it was';
  /** What somebody else does right after the update of ours. */
  besides?: (row: Row) => void;
  /** Of the answers to updates, in their order. */
  answers?: (count: number) => Reply | undefined;
  dialect?: Partial<DialectConfig>;
}

async function givenServer({ does, besides, answers, dialect }: Habits) {
  let row = whole();
  let count = 0;
  // Digits that a double cannot hold.
  const body = () => JSON.stringify(row).replace('9007199254740992', '9007199254740993');
  const server = await fakeServer(({ method, path, body: text }) => {
    if (path !== '/accounts/142') return { status: 404, body: { detail: 'нет' } };
    if (method === 'GET') return { body: body() };
    const sent = JSON.parse(text) as Row;
    const bad = answers?.(++count);
    if (bad && bad.status !== 504) return bad;
    if (does === 'merges') row = { ...row, ...sent };
    if (does === 'replaces')
      row = { ...row, ...Object.fromEntries(CHANGEABLE.map((name) => [name, sent[name] ?? null])) };
    besides?.(row);
    return bad ?? { body: body() };
  });
  const house = await given({
    between: async () => ({ url: server.url, close: async () => undefined }),
    tenant: { dialect: { names, ...dialect } },
  });
  const update = (input: object) => house.mutate('guestUpdate', { guestId: house.id('Guest', 142), ...input });
  return {
    ...house,
    update,
    row: () => row,
    requests: () => server.requests.splice(0).map(({ method, body }) => (method === 'GET' ? 'GET' : body)),
    findings: () => Object.keys(house.tenant.client.counters.oddities),
  };
}

const EMAIL = '{"Email":"new@x.example"}';
const changed = () => ({ ...whole(), Email: 'new@x.example' });

test('a server that merges gets what changes alone', async () => {
  const the = await givenServer({ does: 'merges' });
  expect((await the.update({ email: 'new@x.example' })).result).toEqual({ __typename: 'GuestUpdatePayload' });
  expect(the.requests()).toEqual(['GET', EMAIL, 'GET']);
  expect(the.row()).toEqual(changed());
  expect(the.findings()).toEqual([]);
});

test('what a server has cleared besides is put back at once as it stood, and from then on the whole row is sent', async () => {
  const the = await givenServer({ does: 'replaces' });
  expect((await the.update({ email: 'new@x.example' })).result).toEqual({ __typename: 'GuestUpdatePayload' });
  const [, first, , second] = the.requests();
  expect(first).toBe(EMAIL);
  expect(second).toContain('"CreditLimit":9007199254740993');
  expect(second).toContain('"Phones":[{"odd":"7900"},"79000001042"]');
  expect(second).toContain('"CarNo":"А123ВС"');
  expect(second).not.toMatch(/Balance|Blocked|"Id"|Identifiers|Registered/);
  expect(the.row()).toEqual(changed());
  expect(the.findings()).toEqual(['replaced accounts.update']);
  expect((await the.update({ note: 'у двери' })).result).toEqual({ __typename: 'GuestUpdatePayload' });
  expect(the.requests()).toEqual(['GET', expect.stringContaining('"LastName":"Соколова"')]);
  expect(the.row()).toEqual({ ...changed(), Note: 'у двери' });
});

test.each<[DialectConfig['update'], number, boolean]>([
  ['whole', 2, true],
  ['partial', 1, false],
])('update: %s makes %i calls', async (update, calls, isKept) => {
  const the = await givenServer({ does: 'replaces', dialect: { update } });
  await the.update({ email: 'new@x.example' });
  expect(the.requests()).toHaveLength(calls);
  expect(the.row().LastName).toBe(isKept ? 'Соколова' : null);
});

test('what somebody else changes at the same time stays', async () => {
  const the = await givenServer({
    does: 'merges',
    besides: (row) => {
      row.LastName = 'Иванова';
    },
  });
  await the.update({ email: 'new@x.example' });
  expect(the.row()).toEqual({ ...changed(), LastName: 'Иванова' });
  expect(the.findings()).toEqual(['changed accounts.update.lastName']);
});

test('what somebody else clears stays cleared, once the server was seen to keep it', async () => {
  let clears = false;
  const the = await givenServer({
    does: 'merges',
    besides: (row) => {
      if (clears) row.Note = null;
    },
  });
  await the.update({ email: 'new@x.example' });
  clears = true;
  await the.update({ email: 'newer@x.example' });
  expect(the.row()).toEqual({ ...changed(), Email: 'newer@x.example', Note: null });
  expect(the.findings()).toEqual(['changed accounts.update.info']);
});

test('two updates of one guest at once both hold', async () => {
  for (const does of ['merges', 'replaces'] as const) {
    const the = await givenServer({ does });
    const note = { ...changed(), Note: null, LastName: 'Петрова' };
    await Promise.all([
      the.update({ email: 'new@x.example' }),
      the.update({ note: null }),
      the.update({ name: { last: 'Петрова' } }),
    ]);
    expect(the.row()).toEqual(note);
  }
});

test.each<[string, Habits, string]>([
  [
    'an answer that never comes',
    { does: 'replaces', answers: (count) => (count === 1 ? { status: 504 } : undefined) },
    'GuestUpdatePayload',
  ],
  [
    'a put back that fails twice',
    { does: 'replaces', answers: (count) => (count === 2 || count === 3 ? { status: 500 } : undefined) },
    'GuestUpdatePayload',
  ],
])('nothing is lost with %s', async (_name, habits, type) => {
  const the = await givenServer(habits);
  expect((await the.update({ email: 'new@x.example' })).result).toEqual({ __typename: type });
  expect(the.row()).toEqual(changed());
});

test('what cannot be put back is an error', async () => {
  const the = await givenServer({ does: 'replaces', answers: (count) => (count > 1 ? { status: 500 } : undefined) });
  const { errors } = await the.update({ email: 'new@x.example' });
  expect(errors).toEqual(['UPSTREAM_MALFORMED NOT_PUT_BACK at guestUpdate']);
});

test.each<[DialectConfig['update']]>([['auto'], ['whole']])(
  'a server that changes nothing is not told as done: %s',
  async (update) => {
    const the = await givenServer({ does: 'keeps all as it was', dialect: { update } });
    const { errors } = await the.update({ email: 'new@x.example' });
    expect(errors).toEqual(['UPSTREAM_MALFORMED UPDATE_IGNORED at guestUpdate']);
    expect((await the.update({ email: 'OLD@x.example' })).errors).toBeUndefined();
  },
);

test('a guest who is not there is not found, and nothing is sent', async () => {
  const the = await givenServer({ does: 'merges' });
  const { result } = await the.mutate('guestUpdate', { guestId: the.id('Guest', 7), email: 'new@x.example' });
  expect(result).toMatchObject({ __typename: 'GuestNotFoundError' });
  expect(the.requests()).toEqual(['GET']);
});
