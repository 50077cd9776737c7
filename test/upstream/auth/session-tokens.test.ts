import { expect, test } from 'vitest';
import { createKeyring } from '../../../src/lib/keyring.ts';
import { Secret } from '../../../src/lib/secret.ts';
import { createSessionTokens } from '../../../src/upstream/auth/session-tokens.ts';
import { getAccount, updateAccount } from '../../../src/upstream/resources/accounts.ts';
import { deposit } from '../../../src/upstream/resources/operations.ts';
import { logIn, logOut } from '../../../src/upstream/resources/sessions.ts';
import { sessionClient } from '../../../src/upstream/session-client.ts';
import { standingClock } from '../../kit/clock.ts';
import { fakeServer, type Reply, tokenPair } from '../../kit/fake-server.ts';
import { accountRow, clientOf, failureOf } from '../../kit/upstream-client.ts';

const keyring = createKeyring([{ kid: 'k', secret: new Secret('s'.repeat(32)) }]);

/** A server that accepts the last access token it gave, and a session of one user on it. */
async function givenSession(options: { pair?: object; refresh?: (body: string) => Reply | undefined } = {}) {
  const give = tokenPair(options.pair);
  let valid = '';
  let refusal: Reply | undefined;
  const server = await fakeServer(
    ({ headers }) => refusal ?? (headers.authorization === valid ? { body: accountRow(1) } : { status: 401 }),
    async (request, response) => {
      const refused = request.path === '/auth/refresh_token' ? options.refresh?.(request.body) : undefined;
      if (refused) return refused;
      const reply = await give(request, response);
      valid = `bearer ${Object(reply?.body).accessToken}`;
      return reply;
    },
  );
  const clock = standingClock();
  const given = clientOf(server.url, { clock });
  const requestedAt = clock.now();
  const pair = await logIn(given, 'hostess', new Secret('pw'));
  let ended = 0;
  const onEnd = () => {
    ended += 1;
  };
  const tokens = createSessionTokens({
    pair,
    requestedAt,
    keyring,
    owner: 'a',
    client: () => given.client,
    clock,
    onEnd,
  });
  const client = sessionClient(given.client, tokens, clock);
  return {
    server,
    clock,
    tokens,
    upstream: { client, context: { tokens } },
    ended: () => ended,
    revoke: () => {
      valid = 'revoked';
    },
    refuse: (reply: Reply) => {
      refusal = reply;
    },
  };
}

const MOVE = { accountId: 1, amount: 100, reason: 'x' };

test('calls go out under the token of the user, of which nothing is readable', async () => {
  const { upstream, server, tokens } = await givenSession();
  await getAccount(upstream, 1);
  expect(server.requests[0]?.headers.authorization).toBe('bearer access-1');
  expect(JSON.stringify(Object.keys(await tokens.get()))).not.toContain('accessToken');
  expect(server.logins).toHaveLength(1);
});

test('a refused token is renewed once for all calls that wait, reads and changes alike', async () => {
  const { upstream, server, revoke } = await givenSession();
  revoke();
  const calls = await Promise.all([getAccount(upstream, 1), getAccount(upstream, 1), updateAccount(upstream, 1, {})]);
  expect(calls).toHaveLength(3);
  expect(server.refreshes.map(({ body }) => body)).toEqual(['{"refreshToken":"refresh-1"}']);
});

test('a token in use is renewed in the background before it ends, and when it has ended', async () => {
  const { upstream, server, clock } = await givenSession();
  clock.advance(550_000);
  await getAccount(upstream, 1);
  await getAccount(upstream, 1);
  expect(server.refreshes).toHaveLength(1);
  clock.advance(600_000);
  await getAccount(upstream, 1);
  expect(server.refreshes.map(({ body }) => body)).toEqual([
    '{"refreshToken":"refresh-1"}',
    '{"refreshToken":"refresh-2"}',
  ]);
});

test('a refused renewal ends the session: SESSION_ENDED, no other call, and no login', async () => {
  const { upstream, server, revoke, ended } = await givenSession({ refresh: () => ({ status: 401 }) });
  revoke();
  const failures = await Promise.all([failureOf(getAccount(upstream, 1)), failureOf(getAccount(upstream, 2))]);
  expect(failures.map(({ reason }) => reason)).toEqual(['SESSION_ENDED', 'SESSION_ENDED']);
  const before = server.requests.length;
  expect(await failureOf(getAccount(upstream, 1))).toMatchObject({ reason: 'SESSION_ENDED', sent: 'NOT_SENT' });
  expect([server.requests.length, server.refreshes.length, server.logins.length]).toEqual([before, 1, 1]);
  expect(ended()).toBe(1);
});

