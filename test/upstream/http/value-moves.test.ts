import { expect, test } from 'vitest';
import { deposit } from '../../../src/upstream/resources/operations.ts';
import { authInfo } from '../../../src/upstream/resources/users.ts';
import type { ProxyFaults } from '../../kit/fault-proxy.ts';
import { given } from '../../kit/given.ts';
import { failureOf } from '../../kit/upstream-client.ts';

/** What the link does to a deposit; what the client may say of it; whether it was booked. */
const links: [string, ProxyFaults, string, number][] = [
  ['nobody listens', { mode: 'refuse' }, 'UNAVAILABLE NOT_SENT', 0],
  ['the request is cut', { cutUpAfter: 60 }, 'UNAVAILABLE UNKNOWN', 0],
  ['the request is swallowed', { mode: 'blackHole' }, 'TIMEOUT UNKNOWN', 0],
  ['the answer is lost', { mode: 'applyThenCut' }, 'UNAVAILABLE UNKNOWN', 1],
  ['the answer is cut in its headers', { cutDownAfter: 30 }, 'UNAVAILABLE UNKNOWN', 1],
  ['the server is gone', { mode: 'halfOpen' }, 'TIMEOUT UNKNOWN', 0],
];

test.each(links)(
  'a deposit where %s is sent at most once, and never said to have failed',
  async (_name, faults, expected, booked) => {
    const { sandbox, proxy, upstream } = await given({ proxy: true, upstream: { timeoutMs: 150 } });
    await authInfo(upstream);
    const before = sandbox.operations().length;
    sandbox.clearCalls();
    await proxy.set(faults);
    const failure = await failureOf(
      deposit(upstream, { accountId: sandbox.accounts()[0]?.id ?? 0, amount: 100, reason: 'x' }),
    );
    expect(`${failure.kind} ${failure.sent}`).toBe(expected);
    await proxy.clear();
    await authInfo(upstream);
    expect(sandbox.operations().length - before).toBe(booked);
    expect(sandbox.callCounts()['operations.deposit'] ?? 0).toBe(booked);
  },
);
