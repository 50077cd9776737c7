import type { Secret } from '../../lib/secret.ts';
import type { Upstream } from '../client.ts';
import type { TokenPair } from '../codec/token-pair.ts';

/** Sessions of users other than the service login. Calls then run under them with `context.tokens` of `createFixedTokens`. */

/** REJECTED, UNAVAILABLE (401) or UNSUPPORTED with a status: wrong credentials. */
export async function logIn({ client, context }: Upstream, login: string, password: Secret): Promise<TokenPair> {
  const body = { login, password: password.reveal() };
  return asPair(await client.call('auth.login', { body }, context));
}

/** A refresh token works once. */
export async function refreshSession({ client, context }: Upstream, refreshToken: Secret): Promise<TokenPair> {
  return asPair(await client.call('auth.refreshToken', { body: { refreshToken: refreshToken.reveal() } }, context));
}

/** Ends the session of `context.tokens`: both its tokens stop working. */
export async function logOut({ client, context }: Upstream): Promise<void> {
  await client.call('auth.logout', {}, context);
}

/** The decoder reads these two responses as token pairs, in either key case. */
function asPair(response: object): TokenPair {
  return response as TokenPair;
}
