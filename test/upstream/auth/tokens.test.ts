import { expect, test } from 'vitest';
import { Secret } from '../../../src/lib/secret.ts';
import { createFixedTokens, createTokenCache } from '../../../src/upstream/auth/tokens.ts';
import { getAccount, updateAccount } from '../../../src/upstream/resources/accounts.ts';
import { deposit } from '../../../src/upstream/resources/operations.ts';
import { logIn } from '../../../src/upstream/resources/sessions.ts';
import { authInfo } from '../../../src/upstream/resources/users.ts';
import { standingClock } from '../../kit/clock.ts';
import { fakeServer, tokenPair } from '../../kit/fake-server.ts';
import { accountRow, clientOf, failureOf, withToken } from '../../kit/upstream-client.ts';

const pause = () => new Promise((resolve) => setTimeout(resolve, 20));

/** A server whose valid access token is the last one it gave. */
async function strictServer(more: object = {}, onLogin?: (path: string) => { status: number } | undefined) {
  const give = tokenPair(more);
  let valid = '';
  const server = await fakeServer(
    ({ headers }) =>
      headers.authorization === `bearer ${valid}`
        ? { body: accountRow(1) }
        : { status: 401, body: { detail: 'Could not validate credentials' } },
    async (request, response) => {
      await pause();
      const refused = onLogin?.(request.path);
      if (refused) return refused;
      const reply = await give(request, response);
      valid = String(Object(reply?.body).accessToken);
      return reply;
    },
  );
  return {
    ...server,
    revoke: () => {
      valid = 'revoked';
    },
  };
}

test('a thousand cold requests, half of whose clients leave, cost one login', async () => {
  const server = await strictServer();
  const given = clientOf(server.url);
  const calls = Array.from({ length: 1000 }, (_, index) => {
    const leaving = new AbortController();
    const call = getAccount(
      { ...given, context: index % 2 ? { ...given.context, signal: leaving.signal } : given.context },
      1,
    );
    setTimeout(() => leaving.abort(new Error('gone')), index % 25);
    return call.then(
      () => 'answered',
      (error: Error) => error.message,
    );
  });
  const outcomes = await Promise.all(calls);
  expect(outcomes.filter((_, index) => index % 2 === 0)).toEqual(Array(500).fill('answered'));
  expect(server.logins).toHaveLength(1);
  expect(server.logins[0]?.body).toBe('{"login":"gateway","password":"canary-password"}');
});

test('a token is renewed in the background before it ends, once, by the refresh token', async () => {
  const clock = standingClock();
  const server = await strictServer({ expiresIn: 100 });
  const given = clientOf(server.url, { clock });
  await getAccount(given, 1);
  clock.advance(79_000);
  await getAccount(given, 1);
  expect(server.refreshes).toHaveLength(0);
  clock.advance(2_000);
  await Promise.all(Array.from({ length: 100 }, () => getAccount(given, 1)));
  const tokenOfNext = async () => {
    expect((await getAccount(given, 1))?.id).toBe(1);
    return server.requests.at(-1)?.headers.authorization;
  };
  await expect.poll(tokenOfNext).toBe('bearer access-2');
  expect(server.refreshes.map(({ body }) => body)).toEqual(['{"refreshToken":"refresh-1"}']);
  expect(server.logins).toHaveLength(1);
});

test('a thousand requests at the end of a token, half of whose clients leave, cost one refresh', async () => {
  const clock = standingClock();
  const server = await strictServer({ expiresIn: 100 });
  const given = clientOf(server.url, { clock });
  await getAccount(given, 1);
  clock.advance(101_000);
  const outcomes = await Promise.all(
    Array.from({ length: 1000 }, (_, index) => {
      const leaving = new AbortController();
      setTimeout(() => leaving.abort(), index % 25);
      return getAccount({ ...given, context: index % 2 ? { signal: leaving.signal } : {} }, 1).catch(() => null);
    }),
  );
  expect(outcomes.filter((row, index) => index % 2 === 0 && row === null)).toEqual([]);
  expect([server.refreshes.length, server.logins.length]).toEqual([1, 1]);
});

