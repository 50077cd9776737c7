import type { Clock } from '../../lib/clock.ts';
import { waitFor } from '../../lib/concurrency/wait-for.ts';
import type { Token, TokenSource } from '../auth/tokens.ts';
import { UpstreamError } from '../errors.ts';
import type { Interceptor, UpstreamCall } from '../http/call.ts';
import { UNAUTHORIZED } from '../http/classify.ts';

/**
 * Adds the token. When the server refuses it, gets a new one and sends once more: a refused token proves that nothing was
 * done. A value move is never sent again, whatever the reason; the next call has a new token.
 */
export function auth({ clock }: { clock: Clock }): Interceptor {
  return (next) => async (call) => {
    const { tokens } = call;
    if (!tokens) return next(call);
    const token = await tokenFor(call, tokens, clock);
    try {
      return await next({ ...call, authorization: token.authorization });
    } catch (error) {
      if (!isUnauthorized(error)) throw error;
      tokens.reject(token);
      if (call.endpoint.isValueMove) throw error;
      const renewed = await tokenFor(call, tokens, clock);
      if (renewed === token) throw error;
      call.budget?.take(call.isShared);
      return next({ ...call, authorization: renewed.authorization }).catch((again: unknown) => {
        if (isUnauthorized(again)) tokens.pauseRenewal();
        throw again;
      });
    }
  };
}

function isUnauthorized(error: unknown): boolean {
  return error instanceof UpstreamError && error.reason === UNAUTHORIZED;
}

/** Waits for a token until the call's deadline. The login goes on for other calls. */
function tokenFor(call: UpstreamCall, tokens: TokenSource, clock: Clock): Token | Promise<Token> {
  const token = tokens.get(call.budget);
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
