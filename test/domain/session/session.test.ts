import { expect, test } from 'vitest';
import { at } from '../../kit/at.ts';
import { errorsOf, givenStaff, LOGIN } from './kit.ts';

const VIEWER = '{ viewer { kind name scopes tenant { slug } user { upstreamId login role } } }';

test('a user logs in, works, and logs out', async () => {
  const staff = await givenStaff({ http: { staffSessions: {} } });
  const { status, body } = await staff.tryLogin({ login: 'hostess' });
  expect({ status, body }).toEqual({
    status: 200,
    body: {
      data: {
        sessionLogin: {
          __typename: 'SessionLoginPayload',
          token: expect.stringMatching(/^pbs_[a-z0-9-]{1,32}_[\w-]{43}$/),
          expiresAt: '2026-03-11T03:00:00+03:00',
          viewer: { kind: 'STAFF', name: 'hostess' },
        },
      },
    },
  });
  expect(staff.sandbox.callCounts()).toEqual({ 'auth.login': 1, 'auth.info': 1 });

  const token = at<string>(body, 'data', 'sessionLogin', 'token');
  expect((await staff.as(token, VIEWER)).body).toMatchInlineSnapshot(`
    {
      "data": {
        "viewer": {
          "kind": "STAFF",
          "name": "hostess",
          "scopes": [
            "card:read",
            "card:write",
            "dictionary:read",
            "dictionary:write",
            "guest:list",
            "guest:read",
            "guest:write",
            "operation:bulk",
            "operation:read",
            "operation:write",
          ],
          "tenant": {
            "slug": "saturn",
          },
          "user": {
            "login": "hostess",
            "role": "Хостес",
            "upstreamId": "3",
          },
        },
      },
    }
  `);

  staff.sandbox.clearCalls();
  const out = await staff.as(token, 'mutation { sessionLogout { ... on SessionLogoutPayload { endedAt } } }');
  expect(out.body).toEqual({ data: { sessionLogout: { endedAt: '2026-03-10T15:00:00+03:00' } } });
  expect(staff.callers('auth.logout')).toEqual(['hostess']);
  const after = await staff.as(token, VIEWER);
  expect([after.status, errorsOf(after)]).toEqual([401, ['UNAUTHENTICATED at ']]);
});

test('the payload of a login shows the user without another call', async () => {
  const { ask, apiKey, sandbox } = await givenStaff();
  const query = `mutation ($input: SessionLoginInput!) { sessionLogin(input: $input) { ... on SessionLoginPayload {
    viewer { tenant { slug } kind user { id login name { full } } guest { id } } } } }`;
  const input = { tenant: 'saturn', login: 'admin', password: 'admin' };
  for (const credential of [null, apiKey('jupiter')]) {
    sandbox.clearCalls();
    const { body } = await ask(query, { input }, { credential });
    expect(at(body, 'data', 'sessionLogin', 'viewer')).toEqual({
      tenant: { slug: 'saturn' },
      kind: 'STAFF',
      user: { id: expect.any(String), login: 'admin', name: { full: 'Орлова Вера Павловна' } },
      guest: null,
    });
    expect(sandbox.callCounts()).toEqual({ 'auth.login': 1, 'auth.info': 1 });
  }
});

test('requests run under the user’s own token, the gateway’s own login beside it', async () => {
  const { logIn, as, ask, callers } = await givenStaff();
  const token = await logIn({ login: 'marketing' });
  const query = '{ card(by: { upstreamId: "142" }) { balance group { name } } }';
  await as(token, query);
  await ask(query);
  await as(token, query);
  expect(callers('accounts.list')).toEqual([]);
  expect(callers('accounts.get')).toEqual(['marketing', 'gateway', 'marketing']);
  expect(callers('accountGroups.list')).toEqual(['marketing', 'gateway']);
});

