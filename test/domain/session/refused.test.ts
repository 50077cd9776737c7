import { expect, test } from 'vitest';
import { defaultUsers } from '../../../src/sandbox/seed/variants.ts';
import { fastClock } from '../../kit/clock.ts';
import { errorsOf, givenStaff, type Login } from './kit.ts';

/** A refusal takes half a second. */
const SPEED = 5;
const REFUSED = {
  data: {
    sessionLogin: {
      __typename: 'InvalidCredentialsError',
      code: 'INVALID_CREDENTIALS',
      message:
        'The login is refused. The answer is the same for a wrong password, an unknown login or tenant, and a gateway without sessions.',
      path: null,
    },
  },
};
const WRONG: Record<string, Login> = {
  'a wrong password': { password: 'wrong' },
  'an unknown login': { login: 'nobody' },
  'an unknown tenant': { tenant: 'venus' },
  'a tenant named like a property': { tenant: '__proto__' },
  'the gateway’s own login': { login: 'gateway' },
  'the gateway’s own login, spelt otherwise': { login: ' ＧateWay ', password: 'gateway' },
};

/** An answer without what differs between any two. */
async function told(answer: ReturnType<Awaited<ReturnType<typeof givenStaff>>['tryLogin']>) {
  const { status, headers, text } = await answer;
  const sent = [...headers].filter(([name]) => !['date', 'x-request-id'].includes(name));
  return { status, headers: sent, body: JSON.parse(text) };
}

test('whatever is wrong with a login looks the same; only a server that may know the user is asked', async () => {
  const { tryLogin, sandbox, jupiter } = await givenStaff({ clock: fastClock(SPEED) });
  const first = await told(tryLogin({ password: 'wrong' }));
  expect(first).toMatchObject({ status: 200, body: REFUSED });
  for (const [name, login] of Object.entries(WRONG)) {
    sandbox.clearCalls();
    expect([name, await told(tryLogin(login))]).toEqual([name, first]);
    const asked = name === 'a wrong password' || name === 'an unknown login';
    expect([name, sandbox.callCounts()]).toEqual([name, asked ? { 'auth.login': 1 } : {}]);
  }
  expect(jupiter.sandbox.callCounts()).toEqual({});
});

test.each([
  ['no sessions are configured', { http: { staffSessions: null } }],
  ['the server has no login', { tenant: { dialect: { missing: ['auth.login'] } } }],
])('where %s, a right password looks like a wrong one', async (_name, options) => {
  const { tryLogin, sandbox } = await givenStaff({ ...options, clock: fastClock(SPEED) });
  for (const login of [{}, ...Object.values(WRONG)]) expect((await told(tryLogin(login))).body).toEqual(REFUSED);
  expect(sandbox.callCounts()).toEqual({});
});

test('the gateway’s own user under another login is refused after the server has told who it is', async () => {
  const users = defaultUsers('saturn');
  const alias = { login: 'gateway@saturn.example', password: 'pw', userType: 'API', role: 'API' } as const;
  const { tryLogin, sandbox, callers } = await givenStaff({ sandbox: { users: [...users, alias] } });
  const row = { id: 4, login: 'gateway', userType: 'API' };
  sandbox.faults.add({ operationId: 'auth.info', do: 'status', status: 200, body: row });
  expect((await told(tryLogin({ login: alias.login, password: 'pw' }))).body).toEqual(REFUSED);
  await expect.poll(() => callers('auth.logout')).toEqual([alias.login]);
});

test('a server that does not answer is told, and no session is left over', async () => {
  const { tryLogin, sandbox, callers, ask } = await givenStaff();
  const rule = { do: 'status', status: 503 } as const;
  sandbox.faults.add({ operationId: 'auth.login', ...rule });
  expect(errorsOf(await tryLogin())).toEqual(['UPSTREAM_UNAVAILABLE at sessionLogin']);
  sandbox.faults.clear();
  sandbox.faults.add({ operationId: 'auth.info', ...rule });
  expect(errorsOf(await tryLogin())).toEqual(['UPSTREAM_UNAVAILABLE at sessionLogin']);
  sandbox.faults.clear();
  await expect.poll(() => callers('auth.logout')).toEqual(['admin']);
  // Neither has anything to do with the gateway's own login.
  expect((await ask('{ groups { id } }')).body.errors).toBe(undefined);
});

test('a wrong password of a user does not keep the gateway from its own login', async () => {
  const { tryLogin, sandbox, ask } = await givenStaff();
  await Promise.all(Array.from({ length: 5 }, () => tryLogin({ password: 'wrong' })));
  expect((await ask('{ groups { id } }')).body.errors).toBe(undefined);
  expect(sandbox.callCounts()).toMatchObject({ 'auth.login': 6 });
});