test('a refused refresh costs one login', async () => {
  const clock = standingClock();
  const server = await strictServer({ expiresIn: 100 }, (path) =>
    path.endsWith('refresh_token') ? { status: 401 } : undefined,
  );
  const given = clientOf(server.url, { clock });
  await getAccount(given, 1);
  clock.advance(101_000);
  await Promise.all(Array.from({ length: 50 }, () => getAccount(given, 1)));
  expect([server.refreshes.length, server.logins.length]).toEqual([1, 2]);
});

test('a revoked token costs one renewal however many calls it fails, and they all succeed', async () => {
  const server = await strictServer();
  const given = clientOf(server.url);
  await getAccount(given, 1);
  server.revoke();
  const rows = await Promise.all(Array.from({ length: 20 }, () => getAccount(given, 1)));
  expect(rows.map((row) => row?.id)).toEqual(Array(20).fill(1));
  expect([server.refreshes.length, server.logins.length]).toEqual([1, 1]);
});

test('a late 401 of an old token renews nothing', async () => {
  let late = (): void => undefined;
  const server = await fakeServer(async ({ path, headers }) => {
    if (path === '/accounts/7' && headers.authorization === 'bearer access-1')
      await new Promise<void>((resolve) => {
        late = resolve;
      });
    const id = Number(path.split('/').at(-1));
    return headers.authorization === 'bearer access-1' ? { status: 401 } : { body: accountRow(id) };
  });
  const given = clientOf(server.url);
  const slow = getAccount(given, 7);
  await expect.poll(() => server.requests.length).toBe(1);
  await getAccount(given, 1);
  late();
  expect((await slow)?.id).toBe(7);
  expect([server.logins.length, server.refreshes.length]).toEqual([1, 1]);
});

test('a server that forbids one thing with a 401 is not logged in to again for each such call', async () => {
  const server = await fakeServer(({ path }) => (path === '/accounts/13' ? { status: 401 } : { body: accountRow(1) }));
  const given = clientOf(server.url);
  for (let call = 0; call < 10; call++) {
    expect(await failureOf(getAccount(given, 13))).toMatchObject({ kind: 'UNAVAILABLE', status: 401 });
    expect((await getAccount(given, 1))?.id).toBe(1);
  }
  expect(server.logins.length + server.refreshes.length).toBe(2);
});

test('a 403 "Not authenticated" and the statuses of the dialect mean the same as a 401', async () => {
  for (const [reply, dialect] of [
    [{ status: 403, body: { detail: 'Not authenticated' } }, {}],
    [{ status: 419 }, { unauthorized: [419] }],
  ] as const) {
    const server = await fakeServer(({ headers }) =>
      headers.authorization === 'bearer access-1' ? { ...reply } : { body: accountRow(1) },
    );
    expect(await getAccount(clientOf(server.url, { dialect }), 1)).toMatchObject({ id: 1 });
  }
});

test('a refused value move is not sent again, another write is', async () => {
  const server = await strictServer();
  const given = clientOf(server.url, { dialect: { update: 'partial' } });
  await getAccount(given, 1);
  server.revoke();
  const refused = await failureOf(deposit(given, { accountId: 1, amount: 1, reason: 'x' }));
  expect([refused.kind, refused.sent, refused.status]).toEqual(['UNAVAILABLE', 'ANSWERED', 401]);
  expect((await deposit(given, { accountId: 1, amount: 1, reason: 'x' })).id).toBe(1);
  server.revoke();
  expect((await updateAccount(given, 1, { lastName: 'x' })).id).toBe(1);
  expect(server.requests.filter(({ method }) => method !== 'GET').map(({ method }) => method)).toEqual([
    'POST',
    'POST',
    'PUT',
    'PUT',
  ]);
});