test('within the scopes the server decides: its 403 is FORBIDDEN, SERVER_ROLE', async () => {
  const { logIn, as, sandbox } = await givenStaff();
  const token = await logIn({ login: 'hostess' });
  const card = Buffer.from('saturn:Card:142').toString('base64url');
  const forbidden = await as(token, '{ users { id } viewer { name } }');
  expect([forbidden.status, forbidden.body.data, errorsOf(forbidden)]).toEqual([
    200,
    { users: null, viewer: { name: 'hostess' } },
    ['FORBIDDEN SERVER_ROLE at users'],
  ]);
  const blocked = await as(token, `mutation { cardBlock(input: { cardId: "${card}" }) { __typename } }`);
  expect(errorsOf(blocked)).toEqual(['FORBIDDEN SERVER_ROLE at cardBlock']);
  expect(sandbox.callCounts()).not.toHaveProperty('auth.refreshToken');
  expect(JSON.stringify(blocked.body)).not.toMatch(/прав/);
});

test('the scopes of a session come from the configuration, without guest-token:issue and debug', async () => {
  const { logIn, as, reload } = await givenStaff();
  const token = await logIn();
  const scopes = async () => at<string[]>((await as(token, VIEWER)).body, 'data', 'viewer', 'scopes');
  expect(await scopes()).toHaveLength(12);
  expect(await scopes()).not.toContain('debug');
  expect(await scopes()).not.toContain('guest-token:issue');
  reload({ staffSessions: { roles: ['booking'] } });
  expect(await scopes()).toEqual(['card:read', 'dictionary:read', 'guest:read', 'guest:write']);
  const beyond = await as(token, '{ users { id } }');
  expect(errorsOf(beyond)).toEqual(['FORBIDDEN at users']);
});

test('a refresh gives another token for the same session; the old one works for 30 s more', async () => {
  const { logIn, as, clock, isAlive, sandbox } = await givenStaff();
  const REFRESH = 'mutation { sessionRefresh { ... on SessionRefreshPayload { token expiresAt viewer { name } } } }';
  const first = await logIn();
  clock.advance(600_000);
  sandbox.clearCalls();
  const { body } = await as(first, REFRESH);
  const second = at<string>(body, 'data', 'sessionRefresh', 'token');
  expect(body).toEqual({
    data: { sessionRefresh: { token: second, expiresAt: '2026-03-11T03:00:00+03:00', viewer: { name: 'admin' } } },
  });
  expect(second).not.toBe(first);
  expect(sandbox.callCounts()).toEqual({});
  clock.advance(29_999);
  expect([await isAlive(first), await isAlive(second)]).toEqual([true, true]);
  clock.advance(1);
  expect([await isAlive(first), await isAlive(second)]).toEqual([false, true]);

  const third = at<string>((await as(second, REFRESH)).body, 'data', 'sessionRefresh', 'token');
  await as(third, 'mutation { sessionLogout { __typename } }');
  expect([await isAlive(second), await isAlive(third)]).toEqual([false, false]);
});

test('a session ends when it is not used, and at its time however much it is used', async () => {
  const { logIn, clock, isAlive } = await givenStaff({
    http: { staffSessions: { ttlSeconds: 7200, idleSeconds: 1800 } },
  });
  const [idle, busy] = [await logIn(), await logIn({ login: 'hostess' })];
  clock.advance(1_799_999);
  expect(await isAlive(busy)).toBe(true);
  clock.advance(1);
  expect([await isAlive(idle), await isAlive(busy)]).toEqual([false, true]);
  for (let minutes = 55; minutes < 120; minutes += 25) {
    clock.set(new Date(Date.parse('2026-03-10T12:00:00Z') + minutes * 60_000).toISOString());
    expect(await isAlive(busy)).toBe(true);
  }
  clock.set('2026-03-10T13:59:59.999Z');
  expect(await isAlive(busy)).toBe(true);
  clock.advance(1);
  expect(await isAlive(busy)).toBe(false);
});

