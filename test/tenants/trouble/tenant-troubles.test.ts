import { expect, test } from 'vitest';
import { reasonOf } from '../../../src/tenants/trouble/reason-of.ts';
import { TROUBLE_REASONS } from '../../../src/tenants/trouble/reasons.ts';
import { TenantTroubles } from '../../../src/tenants/trouble/tenant-troubles.ts';
import type { UpstreamStatus } from '../../../src/upstream/client.ts';
import { UpstreamError, type UpstreamFailure } from '../../../src/upstream/errors.ts';
import { standingClock } from '../../kit/clock.ts';

const HEALTHY: UpstreamStatus = {
  breakers: { read: 'closed', write: 'closed', login: 'closed' },
  openOperations: [],
  inFlight: 0,
  queued: 0,
  loginFailure: null,
  clockSkewMs: null,
  tokensEndEarly: false,
};
const failure = (more: Partial<UpstreamFailure>) =>
  new UpstreamError({ kind: 'UNAVAILABLE', sent: 'NOT_SENT', operation: 'accounts.list', ...more });

function observed() {
  const clock = standingClock();
  const told: string[] = [];
  const tell = (level: number) => (fields: object) => void told.push(`${level} ${Object(fields).trouble}`);
  const troubles = new TenantTroubles('saturn', { clock, logger: { info: tell(30), warn: tell(40) } });
  const observe = (operation: 'accounts.list' | 'accountGroups.list', error?: unknown, isOwn = true) =>
    troubles.observe({ operation, error, isOwn }, () => HEALTHY);
  return { clock, troubles, observe, told };
}

test('a server that comes and goes is told once a minute', () => {
  const { clock, observe, told, troubles } = observed();
  for (let second = 0; second < 120; second++) {
    observe('accounts.list', failure({ kind: 'TIMEOUT', sent: 'UNKNOWN' }));
    observe('accounts.list');
    clock.advance(1000);
  }
  expect(told).toEqual(['40 TIMEOUT', '30 TIMEOUT', '40 TIMEOUT', '30 TIMEOUT']);
  expect(troubles.active()).toEqual([]);
});

test('one operation that fails goes on being a trouble while others work, until it works or nobody asks for it', () => {
  const { clock, observe, troubles } = observed();
  observe('accounts.list', failure({ sent: 'UNKNOWN', status: 500 }));
  observe('accountGroups.list');
  expect(troubles.active()).toMatchObject([{ reason: 'SERVER_ERROR', status: 500 }]);
  clock.advance(16 * 60_000);
  observe('accountGroups.list');
  expect(troubles.active()).toEqual([]);
});

test('a state is told once however often it is looked at, once more where its details change, and when it is over', () => {
  const { clock, told, troubles } = observed();
  for (const document of ['a', 'a', 'b', 'b']) {
    troubles.set('SERVER_CHANGED', true, { document });
    clock.advance(1000);
  }
  expect(troubles.active()).toMatchObject([{ reason: 'SERVER_CHANGED', document: 'b', since: clock.now() - 4000 }]);
  expect(told).toEqual(['40 SERVER_CHANGED', '40 SERVER_CHANGED']);
  // What is found once a day would be told by nobody later.
  troubles.set('SERVER_CHANGED', false);
  troubles.set('SERVER_CHANGED', true, { document: 'b' });
  troubles.set('SERVER_CHANGED', false);
  expect(told.slice(2)).toEqual(['30 SERVER_CHANGED', '40 SERVER_CHANGED', '30 SERVER_CHANGED']);
});

test('an answer of whatever sort ends what kept the server from being reached', () => {
  const { observe, troubles } = observed();
  observe('accounts.list', failure({ reason: 'ENOTFOUND' }));
  expect(troubles.active()).toMatchObject([{ reason: 'DNS' }]);
  observe('accountGroups.list', failure({ sent: 'UNKNOWN', status: 502 }));
  expect(troubles.active()).toMatchObject([{ reason: 'SERVER_ERROR', status: 502 }]);
  observe('accountGroups.list', failure({ kind: 'REJECTED', sent: 'ANSWERED', status: 404 }));
  expect(troubles.active()).toEqual([]);
});

test.each([
  ['accounts.list' as const, { kind: 'OVERLOADED' as const, reason: 'QUEUE_FULL' }],
  ['accountGroups.list' as const, { kind: 'OVERLOADED' as const, reason: 'QUEUE_FULL' }],
  ['accounts.list' as const, { kind: 'TIMEOUT' as const, reason: 'DEADLINE' }],
])('a call of %s that was never sent proves nothing about a server that cannot be reached: %j', (operation, more) => {
  const { observe, told, troubles } = observed();
  for (let n = 0; n < 3; n++) {
    observe('accounts.list', failure({ reason: 'CONNECT_TIMEOUT' }));
    observe(operation, failure(more));
  }
  expect(told.filter((line) => line.includes('UNREACHABLE'))).toEqual(['40 UNREACHABLE']);
  expect(troubles.active()).toContainEqual(expect.objectContaining({ reason: 'UNREACHABLE' }));
});

