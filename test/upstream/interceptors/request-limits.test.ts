import { describe, expect, test } from 'vitest';
import type { UpstreamLimits } from '../../../src/config/upstream-limits.ts';
import { Secret } from '../../../src/lib/secret.ts';
import type { CallContext, Upstream } from '../../../src/upstream/client.ts';
import { createRequestContext, sharedContext, uncountedContext } from '../../../src/upstream/request-context.ts';
import { getAccount, updateAccount } from '../../../src/upstream/resources/accounts.ts';
import { listCall, readAll } from '../../../src/upstream/resources/list-call.ts';
import { standingClock } from '../../kit/clock.ts';
import { fakeServer, type Reply } from '../../kit/fake-server.ts';
import { accountRow, clientOf, failureOf, withToken } from '../../kit/upstream-client.ts';

/** The error of what is beyond the limit. */
const REFUSAL = new Error('too many calls');
const callRefusal = () => REFUSAL;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('at the bulkhead one client request', () => {
  /** A server that answers when it is told to. */
  const givenHeld = async (limits: Partial<UpstreamLimits>) => {
    const held: (() => void)[] = [];
    const server = await fakeServer(async () => {
      await new Promise<void>((resolve) => held.push(resolve));
      return { body: accountRow(1) };
    });
    const clock = standingClock();
    const { client } = clientOf(server.url, { ...withToken, clock, limits });
    const requestOf = () => ({
      client,
      context: createRequestContext({
        clock,
        deadline: clock.now() + 10_000,
        signal: undefined,
        maxCalls: 1000,
        callRefusal,
      }),
    });
    /** Answers everything that comes, until these calls have ended. */
    const answerAll = async <T>(calls: Promise<T>): Promise<T> => {
      let isOver = false;
      const over = () => {
        isOver = true;
      };
      calls.then(over, over);
      while (!isOver) {
        for (const answer of held.splice(0)) answer();
        await pause(1);
      }
      return calls;
    };
    return { server, client, clock, requestOf, answerAll };
  };

  test('holds at most 16 places of its server: those behind it go before its other calls', async () => {
    const { server, client, requestOf, answerAll } = await givenHeld({ maxConcurrent: 4, maxQueue: 30 });
    const large = requestOf();
    const calls = Array.from({ length: 60 }, () => getAccount(large, 1));
    await pause(0);
    expect(client.status()).toMatchObject({ inFlight: 3, queued: 13 });
    const small = requestOf();
    let before = 0;
    const order = Promise.all([
      ...calls.map((call) => call.then(() => (before += 1))),
      getAccount(small, 1).then(() => before),
    ]);
    await pause(0);
    expect(client.status()).toMatchObject({ inFlight: 3, queued: 14 });
    const behind = await answerAll(order);
    // Behind the 16 that were there, and those that took the places of the first to end meanwhile.
    expect(behind.at(-1)).toBeLessThanOrEqual(20);
    expect(server.requests).toHaveLength(61);
    expect(client.status()).toMatchObject({ inFlight: 0, queued: 0 });
  });

  test('is never OVERLOADED by itself: only many requests fill the queue', async () => {
    const { requestOf, answerAll } = await givenHeld({ maxConcurrent: 4, maxQueue: 40 });
    const failures = async (calls: Promise<unknown>[]) =>
      (await answerAll(Promise.allSettled(calls))).flatMap((outcome) =>
        outcome.status === 'rejected' ? [outcome.reason] : [],
      );
    const sixty = (request: Upstream) => Array.from({ length: 60 }, () => getAccount(request, 1));
    expect(await failures([...sixty(requestOf()), ...sixty(requestOf())])).toEqual([]);
    const refused = await failures(Array.from({ length: 50 }, () => getAccount(requestOf(), 1)));
    expect(refused).toHaveLength(50 - 40 - 3);
    for (const error of refused) expect(error).toMatchObject({ kind: 'OVERLOADED', reason: 'QUEUE_FULL' });
  });

  test('waits for its own places until its deadline', async () => {
    const { client, clock, requestOf, answerAll } = await givenHeld({ maxConcurrent: 64 });
    const request = requestOf();
    const calls = Promise.all(Array.from({ length: 16 }, () => getAccount(request, 1)));
    const late = getAccount({ client, context: { ...request.context, deadline: clock.now() + 30 } }, 1);
    expect(await failureOf(late)).toMatchObject({ kind: 'TIMEOUT', sent: 'NOT_SENT', reason: 'DEADLINE' });
    await answerAll(calls);
    expect(client.status()).toMatchObject({ inFlight: 0, queued: 0 });
    expect(request.context.places).toMatchObject({ active: 0, waiting: 0 });
  });
});