test('a session that the server has ended: SESSION_ENDED, and then its token is none', async () => {
  const { logIn, as, sandbox, isAlive } = await givenStaff();
  const token = await logIn();
  sandbox.revokeTokens();
  const ended = await as(token, '{ viewer { name } groups { id } }');
  expect([ended.status, ended.body.data, errorsOf(ended)]).toEqual([
    200,
    { viewer: { name: 'admin' }, groups: null },
    ['UNAUTHENTICATED SESSION_ENDED at groups'],
  ]);
  expect(sandbox.callCounts()).toMatchObject({ 'auth.login': 1, 'auth.refreshToken': 1 });
  expect(await isAlive(token)).toBe(false);
});

test('an access token that has ended is renewed, once for all requests of the session', async () => {
  const { logIn, as, sandbox, clock } = await givenStaff();
  const token = await logIn();
  for (let turn = 1; turn <= 3; turn += 1) {
    clock.advance(601_000);
    const answers = await Promise.all(Array.from({ length: 20 }, () => as(token, '{ groups { id } }')));
    expect(answers.filter(({ body }) => body.errors)).toEqual([]);
    expect(sandbox.callCounts()).toMatchObject({ 'auth.login': 1, 'auth.refreshToken': turn });
  }
});

test('beyond perLogin the oldest session of a user ends; beyond perTenant nobody else logs in', async () => {
  const { logIn, tryLogin, isAlive, callers, clock } = await givenStaff({
    http: { staffSessions: { perLogin: 2, perTenant: 3 } },
  });
  const [one, two, three] = [await logIn(), await logIn(), await logIn()];
  expect(await Promise.all([one, two, three].map(isAlive))).toEqual([false, true, true]);
  await logIn({ login: 'hostess' });
  const full = await tryLogin({ login: 'marketing' });
  expect([full.body.data, errorsOf(full)]).toEqual([{ sessionLogin: null }, ['OVERLOADED SESSIONS at sessionLogin']]);
  await expect.poll(() => callers('auth.logout')).toEqual(['marketing']);
  expect(await isAlive(await logIn())).toBe(true);
  expect(await isAlive(two)).toBe(false);
  expect((await tryLogin({ login: 'marketing', tenant: 'jupiter' })).body.errors).toBe(undefined);
  expect(errorsOf(await tryLogin({ login: 'marketing' }))).toEqual(['OVERLOADED SESSIONS at sessionLogin']);
  clock.advance(1_800_000);
  expect((await tryLogin({ login: 'marketing' })).body.errors).toBe(undefined);
});

test('a key has no session to refresh or to end', async () => {
  const { ask } = await givenStaff();
  for (const name of ['sessionRefresh', 'sessionLogout'])
    expect(errorsOf(await ask(`mutation { ${name} { __typename } }`))).toEqual([`FORBIDDEN NOT_A_SESSION at ${name}`]);
});

test('a login stands alone in its document, whoever sends it', async () => {
  const { ask, sandbox } = await givenStaff();
  const input = { tenant: 'saturn', login: 'admin', password: 'admin' };
  for (const query of [
    LOGIN.replace(/}$/, ' again: sessionLogin(input: $input) { __typename } }'),
    LOGIN.replace(/}$/, ' sessionLogout { __typename } }'),
    'mutation ($input: SessionLoginInput!) { ...F } fragment F on Mutation { sessionLogin(input: $input) { __typename } }',
  ]) {
    const { body } = await ask(query, { input });
    expect(body.errors?.map(({ extensions }) => extensions.reason)[0]).toBe('NOT_ALONE');
  }
  expect(sandbox.callCounts()).toEqual({});
});

test('a logout is one here even where the server does not answer', async () => {
  const { logIn, as, sandbox, isAlive } = await givenStaff();
  for (const fault of [{ do: 'status', status: 500 }, { do: 'reset' }, { do: 'hang' }] as const) {
    const token = await logIn();
    sandbox.faults.add({ operationId: 'auth.logout', ...fault });
    const { body } = await as(token, 'mutation { sessionLogout { __typename } }');
    expect(body).toEqual({ data: { sessionLogout: { __typename: 'SessionLogoutPayload' } } });
    expect(await isAlive(token)).toBe(false);
    sandbox.faults.clear();
  }
});
