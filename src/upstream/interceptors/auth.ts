import type { Clock } from '../../lib/clock.ts';
import { waitFor } from '../../lib/wait-for.ts';
import type { Token, TokenSource } from '../auth/tokens.ts';
import { UpstreamError } from '../errors.ts';
import type { Exchange, Interceptor, RawAnswer, Send } from '../http/call.ts';
import { UNAUTHORIZED } from '../http/classify.ts';

/**
 * Gives the call its token. Where the server refuses that token, asks once for another and sends once more: a refused
 * token means that nothing was done. A value move is never sent again, whatever the reason; the next one has a new token.
 */
export function auth({ clock }: { clock: Clock }): Interceptor {
  return (next) => async (exchange) => {
    const { tokens } = exchange;
    if (!tokens) return next(exchange);
    const token = await tokenFor(exchange, tokens, clock);
    try {
      return await next({ ...exchange, authorization: token.authorization });
    } catch (error) {
      if (!isUnauthorized(error)) throw error;
      tokens.reject(token);
      if (exchange.endpoint.isValueMove) throw error;
      const fresh = await tokenFor(exchange, tokens, clock);
      if (fresh === token) throw error;
      return again(next, { ...exchange, authorization: fresh.authorization }, tokens);
    }
  };
}

async function again(next: Send, exchange: Exchange, tokens: TokenSource): Promise<RawAnswer> {
  try {
    return await next(exchange);
  } catch (error) {
    if (isUnauthorized(error)) tokens.refusedAgain();
    throw error;
  }
}

function isUnauthorized(error: unknown): boolean {
  return error instanceof UpstreamError && error.reason === UNAUTHORIZED;
}

/** Waits for a token no longer than this call may take; the login itself goes on for the others. */
function tokenFor(exchange: Exchange, tokens: TokenSource, clock: Clock): Token | Promise<Token> {
  const token = tokens.get();
  if (!(token instanceof Promise)) return token;
  const { operation, endpoint } = exchange;
  // Nothing of a write has gone out: for its client the server is just not there.
  const kind = endpoint.class === 'write' ? 'UNAVAILABLE' : 'TIMEOUT';
  const late = () => {
    throw new UpstreamError({ kind, sent: 'NOT_SENT', operation, reason: 'LOGIN_SLOW' });
  };
  const named = token.catch((error: unknown) => Promise.reject(asFailureOf(exchange, error)));
  return waitFor(named, clock, exchange, late);
}

function asFailureOf({ operation, endpoint }: Exchange, error: unknown): unknown {
  if (!(error instanceof UpstreamError)) return error;
  return error.with({ operation, ...(endpoint.class === 'write' ? { kind: 'UNAVAILABLE' } : {}) });
}
