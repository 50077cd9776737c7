import { expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../../src/config/upstream-limits.ts';
import { Secret } from '../../../src/lib/secret.ts';
import { LEASE_MS } from '../../../src/upstream/auth/shared-login.ts';
import { getAccount } from '../../../src/upstream/resources/accounts.ts';
import { deposit } from '../../../src/upstream/resources/operations.ts';
import { standingClock } from '../../kit/clock.ts';
import { fakeServer } from '../../kit/fake-server.ts';
import { createManneredServer, firstCard } from '../../kit/mannered-server.ts';
import { sharedRow } from '../../kit/shared-logins.ts';
import { accountRow, clientOf, failureOf } from '../../kit/upstream-client.ts';

const GATEWAY = { login: 'gateway', password: 'gateway' };
const pause = (ms = 20) => new Promise((resolve) => setTimeout(resolve, ms));

/** Replicas on a server with one session per login, unless told otherwise. */
async function givenReplicas(count: number, { oneSession = true } = {}) {
  const clock = standingClock();
  const server = await createManneredServer({ oneSession });
  const row = sharedRow(clock);
  const replicas = Array.from({ length: count }, () => {
    const sharedLogin = row.replica();
    const upstream = clientOf(server.url, { clock, sharedLogin, credentials: credentials() });
    return { ...upstream, sharedLogin, read: async () => (await getAccount(upstream, firstCard))?.id };
  });
  const readAll = (times = 1) =>
    Promise.all(replicas.flatMap(({ read }) => Array.from({ length: times }, () => read())));
  const [first, second] = replicas;
  if (!first || !second) throw new Error('too few replicas');
  return { clock, server, row, replicas, readAll, first, second };
}

const credentials = () => ({ login: GATEWAY.login, password: new Secret(GATEWAY.password) });

test('replicas that begin at once are one session, and so they are after the server has ended it', async () => {
  const { server, row, readAll } = await givenReplicas(3);
  expect(await readAll(20)).toEqual(Array(60).fill(firstCard));
  expect([server.logins.length, row.generation()]).toEqual([1, 1]);
  server.revoke();
  expect(await readAll(20)).toEqual(Array(60).fill(firstCard));
  expect([server.logins.length, row.generation(), row.isLocked()]).toEqual([2, 2, false]);
});

test('without a shared login the same replicas end the sessions of each other', async () => {
  const { server, replicas } = await givenReplicas(3);
  const alone = replicas.map(() => clientOf(server.url, { credentials: credentials() }));
  for (let times = 0; times < 3; times++) for (const one of alone) await getAccount(one, firstCard);
  expect(server.logins.length).toBeGreaterThan(6);
});

test('a late 401 of an ended token logs nobody in: its replica takes the token that another one has got', async () => {
  const { server, first, second } = await givenReplicas(2);
  await first.read();
  await second.read();
  server.revoke();
  await first.read();
  expect(server.logins).toHaveLength(2);
  await second.read();
  expect(server.logins).toHaveLength(2);
  expect(server.asked.at(-1)?.headers.authorization).toBe('bearer token-2');
});

test('a replica that died with the lock frees it within the deadline', async () => {
  const { clock, server, row, readAll } = await givenReplicas(3);
  row.lockAsDead();
  const reads = readAll();
  await pause(250);
  expect(server.logins).toHaveLength(0);
  clock.advance(LEASE_MS);
  expect(await reads).toEqual(Array(3).fill(firstCard));
  expect(server.logins).toHaveLength(1);
  expect(LEASE_MS).toBeLessThan(DEFAULT_LIMITS.deadlineMs / 2);
});

test('a replica that stood still for longer than its lock takes the token of the one that logged in meanwhile', async () => {
  const { clock, server, row, first, second } = await givenReplicas(2);
  let wake = () => {};
  const stands = new Promise<void>((resolve) => {
    wake = resolve;
  });
  row.before = async (use) => {
    if (use === 'store' && server.logins.length === 1) await stands;
  };
  const late = first.read();
  await expect.poll(() => server.logins.length).toBe(1);
  clock.advance(LEASE_MS);
  expect(await second.read()).toBe(firstCard);
  wake();
  expect(await late).toBe(firstCard);
  expect([server.logins.length, row.generation()]).toEqual([2, 1]);
});

test('while the store is away each replica keeps its token, and logs in by itself at most once in 30 s', async () => {
  const { clock, server, row, first, second } = await givenReplicas(2, { oneSession: false });
  await first.read();
  await second.read();
  row.isAway = true;
  await first.read();
  expect(server.logins).toHaveLength(1);
  server.revoke();
  await first.read();
  await second.read();
  expect(server.logins).toHaveLength(3);
  server.revoke();
  expect(await failureOf(first.read())).toMatchObject({ reason: 'LOGIN_NOT_SHARED', sent: 'NOT_SENT', retryAfter: 30 });
  clock.advance(30_000);
  await first.read();
  expect(server.logins).toHaveLength(4);
  expect(first.sharedLogin.told).toEqual([true, false]);
});

test('a value move is sent with the token that lives, though it is due and the store is away', async () => {
  const { clock, server, row, first } = await givenEndingTokens();
  clock.advance(81_000);
  row.isAway = true;
  expect(await first.move()).toMatchObject({ id: 1 });
  const [sent] = server.requests.filter(({ path }) => path.startsWith('/operations'));
  expect([sent?.headers.authorization, server.refreshes.length, server.logins.length]).toEqual([
    'bearer access-1',
    0,
    1,
  ]);
});

test('a token that was got while the store was away is told to the others without a further login', async () => {
  const { clock, server, row, first, second } = await givenReplicas(2);
  row.isAway = true;
  await first.read();
  row.isAway = false;
  clock.advance(30_000);
  await first.read();
  await expect.poll(row.generation).toBe(1);
  await second.read();
  expect(server.logins).toHaveLength(1);
  expect(first.sharedLogin.told).toEqual([false, true]);
});

test('a store that goes away after the login costs no call its token', async () => {
  const { clock, server, row, first, second } = await givenReplicas(2);
  row.before = async (use) => {
    if (use === 'store') row.isAway = true;
  };
  expect(await first.read()).toBe(firstCard);
  row.isAway = false;
  row.before = async () => {};
  clock.advance(30_000);
  await first.read();
  await expect.poll(row.generation).toBe(1);
  await second.read();
  expect(server.logins).toHaveLength(1);
});

test('an older copy of the store costs a login, and no more', async () => {
  const { server, row, readAll } = await givenReplicas(3);
  await readAll();
  for (let times = 0; times < 4; times++) {
    server.revoke();
    await readAll();
  }
  row.goBackTo(1);
  server.revoke();
  await readAll(3);
  await readAll(3);
  expect(server.logins).toHaveLength(6);
});

/** Two replicas on a server whose tokens live 100 seconds, and whose old ones end at a refresh. */
async function givenEndingTokens() {
  const clock = standingClock();
  const row = sharedRow(clock);
  const booked = { id: 1, accountId: 1, kind: 'DEPOSIT', amount: 1, createdAt: '2026-03-10T15:00:00', reason: 'x' };
  let issued = 0;
  const server = await fakeServer(
    ({ path, headers }) => {
      if (headers.authorization !== `bearer access-${issued}`) return { status: 401 };
      return { body: path.startsWith('/accounts') ? accountRow(1) : booked };
    },
    () => ({ body: { accessToken: `access-${++issued}`, refreshToken: `refresh-${issued}`, expiresIn: 100 } }),
  );
  const replica = () => {
    const upstream = clientOf(server.url, { clock, sharedLogin: row.replica() });
    return {
      read: () => getAccount(upstream, 1),
      move: () => deposit(upstream, { accountId: 1, amount: 1, reason: 'x' }),
    };
  };
  const [first, second] = [replica(), replica()];
  await first.read();
  await second.read();
  return { clock, server, row, first, second };
}

test('a token that lives is not ended while another replica sends a value move, for five seconds at most', async () => {
  const { clock, server, row, first } = await givenEndingTokens();
  row.isMoving = true;
  clock.advance(81_000);
  await first.read();
  await pause(300);
  expect(server.refreshes).toHaveLength(0);
  row.isMoving = false;
  await expect.poll(row.generation).toBe(2);
  expect(server.refreshes).toHaveLength(1);

  clock.advance(81_000);
  row.isMoving = true;
  await first.read();
  await pause(300);
  expect(server.refreshes).toHaveLength(1);
  clock.advance(5000);
  await expect.poll(() => server.refreshes.length).toBe(2);
  expect(server.logins).toHaveLength(1);
});

test('a value move takes the next token a second before any replica may end the old one', async () => {
  const { clock, server, row, first, second } = await givenEndingTokens();
  clock.advance(79_500);
  // Of a read nothing is due yet.
  await first.read();
  expect(row.isLocked()).toBe(false);
  const moves = [first.move(), second.move(), second.move()];
  await Promise.all(moves);
  expect([server.refreshes.length, server.logins.length]).toEqual([1, 1]);
  const bearers = server.requests.filter(({ path }) => path.startsWith('/operations')).map((one) => one.headers);
  expect(bearers.map(({ authorization }) => authorization)).toEqual(Array(3).fill('bearer access-2'));
});

test('three tokens that the server ended before their time within ten minutes are told, until none is any more', async () => {
  const { clock, server, first } = await givenReplicas(2);
  const endsEarly = () => first.client.status().tokensEndEarly;
  for (const expected of [false, false, false, true]) {
    server.revoke();
    await first.read();
    expect(endsEarly()).toBe(expected);
  }
  clock.advance(600_000);
  expect(endsEarly()).toBe(false);
});

test('a refused login frees the lock at once', async () => {
  const { clock, server, row, second } = await givenReplicas(2);
  const options = { clock, sharedLogin: row.replica(), credentials: { login: 'gateway', password: new Secret('old') } };
  expect(await failureOf(getAccount(clientOf(server.url, options), firstCard))).toMatchObject({
    reason: 'LOGIN_REFUSED',
  });
  await expect.poll(row.isLocked).toBe(false);
  expect(await second.read()).toBe(firstCard);
});
