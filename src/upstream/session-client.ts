import type { Clock } from '../lib/clock.ts';
import { waitFor } from '../lib/concurrency/wait-for.ts';
import { SESSION_ENDED, type SessionTokens } from './auth/session-tokens.ts';
import type { CallContext, UpstreamClient } from './client.ts';
import { UpstreamError } from './errors.ts';
import { UNAUTHORIZED } from './http/classify.ts';

/** Reason of a call that the server refuses to the role of a session's user. */
export const SERVER_ROLE = 'SERVER_ROLE';

/** A client for the requests of one user's session: its refusals say whether the role or the session is the reason. */
export function sessionClient(client: UpstreamClient, tokens: SessionTokens, clock: Clock): UpstreamClient {
  return {
    ...client,
    async call(operation, args, context) {
      try {
        return await client.call(operation, args, context);
      } catch (error) {
        if (!(error instanceof UpstreamError)) throw error;
        throw await explain(error, context);
      }
    },
  };

  async function explain(error: UpstreamError, context: CallContext): Promise<UpstreamError> {
    const { reason, status, operation } = error;
    const isUnauthorized = reason === UNAUTHORIZED;
    // Where the dialect takes a 403 for a refused token, the renewed one has been refused as well.
    if (status === 403 && (isUnauthorized || error.kind === 'REJECTED')) return error.with({ reason: SERVER_ROLE });
    if (!isUnauthorized) return error;
    if (operation === undefined || !client.dialect.endpoint(operation).isValueMove)
      return error.with({ reason: SESSION_ENDED });
    // A value move is not sent again, but a renewal tells whether the session goes on.
    const renewed = await waitFor(Promise.resolve(tokens.get()), clock, context, () => null).catch(
      (failure) => failure,
    );
    return renewed instanceof UpstreamError && renewed.reason === SESSION_ENDED
      ? error.with({ reason: SESSION_ENDED })
      : error;
  }
}
