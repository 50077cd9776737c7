import type { OperationId } from '../../contract/schemas.ts';
import type { Clock } from '../../lib/clock.ts';
import { waitFor } from '../../lib/concurrency/wait-for.ts';
import type { Token, TokenSource } from '../auth/renewing-tokens.ts';
import { UpstreamError } from '../errors.ts';
import type { Interceptor, UpstreamCall } from '../http/call.ts';
import { UNAUTHORIZED } from '../http/classify.ts';

/**
 * Adds the token. When the server refuses it, gets a new one and sends again: a refused token proves that nothing was
 * done. A value move is never sent again, whatever the reason: its token is not renewed while it is being sent.
 */
export function auth({ clock }: { clock: Clock }): Interceptor {
  /** The token with which the server last refused a value move, until one of its kind works. */
  const refused = new Map<OperationId, Token>();
  return (next) => {
    const sendMove = async (call: UpstreamCall, tokens: TokenSource) => {
      const { token, release } = await holdToken(call, tokens, clock);
      const { operation } = call;
      try {
        const response = await next({ ...call, authorization: token.authorization });
        refused.delete(operation);
        return response;
      } catch (error) {
        if (isUnauthorized(error)) {
          const before = refused.get(operation) ?? token;
          refused.set(operation, token);
          tokens.reject(token, before !== token);
        }
        throw error;
      } finally {
        release();
      }
    };
    const send = async (call: UpstreamCall, tokens: TokenSource) => {
      let token = await inTime(call, tokens.get(call.budget), clock);
      for (let renewals = 0; ; renewals++) {
        try {
          return await next({ ...call, authorization: token.authorization });
        } catch (error) {
          if (!isUnauthorized(error)) throw error;
          if (renewals > 0 && !token.isAdopted) tokens.pauseRenewal();
          // A token that another replica requested may have ended before this one took it.
          if (renewals > (token.isAdopted ? 1 : 0)) throw error;
          tokens.reject(token);
          const renewed = await inTime(call, tokens.get(call.budget), clock);
          if (renewed === token) throw error;
          call.budget?.take(call.isShared);
          token = renewed;
        }
      }
    };
    return (call) => {
      const { tokens, endpoint } = call;
      if (!tokens) return next(call);
      return endpoint.isValueMove ? sendMove(call, tokens) : send(call, tokens);
    };
  };
}

/** What a call that waits for a token needs. */
type Waiting = Pick<UpstreamCall, 'operation' | 'endpoint' | 'deadline' | 'budget'> &
  Partial<Pick<UpstreamCall, 'signal'>>;

/** Waits for a token for a value move. It is not renewed before `release` is called. */
export async function holdToken(call: Waiting, tokens: TokenSource, clock: Clock) {
  for (;;) {
    const token = tokens.getForMove(call.budget);
    if (!(token instanceof Promise)) return { token, release: tokens.hold() };
    await inTime(call, token, clock);
  }
}

function isUnauthorized(error: unknown): boolean {
  return error instanceof UpstreamError && error.reason === UNAUTHORIZED;
}

/** Waits for a token until the call's deadline. The login goes on for other calls. */
function inTime(call: Waiting, token: Token | Promise<Token>, clock: Clock): Token | Promise<Token> {
  if (!(token instanceof Promise)) return token;
  const { operation, endpoint } = call;
  // Nothing of a write has been sent, so its outcome is certain: UNAVAILABLE.
  const kind = endpoint.class === 'write' ? 'UNAVAILABLE' : 'TIMEOUT';
  const late = () => {
    throw new UpstreamError({ kind, sent: 'NOT_SENT', operation, reason: 'LOGIN_SLOW' });
  };
  const ofThisCall = token.catch((error: unknown) => {
    if (!(error instanceof UpstreamError)) throw error;
    throw error.with({ operation, ...(endpoint.class === 'write' ? { kind: 'UNAVAILABLE' } : {}) });
  });
  return waitFor(ofThisCall, clock, call, late);
}
