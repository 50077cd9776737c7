import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { Secret } from '../../../src/lib/secret.ts';
import { createSandbox, type Sandbox } from '../../../src/sandbox/sandbox.ts';
import { deposit } from '../../../src/upstream/resources/operations.ts';
import { authInfo } from '../../../src/upstream/resources/users.ts';
import { createFaultProxy, type ProxyFaults } from '../../kit/fault-proxy.ts';
import { clientOf, failureOf } from '../kit.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox({ size: 'small' });
  return () => sandbox.close();
});

const credentials = { login: 'gateway', password: new Secret('gateway') };

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
    const proxy = await createFaultProxy(sandbox.port);
    onTestFinished(() => proxy.close());
    const given = clientOf(`${proxy.origin}/api/v0`, {
      credentials,
      limits: { timeoutMs: 150 },
    });
    await authInfo(given);
    const before = sandbox.operations().length;
    sandbox.clearCalls();
    await proxy.set(faults);
    const failure = await failureOf(
      deposit(given, { accountId: sandbox.accounts()[0]?.id ?? 0, amount: 100, reason: 'x' }),
    );
    expect(`${failure.kind} ${failure.sent}`).toBe(expected);
    await proxy.clear();
    await authInfo(given);
    expect(sandbox.operations().length - before).toBe(booked);
    expect(sandbox.callCounts()['operations.deposit'] ?? 0).toBe(booked);
  },
);