test('attempts are limited per tenant and login, right or wrong, for a minute', async () => {
  const { tryLogin, sandbox, clock, logIn } = await givenStaff();
  await logIn();
  const wrong = ['admin', 'ADMIN', ' Admin', 'admin'].map((login) => tryLogin({ login, password: 'wrong' }));
  await Promise.all(wrong);
  clock.advance(20_000);
  const before = sandbox.callCounts();
  const limited = await tryLogin();
  expect([limited.status, limited.headers.get('retry-after'), errorsOf(limited)]).toEqual([
    429,
    '40',
    ['RATE_LIMITED at sessionLogin'],
  ]);
  expect(Object.keys(limited.body)).toEqual(['errors']);
  expect(sandbox.callCounts()).toEqual(before);
  expect((await tryLogin({ login: 'hostess' })).status).toBe(200);
  expect((await tryLogin({ tenant: 'jupiter' })).status).toBe(200);
  clock.advance(40_000);
  expect((await tryLogin()).body.data).toMatchObject({ sessionLogin: { token: expect.any(String) } });
});

test('attempts are limited per address, of IPv6 per /64', async () => {
  const { tryLogin } = await givenStaff();
  const statuses = async (addresses: string[]) => {
    const logins = addresses.map((address, index) => tryLogin({ login: `user-${index}`, tenant: address, address }));
    return (await Promise.all(logins)).map(({ status }) => status).sort();
  };
  const ten = Array<number>(10).fill(200);
  expect(await statuses(Array(11).fill('203.0.113.7'))).toEqual([...ten, 429]);
  expect(await statuses(['203.0.113.8'])).toEqual([200]);
  const sixes = Array.from({ length: 11 }, (_, index) => `2001:db8:1:2::${index + 1}`);
  expect(await statuses([...sixes, '2001:db8:1:3::1'])).toEqual([...ten, 200, 429]);
});

test('attempts are limited per tenant, one that does not exist included', async () => {
  const { tryLogin, sandbox } = await givenStaff();
  const answers = await Promise.all(
    Array.from({ length: 61 }, (_, index) => tryLogin({ tenant: 'venus', login: `user-${index}` })),
  );
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(1);
  expect(sandbox.callCounts()).toEqual({});
  expect((await tryLogin()).status).toBe(200);
});

test('what cannot be a login is BAD_USER_INPUT and no attempt', async () => {
  const { tryLogin, sandbox } = await givenStaff();
  const bad: Login[] = [
    { login: '', password: 'x' },
    { login: ' ' },
    { login: 'x'.repeat(129) },
    { password: '' },
    { password: 'x'.repeat(257) },
    { password: '\u0000' },
    { password: '\ud800' },
    { tenant: '' },
    { tenant: 'x'.repeat(65) },
  ];
  for (const login of bad)
    expect(errorsOf(await tryLogin({ ...login, address: '203.0.113.7' }))).toEqual([
      'BAD_USER_INPUT INVALID_TEXT at sessionLogin',
    ]);
  expect((await tryLogin({ login: ' admin ', password: 'admin', address: '203.0.113.7' })).body.errors).toBe(undefined);
  expect((await tryLogin({ password: ' admin' })).body).toEqual(REFUSED);
  expect(sandbox.callCounts()).toEqual({ 'auth.login': 2, 'auth.info': 1 });
});

test('a token that is none, of an ended session or changed is refused alike', async () => {
  const { as, logIn, tryLogin } = await givenStaff();
  const token = await logIn();
  await as(token, 'mutation { sessionLogout { __typename } }');
  const other = await logIn();
  for (const wrong of [
    token,
    `${other}x`,
    other.slice(0, -1),
    other.toUpperCase(),
    other.replace('pbs', 'pbg'),
    'pbs_',
    'pbs__x',
  ]) {
    const { status, body } = await as(wrong, '{ viewer { name } }');
    expect([status, body.errors?.map(({ message }) => message)]).toEqual([
      401,
      ['A valid credential is required: Authorization: Bearer <key>.'],
    ]);
  }
  expect((await tryLogin()).status).toBe(200);
});

test('the tokens of ended sessions are no failed credentials', async () => {
  const { as, logIn } = await givenStaff();
  const token = await logIn();
  await as(token, 'mutation { sessionLogout { __typename } }');
  const statuses = [];
  for (let turn = 0; turn < 25; turn += 1) statuses.push((await as(token, '{ viewer { name } }')).status);
  expect(new Set(statuses)).toEqual(new Set([401]));
});