test('a wrong password is tried at most five times in any minute, and says when to come back', async () => {
  const clock = standingClock();
  const attempts: number[] = [];
  const server = await fakeServer(
    () => ({ body: accountRow(1) }),
    () => {
      attempts.push(clock.now());
      return { status: 401, body: { detail: 'canary' } };
    },
  );
  const given = clientOf(server.url, { clock });
  for (let second = 0; second < 600; second++) {
    const error = await failureOf(getAccount(given, 1));
    expect([error.kind, error.sent, error.reason, error.operation]).toEqual([
      'UNAVAILABLE',
      'NOT_SENT',
      'LOGIN_REFUSED',
      'accounts.get',
    ]);
    expect(error.retryAfter).toBeGreaterThan(0);
    clock.advance(1000);
  }
  for (const at of attempts)
    expect(attempts.filter((other) => other >= at && other < at + 60_000).length).toBeLessThanOrEqual(5);
  expect(attempts.length).toBeGreaterThan(15);
  expect(server.requests).toHaveLength(0);
  expect(given.client.status().loginFailure?.reason).toBe('LOGIN_REFUSED');
});

test('a server that cannot be reached for a login is tried again a second later', async () => {
  const clock = standingClock();
  let status = 503;
  const server = await fakeServer(
    () => ({ body: accountRow(1) }),
    (request, response) => (status === 200 ? tokenPair()(request, response) : { status }),
  );
  const given = clientOf(server.url, { clock });
  expect(await failureOf(getAccount(given, 1))).toMatchObject({ kind: 'UNAVAILABLE', sent: 'NOT_SENT', retryAfter: 1 });
  status = 200;
  expect((await failureOf(getAccount(given, 1))).kind).toBe('UNAVAILABLE');
  expect(server.logins).toHaveLength(1);
  clock.advance(1000);
  expect((await getAccount(given, 1))?.id).toBe(1);
});

test('nothing of a write whose login is slow has been sent', async () => {
  const server = await fakeServer(
    () => ({ body: accountRow(1) }),
    () => undefined,
  );
  const given = clientOf(server.url, { limits: { timeoutMs: 60 } });
  const money = deposit(given, { accountId: 1, amount: 1, reason: 'x' });
  expect(await failureOf(money)).toMatchObject({ kind: 'UNAVAILABLE', sent: 'NOT_SENT' });
  expect(server.requests).toHaveLength(0);
});

test('a token of unknown life is used until it is refused; that of a JWT ends when the JWT says', async () => {
  const jwt = (claims: object) => `h.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s`;
  const clock = standingClock();
  const skewed = clock.now() / 1000 - 50_000;
  const ages: [object, number][] = [
    [{ expiresIn: undefined }, 0],
    [{ expiresIn: undefined, accessToken: jwt({ exp: clock.now() / 1000 + 3600 }) }, 1],
    [{ expiresIn: undefined, accessToken: jwt({ iat: skewed, exp: skewed + 3600 }) }, 1],
  ];
  for (const [pair, renewals] of ages) {
    const server = await fakeServer(() => ({ body: accountRow(1) }), tokenPair(pair));
    const given = clientOf(server.url, { clock });
    await getAccount(given, 1);
    clock.advance(3_500_000);
    await getAccount(given, 1);
    clock.advance(200_000);
    await getAccount(given, 1);
    expect(server.refreshes.length + server.logins.length - 1).toBe(renewals);
    clock.advance(-3_700_000);
  }
});

