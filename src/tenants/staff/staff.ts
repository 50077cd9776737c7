import type { Clock } from '../../lib/clock.ts';
import { Secret } from '../../lib/secret.ts';
import { isRefusal } from '../../upstream/auth/login-backoff.ts';
import { createFixedTokens } from '../../upstream/auth/tokens.ts';
import type { CallStats } from '../../upstream/call-stats.ts';
import type { Upstream } from '../../upstream/client.ts';
import { reader } from '../../upstream/codec/read-fields.ts';
import type { TokenPair } from '../../upstream/codec/token-pair.ts';
import { UpstreamError } from '../../upstream/errors.ts';
import { logIn, logOut } from '../../upstream/resources/sessions.ts';
import { authInfo, type User } from '../../upstream/resources/users.ts';
import type { Tenant, Tenants } from '../registry.ts';
import { type Attempt, createAttemptCounter } from './attempts.ts';
import { createRefusalTime } from './refusal-time.ts';
import type { StaffSession } from './session.ts';
import type { IssuedSession, StaffSessions } from './sessions.ts';

/** Longest wait of a client for the logout at the server. */
const LOGOUT_MS = 2000;

export interface LoginRequest extends Attempt {
  readonly password: Secret;
  readonly stats: CallStats;
}

export type LoginOutcome =
  | { readonly type: 'OPENED'; readonly session: IssuedSession; readonly user: User }
  /** Unknown tenant, wrong password, the gateway's own login, no sessions here: alike in answer and time. */
  | { readonly type: 'REFUSED' }
  | { readonly type: 'LIMITED'; readonly retryAfterMs: number }
  /** The password was right, but the tenant has too many sessions. */
  | { readonly type: 'FULL' };

/** The life of staff sessions as the graph asks for it. */
export interface Staff {
  /** Rejects with UpstreamError where the server does not answer. */
  logIn(request: LoginRequest): Promise<LoginOutcome>;
  /** Null for a session that has ended. */
  refresh: StaffSessions['refresh'];
  /** Ends the session here at once, and at the server, whose failure is ignored. */
  logOut(session: StaffSession, upstream: Upstream): Promise<void>;
}

export function createStaff(
  sessions: StaffSessions,
  { tenants, clock }: { tenants: Pick<Tenants, 'get'>; clock: Clock },
): Staff {
  const countAttempt = createAttemptCounter(clock);
  const refusalTime = createRefusalTime(clock);

  const quietLogOut = async (upstream: Upstream): Promise<void> => {
    const context = { ...upstream.context, signal: undefined, deadline: clock.now() + LOGOUT_MS };
    await logOut({ client: upstream.client, context }).catch(() => undefined);
  };

  /** Null where the server refuses the login. */
  const tryLogin = (upstream: Upstream, { login, password }: LoginRequest): Promise<TokenPair | null> =>
    logIn(upstream, login, password).catch((error: unknown) => {
      if (error instanceof UpstreamError && isRefusal(error)) return null;
      throw error;
    });

  const logInAt = async (tenant: Tenant, request: LoginRequest): Promise<LoginOutcome> => {
    const { client, slug } = tenant;
    const requestedAt = clock.now();
    const context = { stats: request.stats, deadline: requestedAt + tenant.deadlineMs };
    const pair = await tryLogin({ client, context }, request);
    if (pair === null) {
      await refusalTime.asked(slug, requestedAt);
      return { type: 'REFUSED' };
    }
    const tokens = createFixedTokens(client.dialect, new Secret(pair.accessToken));
    const upstream = { client, context: { ...context, tokens } };
    let session: IssuedSession | null = null;
    try {
      const user = await authInfo(upstream);
      const field = reader('User', user);
      const [id, login] = [field.id('id'), field.text('login')];
      // A server may know a user under more logins than one, such as an e-mail address.
      if (!sessions.admits(tenant, login)) {
        await refusalTime.asked(slug, requestedAt);
        return { type: 'REFUSED' };
      }
      session = await sessions.open({ tenant, user: { id, login }, pair, requestedAt });
      return session ? { type: 'OPENED', session, user } : { type: 'FULL' };
    } finally {
      if (!session) void quietLogOut(upstream);
    }
  };

  return {
    async logIn(request) {
      const startedAt = clock.now();
      const retryAfterMs = await countAttempt(request);
      if (retryAfterMs > 0) return { type: 'LIMITED', retryAfterMs };
      const tenant = tenants.get(request.tenant);
      if (tenant && sessions.admits(tenant, request.login) && tenant.client.dialect.supports('auth.login'))
        return logInAt(tenant, request);
      await refusalTime.unasked(request.tenant, startedAt);
      return { type: 'REFUSED' };
    },
    refresh: sessions.refresh,
    async logOut(session, upstream) {
      await sessions.forget(session);
      await quietLogOut(upstream);
      session.tokens.end();
    },
  };
}