test('a renewal without an answer ends nothing: the next use tries the same refresh token', async () => {
  let isDown = true;
  const { upstream, server, revoke, clock, ended } = await givenSession({
    refresh: () => (isDown ? { status: 503 } : undefined),
  });
  revoke();
  expect(await failureOf(getAccount(upstream, 1))).toMatchObject({ kind: 'UNAVAILABLE', reason: 'LOGIN_FAILED' });
  expect(await failureOf(getAccount(upstream, 1))).toMatchObject({ reason: 'LOGIN_FAILED', retryAfter: 1 });
  expect(server.refreshes).toHaveLength(1);
  isDown = false;
  clock.advance(1000);
  await getAccount(upstream, 1);
  expect(server.refreshes.map(({ body }) => body)).toEqual(Array(2).fill('{"refreshToken":"refresh-1"}'));
  expect(ended()).toBe(0);
});

test('without a refresh token the session ends with its access token', async () => {
  const { upstream, clock, server, ended } = await givenSession({ pair: { refreshToken: undefined } });
  clock.advance(599_000);
  await getAccount(upstream, 1);
  clock.advance(1000);
  expect((await failureOf(getAccount(upstream, 1))).reason).toBe('SESSION_ENDED');
  expect([server.refreshes.length, ended()]).toEqual([0, 1]);
});

test('a server that gives no new refresh token goes on with the old one', async () => {
  let count = 1;
  const { upstream, server, clock } = await givenSession({
    refresh: () => ({ body: { accessToken: `access-${++count}`, expiresIn: 600 } }),
  });
  clock.advance(601_000);
  await failureOf(getAccount(upstream, 1));
  clock.advance(601_000);
  await failureOf(getAccount(upstream, 1));
  expect(new Set(server.refreshes.map(({ body }) => body))).toEqual(new Set(['{"refreshToken":"refresh-1"}']));
  expect(server.refreshes.length).toBeGreaterThan(1);
});

test('what the server forbids is SERVER_ROLE, also where a 403 means "log in again"', async () => {
  const { upstream, server, refuse, ended } = await givenSession();
  refuse({ status: 403, body: { detail: 'no' } });
  expect(await failureOf(getAccount(upstream, 1))).toMatchObject({ kind: 'REJECTED', reason: 'SERVER_ROLE' });
  expect(server.refreshes).toHaveLength(0);
  refuse({ status: 403, body: { detail: 'Not authenticated' } });
  expect((await failureOf(getAccount(upstream, 1))).reason).toBe('SERVER_ROLE');
  expect([server.refreshes.length, ended()]).toEqual([1, 0]);
});

test('a 401 after a renewal that worked is SESSION_ENDED for the call, and other calls go on', async () => {
  const { upstream, refuse, ended } = await givenSession();
  refuse({ status: 401 });
  expect((await failureOf(getAccount(upstream, 1))).reason).toBe('SESSION_ENDED');
  expect(ended()).toBe(0);
});

test('a value move is sent once: a 401 renews, and says whether the session goes on', async () => {
  let isRefused = false;
  const { upstream, server, revoke } = await givenSession({
    refresh: () => (isRefused ? { status: 401 } : undefined),
  });
  revoke();
  expect(await failureOf(deposit(upstream, MOVE))).toMatchObject({ sent: 'ANSWERED', reason: 'UNAUTHORIZED' });
  expect([server.requests.length, server.refreshes.length]).toEqual([1, 1]);
  revoke();
  isRefused = true;
  expect(await failureOf(deposit(upstream, MOVE))).toMatchObject({ sent: 'ANSWERED', reason: 'SESSION_ENDED' });
  expect([server.requests.length, server.refreshes.length]).toEqual([2, 2]);
});

test('a session that was ended here sends nothing more', async () => {
  const { upstream, server, tokens, ended } = await givenSession();
  await logOut(upstream);
  tokens.end();
  expect((await failureOf(getAccount(upstream, 1))).reason).toBe('SESSION_ENDED');
  expect(server.requests.map(({ path }) => path)).toEqual(['/auth/logout']);
  expect(ended()).toBe(0);
});