test('a token of more than 8 KB is not taken, whoever gave it', async () => {
  const long = 'a'.repeat(8193);
  for (const pair of [{ accessToken: long }, { refreshToken: long }]) {
    const server = await fakeServer(() => ({ body: accountRow(1) }), tokenPair(pair));
    const exceeded: object[] = [];
    const given = clientOf(server.url, { onExceeded: (one) => exceeded.push(one) });
    for (const call of [
      () => getAccount(given, 1),
      () => logIn({ ...given, context: { tokens: null } }, 'anna', new Secret('password')),
    ]) {
      expect(await failureOf(call())).toMatchObject({
        kind: 'MALFORMED',
        reason: 'TOO_LARGE',
        option: 'upstream.maxBytes.token',
      });
    }
    expect(server.requests).toEqual([]);
    expect(exceeded[0]).toEqual({ operation: 'auth.login', option: 'upstream.maxBytes.token', limit: 8192 });
  }
  const server = await fakeServer(() => ({ body: accountRow(1) }), tokenPair({ accessToken: long.slice(1) }));
  expect(await getAccount(clientOf(server.url), 1)).toMatchObject({ id: 1 });
  expect(server.requests[0]?.headers.authorization).toHaveLength('bearer '.length + 8192);
});

test('a token of hardly any life costs no login for each call, and one of endless life none', async () => {
  const jwt = (claims: object) => `h.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s`;
  for (const pair of [
    { expiresIn: 1 },
    { expiresIn: 0.0001 },
    { expiresIn: '2' },
    { expiresIn: undefined, accessToken: jwt({ iat: 1000, exp: 1001 }) },
  ]) {
    const clock = standingClock();
    const server = await fakeServer(() => ({ body: accountRow(1) }), tokenPair({ refreshToken: null, ...pair }));
    const given = clientOf(server.url, { clock });
    for (let second = 0; second < 20; second++) {
      for (let call = 0; call < 3; call++) await getAccount(given, 1);
      clock.advance(1000);
    }
    // At 0, 5, 10 and 15 s, or a second earlier in the background.
    expect(server.logins.length).toBeGreaterThanOrEqual(4);
    expect(server.logins.length).toBeLessThanOrEqual(6);
  }
  for (const expiresIn of [0, -1, 1e300, '1e999', 'soon', null, {}, [[]]]) {
    const clock = standingClock();
    const server = await fakeServer(() => ({ body: accountRow(1) }), tokenPair({ expiresIn }));
    const given = clientOf(server.url, { clock });
    for (let day = 0; day < 10; day++) {
      await getAccount(given, 1);
      clock.advance(86_400_000);
    }
    expect(server.logins.length + server.refreshes.length).toBe(1);
  }
});

test('the standing token of an API user needs no login, and its refusal causes none', async () => {
  const server = await fakeServer(({ headers }) =>
    headers.authorization === 'Token fixed-token' ? { body: accountRow(1) } : { status: 401 },
  );
  expect(await getAccount(clientOf(server.url, { ...withToken, dialect: { authScheme: 'Token' } }), 1)).toMatchObject({
    id: 1,
  });
  expect(await failureOf(getAccount(clientOf(server.url, withToken), 1))).toMatchObject({
    kind: 'UNAVAILABLE',
    status: 401,
  });
  expect(server.logins).toHaveLength(0);
  expect(server.requests).toHaveLength(2);
});

test('a session of another user runs under its own token beside the service login', async () => {
  const server = await fakeServer(({ headers }) => ({ body: { id: 1, login: headers.authorization } }));
  const given = clientOf(server.url);
  const pair = await logIn(given, 'hostess', new Secret('pw'));
  expect(pair).toEqual({ accessToken: 'access-1', refreshToken: 'refresh-1', lifetimeMs: 600_000 });
  const tokens = createFixedTokens(given.client.dialect, new Secret('hers'));
  expect((await authInfo({ ...given, context: { tokens } })).login).toBe('bearer hers');
  expect((await authInfo(given)).login).toBe('bearer access-2');
});

test('clients that share a cache and a key share the token, other keys do not', async () => {
  const server = await fakeServer(() => ({ body: accountRow(1) }));
  const tokenCache = createTokenCache();
  await getAccount(clientOf(server.url, { tokenCache, key: 'a' }), 1);
  await getAccount(clientOf(server.url, { tokenCache, key: 'a' }), 1);
  expect(server.logins).toHaveLength(1);
  await getAccount(clientOf(server.url, { tokenCache, key: 'b' }), 1);
  expect(server.logins).toHaveLength(2);
});
