import { expect, test } from 'vitest';
import { createKeyring } from '../../../src/lib/keyring.ts';
import { Secret } from '../../../src/lib/secret.ts';
import { createSessionTokens } from '../../../src/upstream/auth/session-tokens.ts';
import type { Upstream } from '../../../src/upstream/client.ts';
import { getAccount } from '../../../src/upstream/resources/accounts.ts';
import { deposit } from '../../../src/upstream/resources/operations.ts';
import { logIn } from '../../../src/upstream/resources/sessions.ts';
import { manualClock, standingClock } from '../../kit/clock.ts';
import { fakeServer, type Reply } from '../../kit/fake-server.ts';
import { eventually } from '../../kit/server.ts';
import { accountRow, clientOf, failureOf } from '../../kit/upstream-client.ts';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const row = { id: 1, accountId: 1, kind: 'DEPOSIT', amount: 1, createdAt: '2026-03-10T15:00:00', reason: 'x' };
const MOVE = { accountId: 1, amount: 1, reason: 'x' };
const OLD_TOKENS = { END: true, LIVE: false };

/** A server whose tokens live ten seconds. It reads them as a request arrives, and answers a little later. */
async function givenServer(oldTokens: keyof typeof OLD_TOKENS) {
  let issued = 0;
  let valid = new Set<string>();
  let renewal: () => Promise<Reply | undefined> | Reply | undefined = () => undefined;
  let answer: () => Promise<unknown> | undefined = () => undefined;
  let arrived = 0;
  const server = await fakeServer(
    async ({ path, headers }) => {
      const isValid = valid.has(String(headers.authorization));
      await pause(++arrived % 5);
      if (!isValid) return { status: 401 };
      if (path.startsWith('/accounts')) return { body: accountRow(1) };
      await answer();
      return { body: row };
    },
    async ({ path }) => {
      await pause(2);
      const failure = path.endsWith('refresh_token') || issued > 0 ? await renewal() : undefined;
      if (failure) return failure;
      if (OLD_TOKENS[oldTokens]) valid = new Set();
      valid.add(`bearer access-${++issued}`);
      await pause(2);
      return { body: { accessToken: `access-${issued}`, refreshToken: `refresh-${issued}`, expiresIn: 10 } };
    },
  );
  return {
    server,
    onRenewal: (run: typeof renewal) => {
      renewal = run;
    },
    onMove: (run: typeof answer) => {
      answer = run;
    },
  };
}

const keyring = createKeyring([{ kid: 'k', secret: new Secret('s'.repeat(32)) }]);
type Login = 'the service login' | 'a session of staff';

async function givenLogin(login: Login, url: string, clock: ReturnType<typeof standingClock>): Promise<Upstream> {
  const given = clientOf(url, { clock, limits: { refreshAheadShare: 0.8, deadlineMs: 60_000 } });
  if (login === 'the service login') return given;
  const pair = await logIn(given, 'hostess', new Secret('pw'));
  const options = { pair, requestedAt: clock.now(), keyring, owner: 'a', client: () => given.client, clock };
  return { client: given.client, context: { tokens: createSessionTokens({ ...options, onEnd: () => undefined }) } };
}

const KINDS: readonly [Login, keyof typeof OLD_TOKENS][] = [
  ['the service login', 'END'],
  ['the service login', 'LIVE'],
  ['a session of staff', 'END'],
  ['a session of staff', 'LIVE'],
];

test.each(KINDS)(
  'of 200 moves of %s none is sent with a token that ends, where old tokens %s at a refresh',
  async (...kind) => {
    const [login, oldTokens] = kind;
    const clock = standingClock();
    const { server } = await givenServer(oldTokens);
    const upstream = await givenLogin(login, server.url, clock);
    const moves: Promise<unknown>[] = [];
    // On a busy machine a refresh takes more of these rounds.
    for (let round = 0; round < 40 || (server.refreshes.length < 4 && round < 400); round++) {
      for (let at = 0; at < 5; at++) {
        moves.push(deposit(upstream, MOVE).then(() => 'booked', String));
        // Reads begin renewals while moves are being sent.
        void getAccount(upstream, 1).catch(() => undefined);
        if (at % 2) await pause(1);
      }
      clock.advance(900);
    }
    expect(new Set(await Promise.all(moves))).toEqual(new Set(['booked']));
    expect(server.refreshes.length).toBeGreaterThan(3);
    expect(server.logins).toHaveLength(1);
  },
);

test('a refresh waits for the moves under way, and later moves wait for the refresh', async () => {
  const clock = standingClock();
  const { server, onMove } = await givenServer('END');
  const upstream = await givenLogin('the service login', server.url, clock);
  await getAccount(upstream, 1);
  let answer = (): void => undefined;
  onMove(
    () =>
      new Promise<void>((resolve) => {
        answer = resolve;
      }),
  );
  const first = deposit(upstream, MOVE);
  await eventually(() => expect(server.requests).toHaveLength(2));
  clock.advance(3000);
  await getAccount(upstream, 1);
  onMove(() => undefined);
  const second = deposit(upstream, MOVE);
  await pause(30);
  expect(server.refreshes).toHaveLength(0);
  answer();
  await Promise.all([first, second]);
  expect(server.refreshes).toHaveLength(1);
  expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
    ...Array(3).fill('bearer access-1'),
    'bearer access-2',
  ]);
});

test('a move that is not answered delays the refresh for five seconds', async () => {
  const clock = manualClock(Date.parse('2026-03-10T12:00:00Z'));
  const { server, onMove } = await givenServer('END');
  const upstream = clientOf(server.url, { clock, limits: { refreshAheadShare: 0.8, timeoutMs: 60_000 } });
  let answer = (): void => undefined;
  onMove(
    () =>
      new Promise<void>((resolve) => {
        answer = resolve;
      }),
  );
  const move = deposit(upstream, MOVE);
  await eventually(() => expect(server.requests).toHaveLength(1));
  clock.advance(3000);
  await getAccount(upstream, 1);
  await pause(20);
  expect(server.refreshes).toHaveLength(0);
  clock.advance(2000);
  await eventually(() => expect(server.refreshes).toHaveLength(1));
  answer();
  await move;
});

test('after a failed renewal the old token is used for moves while it has five seconds left', async () => {
  const clock = standingClock();
  const { server, onRenewal } = await givenServer('END');
  const upstream = await givenLogin('the service login', server.url, clock);
  await getAccount(upstream, 1);
  onRenewal(() => ({ status: 503 }));
  clock.advance(4000);
  await deposit(upstream, MOVE);
  await deposit(upstream, MOVE);
  expect([server.refreshes.length, server.logins.length]).toEqual([1, 2]);
  expect(server.requests.at(-1)?.headers.authorization).toBe('bearer access-1');
  clock.advance(1001);
  expect(await failureOf(deposit(upstream, MOVE))).toMatchObject({ sent: 'NOT_SENT', kind: 'UNAVAILABLE' });
  expect(await failureOf(deposit(upstream, MOVE))).toMatchObject({ sent: 'NOT_SENT', retryAfter: 1 });
  expect(server.requests).toHaveLength(3);
  // Reads go on with it to its end.
  await getAccount(upstream, 1);
});
