import { Secret } from '../../src/lib/secret.ts';
import { type CallStats, createCallStats } from '../../src/upstream/call-stats.ts';
import {
  type CallContext,
  createUpstreamClient,
  type Upstream,
  type UpstreamOptions,
} from '../../src/upstream/client.ts';
import { UpstreamError } from '../../src/upstream/errors.ts';
import { atEnd } from './at-end.ts';
import { standingClock } from './clock.ts';

export interface Given extends Upstream {
  readonly context: CallContext & { readonly stats: CallStats };
}

/** A client of this server with call stats. Login is skipped where `token` credentials are given. */
export function clientOf(baseUrl: string, options: Partial<UpstreamOptions> = {}, context: CallContext = {}): Given {
  const client = createUpstreamClient({
    key: 'test',
    baseUrl,
    timeZone: 'Europe/Moscow',
    credentials: { login: 'gateway', password: new Secret('canary-password') },
    clock: standingClock(Date.now()),
    ...options,
    limits: { retryBaseMs: 1, connectTimeoutMs: 20_000, ...options.limits },
  });
  atEnd(() => client.close());
  return { client, context: { ...context, stats: createCallStats() } };
}

export const withToken = { credentials: { token: new Secret('fixed-token') } };

/** What a call failed with; fails the test when it did not. */
export async function failureOf(call: Promise<unknown>): Promise<UpstreamError> {
  const error = await call.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  );
  if (error instanceof UpstreamError) return error;
  throw error;
}

export const accountRow = (id: number, more: object = {}) => ({
  id,
  groupId: 1,
  balance: 48250,
  isBlocked: false,
  identifiers: [],
  registeredAt: '2026-03-01T18:42:10',
  ...more,
});
