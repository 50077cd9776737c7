import { expect, test } from 'vitest';
import { Secret } from '../../../src/lib/secret.ts';
import { getAccount, listAccounts } from '../../../src/upstream/resources/accounts.ts';
import { given } from '../../kit/given.ts';
import { clientOf, failureOf } from '../../kit/upstream-client.ts';

/** A server on a link that can be slow, with a client that is logged in. */
async function givenLink() {
  const { upstream, ...link } = await given({ proxy: true });
  const id = (await listAccounts(upstream, { limit: 1 })).items[0]?.id ?? 0;
  link.sandbox.clearCalls();
  const logins = () => {
    const { 'auth.login': login = 0, 'auth.refreshToken': refresh = 0 } = link.sandbox.callCounts();
    return { login, refresh };
  };
  return { ...link, upstream, account: id, logins };
}

/** A thousand reads at once; every second client leaves in the middle. Gives how many of those who stayed were answered. */
async function thousand({ upstream, account: id }: Awaited<ReturnType<typeof givenLink>>): Promise<number> {
  const outcomes = await Promise.all(
    Array.from({ length: 1000 }, (_, index) => {
      const leaving = new AbortController();
      if (index % 2) setTimeout(() => leaving.abort(new Error('gone')), index % 40);
      const context = index % 2 ? { ...upstream.context, signal: leaving.signal } : upstream.context;
      return getAccount({ ...upstream, context }, id).then(
        () => index % 2 === 0,
        () => false,
      );
    }),
  );
  return outcomes.filter(Boolean).length;
}

test('a thousand requests when the token has ended, half of them aborted: one refresh, and everybody who stayed is served', async () => {
  const all = await givenLink();
  await all.proxy.set({ latencyMs: 2, jitterMs: 5 });
  all.clock.advance(601_000);
  expect(await thousand(all)).toBe(500);
  expect(all.logins()).toEqual({ login: 0, refresh: 1 });
});

test('the same when the server forgot every session: the refresh is refused, so one login', async () => {
  const all = await givenLink();
  await all.proxy.set({ latencyMs: 2, jitterMs: 5 });
  all.sandbox.revokeTokens();
  expect(await thousand(all)).toBe(500);
  expect(all.logins()).toEqual({ login: 1, refresh: 1 });
});

test('one tenant with a wrong password neither locks its account nor touches another', async () => {
  const { clock, sandbox, proxy, upstream, account: id, logins } = await givenLink();
  const wrong = clientOf(`${proxy.origin}/api/v0`, {
    credentials: { login: 'gateway', password: new Secret('wrong') },
    clock,
  });
  for (let second = 0; second < 60; second++) {
    const [refused] = await Promise.all([failureOf(getAccount(wrong, id)), getAccount(upstream, id)]);
    expect([refused.kind, refused.sent]).toEqual(['UNAVAILABLE', 'NOT_SENT']);
    clock.advance(1000);
  }
  expect(logins().login).toBeGreaterThan(1);
  expect(logins().login).toBeLessThanOrEqual(5);
  expect(sandbox.callCounts()['accounts.get']).toBe(60);
});