test.each([
  { reason: 'LOGIN_REFUSED', status: 401 },
  { reason: 'UNAUTHORIZED', sent: 'ANSWERED' as const, status: 401 },
])("a user's success with the operation at which the login failed does not end its trouble: %j", (more) => {
  const { observe, troubles } = observed();
  observe('accounts.list', failure(more));
  observe('accounts.list', undefined, false);
  expect(troubles.active()).toHaveLength(1);
  observe('accounts.list');
  expect(troubles.active()).toEqual([]);
});

test("a user's own session proves nothing about the login of the gateway, in either way", () => {
  const { observe, troubles } = observed();
  observe('accountGroups.list', failure({ sent: 'ANSWERED', status: 401, reason: 'UNAUTHORIZED' }), false);
  expect(troubles.active()).toEqual([]);
  observe('accounts.list', failure({ status: 401, reason: 'LOGIN_REFUSED' }));
  observe('accountGroups.list', undefined, false);
  expect(troubles.active()).toMatchObject([{ reason: 'LOGIN_REFUSED', status: 401 }]);
  observe('accountGroups.list');
  expect(troubles.active()).toEqual([]);
});

test('what a request ends with by itself is no trouble', () => {
  const { observe, troubles } = observed();
  observe('accounts.list', new Error('the client is gone'));
  observe('accounts.list', failure({ reason: 'CLOSED' }));
  observe('accounts.list', failure({ kind: 'UNSUPPORTED', reason: 'DIALECT' }));
  expect(troubles.active()).toEqual([]);
});

test.each([
  [{ reason: 'ECONNREFUSED' }, 'CONNECTION_REFUSED'],
  [{ reason: 'EAI_AGAIN' }, 'DNS'],
  [{ reason: 'CONNECT_TIMEOUT' }, 'UNREACHABLE'],
  [{ reason: 'EHOSTUNREACH' }, 'UNREACHABLE'],
  [{ reason: 'CERT_HAS_EXPIRED' }, 'CERTIFICATE_EXPIRED'],
  [{ reason: 'DEPTH_ZERO_SELF_SIGNED_CERT' }, 'CERTIFICATE_FOREIGN'],
  [{ reason: 'ERR_TLS_CERT_ALTNAME_INVALID' }, 'CERTIFICATE_FOREIGN'],
  [{ reason: 'CERT_FINGERPRINT' }, 'CERTIFICATE_FOREIGN'],
  [{ reason: 'ERR_SSL_WRONG_VERSION_NUMBER' }, 'TLS_FAILED'],
  [{ reason: 'ADDRESS_REFUSED' }, 'ADDRESS_REFUSED'],
  [{ reason: 'LOGIN_REFUSED', status: 401 }, 'LOGIN_REFUSED'],
  [{ reason: 'LOGIN_FAILED', status: 500 }, 'SERVER_ERROR'],
  [{ reason: 'UNAUTHORIZED', sent: 'ANSWERED', status: 401 }, 'TOKEN_REFUSED'],
  [{ reason: 'ECONNRESET', sent: 'UNKNOWN' }, 'CONNECTION_LOST'],
  [{ kind: 'TIMEOUT', reason: 'HEADERS', sent: 'UNKNOWN' }, 'TIMEOUT'],
  [{ reason: 'DEADLINE' }, 'TIMEOUT'],
  [{ sent: 'ANSWERED', status: 429 }, 'RATE_LIMITED'],
  [{ kind: 'UNSUPPORTED', sent: 'ANSWERED', status: 405 }, 'OPERATION_UNKNOWN'],
  [{ kind: 'MALFORMED', reason: 'HTML', sent: 'UNKNOWN' }, 'UNREADABLE'],
  [{ kind: 'MALFORMED', reason: 'TOO_LARGE', sent: 'UNKNOWN' }, 'ANSWER_TOO_LARGE'],
  [{ kind: 'MALFORMED', reason: 'ADAPTER', sent: 'UNKNOWN' }, 'ADAPTER_FAILED'],
  [{ kind: 'OVERLOADED', reason: 'QUEUE_FULL' }, 'QUEUE_FULL'],
  [{ kind: 'REJECTED', sent: 'ANSWERED', status: 409 }, null],
] as [Partial<UpstreamFailure>, string | null][])('%j is %s', (more, reason) => {
  expect(reasonOf(failure(more))).toBe(reason);
  if (reason) expect(TROUBLE_REASONS).toContain(reason);
});
