import * as z from 'zod';
import type { Secret } from '../../lib/secret.ts';
import { type Sources, secretShape, sourcedText } from '../secrets.ts';
import { section } from '../section.ts';

/** A login that is exchanged for tokens, or the standing token of an API user. */
type TenantCredentials = ({ readonly login: string; readonly password: Secret } | { readonly token: Secret }) & {
  readonly basic?: { readonly user: Secret; readonly password: Secret };
};

/** How the gateway enters a server, and what may stand before it. */
export function credentialsShape(sources: Sources) {
  const basic = section({
    user: secretShape(sources, { isUser: true }).describe('User of HTTP Basic, a secret'),
    password: secretShape(sources).describe('Its password, a secret'),
  }).describe(
    'For a proxy before the server that asks for HTTP Basic; needs a `dialect.token.header` other than `Authorization`',
  );

  return section({
    login: sourcedText(sources).optional().describe('Login of a user of the server; also `{ env: NAME }`'),
    password: secretShape(sources).optional().describe('Its password, a secret'),
    token: secretShape(sources, { isToken: true })
      .optional()
      .describe('In place of both: the token of an API user, a secret'),
    basic: basic.optional(),
  }).transform(({ login, password, token, basic }, context): TenantCredentials => {
    const besides = basic && { basic };
    if (token && login === undefined && !password) return { token, ...besides };
    if (login !== undefined && password && !token) return { login, password, ...besides };
    context.addIssue({ code: 'custom', message: 'must hold login and password, or token alone' });
    return z.NEVER;
  });
}