describe('the calls of one client request', () => {
  const givenBudget = async (
    maxCalls: number,
    replies: Reply[] = [],
    options: Parameters<typeof clientOf>[1] = withToken,
  ) => {
    const server = await fakeServer(() => replies.shift() ?? { body: accountRow(1) });
    const clock = standingClock();
    const { client } = clientOf(server.url, { clock, ...options });
    const context = createRequestContext({
      clock,
      deadline: clock.now() + 10_000,
      signal: undefined,
      maxCalls,
      callRefusal,
    });
    const as = (changed: CallContext): Upstream => ({ client, context: changed });
    return { server, context, upstream: as(context), as };
  };
  const refused = async (call: Promise<unknown>) => expect(await call.catch((error: unknown) => error)).toBe(REFUSAL);

  test('end at the limit: what is beyond it is not sent, nor is what comes later', async () => {
    const { server, context, upstream } = await givenBudget(3);
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => getAccount(upstream, 1)));
    expect(outcomes.map(({ status }) => status)).toEqual([...Array(3).fill('fulfilled'), ...Array(7).fill('rejected')]);
    await refused(getAccount(upstream, 1));
    expect(server.requests).toHaveLength(3);
    expect(context.stats.calls).toBe(3);
  });

  test('are counted with their retries', async () => {
    const { server, upstream } = await givenBudget(2, [{ status: 503 }, { status: 503 }]);
    await refused(getAccount(upstream, 1));
    expect(server.requests).toHaveLength(2);
  });

  test('are counted with the login that they cause, which is never refused', async () => {
    const credentials = { login: 'gateway', password: new Secret('x') };
    const { server, upstream } = await givenBudget(1, [], { credentials });
    expect((await getAccount(upstream, 1))?.id).toBe(1);
    await refused(getAccount(upstream, 1));
    expect([server.requests.length, server.logins.length]).toEqual([1, 1]);
    const two = await givenBudget(2, [], { credentials });
    await getAccount(two.upstream, 1);
    await refused(getAccount(two.upstream, 1));
  });

  test('are counted when a refused token makes them be sent again', async () => {
    const credentials = { login: 'gateway', password: new Secret('x') };
    const { server, upstream } = await givenBudget(4, [{ status: 401 }], { credentials });
    expect((await getAccount(upstream, 1))?.id).toBe(1);
    // Two logins and two requests.
    await refused(getAccount(upstream, 1));
    expect([server.requests.length, server.logins.length + server.refreshes.length]).toEqual([2, 2]);
  });

  test('that others wait for are counted and never refused', async () => {
    const page = { body: { items: Array.from({ length: 1000 }, (_, id) => ({ id })), total: 2500 } };
    const later = (from: number) => ({
      body: { items: Array.from({ length: 750 }, (_, i) => ({ id: from + i })), total: 2500 },
    });
    const { server, context, upstream, as } = await givenBudget(2, [page, later(1000), later(1750)]);
    expect(await readAll(as(sharedContext(context)), listCall('accountGroups.list'))).toHaveLength(2500);
    await refused(getAccount(upstream, 1));
    expect(server.requests).toHaveLength(3);
  });

  test('of a change are neither counted nor refused', async () => {
    const { context, upstream, as } = await givenBudget(1);
    const change = as(uncountedContext(context));
    for (let turn = 0; turn < 3; turn += 1) await updateAccount(change, 1, {});
    expect((await getAccount(upstream, 1))?.id).toBe(1);
    await refused(getAccount(upstream, 1));
    expect((await updateAccount(change, 1, {})).id).toBe(1);
  });
});
